package dev.diorama.cloudfront;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.cloudformation.CloudFormation;
import dev.diorama.cloudformation.CloudFormationConfig;
import dev.diorama.core.router.Principal;
import dev.diorama.core.time.VirtualClock;
import dev.diorama.s3.S3;
import dev.diorama.s3.S3Config;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.cloudformation.model.CreateStackRequest;
import software.amazon.awssdk.services.cloudformation.model.CreateStackResponse;
import software.amazon.awssdk.services.cloudformation.model.DeleteStackRequest;
import software.amazon.awssdk.services.cloudformation.model.DeleteStackResponse;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackEventsRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackEventsResponse;
import software.amazon.awssdk.services.cloudformation.model.DescribeStacksRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStacksResponse;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.StackEvent;
import software.amazon.awssdk.services.cloudfront.model.CacheBehavior;
import software.amazon.awssdk.services.cloudfront.model.DistributionConfig;
import software.amazon.awssdk.services.cloudfront.model.GeoRestrictionType;
import software.amazon.awssdk.services.cloudfront.model.Method;
import software.amazon.awssdk.services.cloudfront.model.Origin;

/** {@code AWS::CloudFront::*} in stacks: shapes of templates, waiting, and removal. */
class CloudFrontStackTest {
  private static final String BLOG =
      """
      Resources:
        Site:
          Type: AWS::S3::Bucket
          Properties: {BucketName: blog-site}
        Control:
          Type: AWS::CloudFront::OriginAccessControl
          Properties:
            OriginAccessControlConfig:
              Name: blog
              OriginAccessControlOriginType: s3
              SigningBehavior: always
              SigningProtocol: sigv4
        Distribution:
          Type: AWS::CloudFront::Distribution
          Properties:
            Tags: [{Key: of, Value: blog}]
            DistributionConfig:
              Enabled: true
              IPV6Enabled: true
              DefaultRootObject: index.html
              HttpVersion: http2and3
              Aliases: [www.myblog.com]
              ViewerCertificate:
                AcmCertificateArn: arn:aws:acm:us-east-1:123456789012:certificate/1
                SslSupportMethod: sni-only
                MinimumProtocolVersion: TLSv1.2_2021
              Origins:
                - Id: site
                  DomainName: !GetAtt Site.RegionalDomainName
                  OriginAccessControlId: !GetAtt Control.Id
                  S3OriginConfig: {OriginAccessIdentity: ''}
                - Id: api
                  DomainName: abc.execute-api.us-east-1.amazonaws.com
                  OriginPath: /prod
                  OriginCustomHeaders: [{HeaderName: X-From, HeaderValue: edge}]
                  CustomOriginConfig: {OriginProtocolPolicy: https-only, OriginSSLProtocols: [TLSv1.2]}
              DefaultCacheBehavior:
                TargetOriginId: site
                ViewerProtocolPolicy: redirect-to-https
                AllowedMethods: [GET, HEAD, OPTIONS]
                CachedMethods: [GET, HEAD]
                Compress: true
                CachePolicyId: 658327ea-f89d-4fab-a63d-7e88639e58f6
              CacheBehaviors:
                - PathPattern: /api/*
                  TargetOriginId: api
                  ViewerProtocolPolicy: https-only
                  AllowedMethods: [GET, HEAD, OPTIONS, PUT, PATCH, POST, DELETE]
                  ForwardedValues:
                    QueryString: 'true'
                    Headers: [Authorization]
                    Cookies: {Forward: whitelist, WhitelistedNames: [session]}
                  DefaultTTL: 0
                  MaxTTL: '0'
              CustomErrorResponses:
                - {ErrorCode: 404, ResponseCode: 200, ResponsePagePath: /index.html, ErrorCachingMinTTL: 5}
              Restrictions:
                GeoRestriction: {RestrictionType: blacklist, Locations: [AQ]}
              Logging: {Bucket: logs.s3.amazonaws.com}
        Policy:
          Type: AWS::S3::BucketPolicy
          Properties:
            Bucket: !Ref Site
            PolicyDocument:
              Version: '2012-10-17'
              Statement:
                - Effect: Allow
                  Principal: {Service: cloudfront.amazonaws.com}
                  Action: s3:GetObject
                  Resource: !Sub '${Site.Arn}/*'
                  Condition:
                    StringEquals:
                      AWS:SourceArn: !Sub 'arn:aws:cloudfront::${AWS::AccountId}:distribution/${Distribution}'
      Outputs:
        Id: {Value: !GetAtt Distribution.Id}
        Host: {Value: !GetAtt Distribution.DomainName}
      """;

  private static final String REST =
      """
      Resources:
        Identity:
          Type: AWS::CloudFront::CloudFrontOriginAccessIdentity
          Properties: {CloudFrontOriginAccessIdentityConfig: {Comment: legacy}}
        Cache:
          Type: AWS::CloudFront::CachePolicy
          Properties:
            CachePolicyConfig:
              Name: by-page
              MinTTL: 1
              DefaultTTL: 60
              MaxTTL: 3600
              ParametersInCacheKeyAndForwardedToOrigin:
                EnableAcceptEncodingGzip: true
                HeadersConfig: {HeaderBehavior: whitelist, Headers: [Accept-Language]}
                CookiesConfig: {CookieBehavior: none}
                QueryStringsConfig: {QueryStringBehavior: whitelist, QueryStrings: [page]}
        Ask:
          Type: AWS::CloudFront::OriginRequestPolicy
          Properties:
            OriginRequestPolicyConfig:
              Name: ask
              HeadersConfig: {HeaderBehavior: allViewer}
              CookiesConfig: {CookieBehavior: all}
              QueryStringsConfig: {QueryStringBehavior: all}
        Answer:
          Type: AWS::CloudFront::ResponseHeadersPolicy
          Properties:
            ResponseHeadersPolicyConfig:
              Name: answer
              CorsConfig:
                AccessControlAllowCredentials: false
                AccessControlAllowHeaders: {Items: ['*']}
                AccessControlAllowMethods: {Items: [GET]}
                AccessControlAllowOrigins: {Items: [https://myblog.com]}
                OriginOverride: true
              CustomHeadersConfig:
                Items: [{Header: X-Blog, Value: mine, Override: false}]
        Distribution:
          Type: AWS::CloudFront::Distribution
          Properties:
            DistributionConfig:
              Enabled: true
              Origins:
                - Id: site
                  DomainName: old.s3.amazonaws.com
                  S3OriginConfig:
                    OriginAccessIdentity: !Sub origin-access-identity/cloudfront/${Identity}
              DefaultCacheBehavior:
                TargetOriginId: site
                ViewerProtocolPolicy: allow-all
                CachePolicyId: !Ref Cache
                OriginRequestPolicyId: !Ref Ask
                ResponseHeadersPolicyId: !Ref Answer
      Outputs:
        User: {Value: !GetAtt Identity.S3CanonicalUserId}
        Identity: {Value: !Ref Identity}
      """;

  private static final Principal ROOT =
      new Principal(
          Principal.Kind.ROOT,
          CloudFrontWorld.ACCOUNT,
          "arn:aws:iam::" + CloudFrontWorld.ACCOUNT + ":root",
          CloudFrontWorld.ACCOUNT,
          "test",
          Map.of());

  private final CloudFrontWorld world = new CloudFrontWorld();

  CloudFrontStackTest() {
    S3.install(world.cloud, S3Config.defaults());
    CloudFormation.install(world.cloud, CloudFormationConfig.defaults());
  }

  @AfterEach
  void close() {
    assertThat(clock().pending()).isZero();
    world.close();
  }

  private VirtualClock clock() {
    return (VirtualClock) world.cloud.clock();
  }

  private <R extends SdkResponse> R send(AwsRequest request, Class<R> response) {
    return world
        .cloud
        .router()
        .internal("test", "test", ROOT, "us-east-1", call -> call.send(ROOT, request, response));
  }

  private void create(String template) {
    send(
        CreateStackRequest.builder().stackName("blog").templateBody(template).build(),
        CreateStackResponse.class);
  }

  private Stack stack() {
    return send(
            DescribeStacksRequest.builder().stackName("blog").build(), DescribeStacksResponse.class)
        .stacks()
        .get(0);
  }

  private Map<String, String> outputs() {
    return stack().outputs().stream()
        .collect(Collectors.toMap(Output::outputKey, Output::outputValue));
  }

  private List<StackEvent> events() {
    return send(
            DescribeStackEventsRequest.builder().stackName("blog").build(),
            DescribeStackEventsResponse.class)
        .stackEvents();
  }

  private String reasons() {
    return events().stream()
        .map(event -> event.logicalResourceId() + " " + event.resourceStatusReason())
        .collect(Collectors.joining("\n"));
  }

  private void settled(String status) {
    clock().settle();
    assertThat(stack().stackStatusAsString()).as(reasons()).isEqualTo(status);
  }

  @Test
  @SuppressWarnings("deprecation") // Distributions without a cache policy still exist.
  void distribution_isMadeAsItsTemplateSays() {
    create(BLOG);
    settled("CREATE_COMPLETE");
    Distribution made = world.store.answeringAt(outputs().get("Host")).orElseThrow();
    assertThat(made.id()).isEqualTo(outputs().get("Id"));
    DistributionConfig config = made.config();
    assertThat(config.isIPV6Enabled()).isTrue();
    assertThat(config.aliases().items()).containsExactly("www.myblog.com");
    assertThat(config.viewerCertificate().minimumProtocolVersionAsString())
        .isEqualTo("TLSv1.2_2021");
    Origin site = config.origins().items().get(0);
    assertThat(site.domainName()).isEqualTo("blog-site.s3.us-east-1.amazonaws.com");
    assertThat(site.s3OriginConfig().originAccessIdentity()).isEmpty();
    assertThat(world.store.originAccessControl(site.originAccessControlId()).orElseThrow().name())
        .isEqualTo("blog");
    Origin api = config.origins().items().get(1);
    assertThat(api.customHeaders().items().get(0).headerValue()).isEqualTo("edge");
    assertThat(api.customOriginConfig().httpsPort()).isEqualTo(443);
    assertThat(api.customOriginConfig().originSslProtocols().quantity()).isEqualTo(1);
    assertThat(config.defaultCacheBehavior().allowedMethods().items())
        .containsExactly(Method.GET, Method.HEAD, Method.OPTIONS);
    assertThat(config.defaultCacheBehavior().allowedMethods().cachedMethods().items())
        .containsExactly(Method.GET, Method.HEAD);
    CacheBehavior legacy = config.cacheBehaviors().items().get(0);
    assertThat(legacy.forwardedValues().headers().items()).containsExactly("Authorization");
    assertThat(legacy.forwardedValues().cookies().whitelistedNames().items())
        .containsExactly("session");
    assertThat(List.of(legacy.minTTL(), legacy.defaultTTL(), legacy.maxTTL()))
        .containsExactly(0L, 0L, 0L);
    assertThat(config.customErrorResponses().items().get(0).responseCode()).isEqualTo("200");
    assertThat(config.restrictions().geoRestriction().restrictionType())
        .isEqualTo(GeoRestrictionType.BLACKLIST);
    assertThat(config.restrictions().geoRestriction().items()).containsExactly("AQ");
    assertThat(config.logging().enabled()).isTrue();
    assertThat(
            world
                .client
                .listTagsForResource(r -> r.resource(made.arn()))
                .tags()
                .items()
                .get(0)
                .value())
        .isEqualTo("blog");
  }

  @Test
  void stack_waitsUntilDeployed_andDisablesBeforeItDeletes() {
    create(BLOG);
    world.advance(Duration.ofMinutes(2));
    assertThat(stack().stackStatusAsString()).isEqualTo("CREATE_IN_PROGRESS");
    settled("CREATE_COMPLETE");
    assertThat(Duration.between(stack().creationTime(), clock().instant()))
        .isBetween(CloudFrontWorld.DEPLOYMENT, CloudFrontWorld.DEPLOYMENT.plusMinutes(1));
    String host = outputs().get("Host");
    String id = outputs().get("Id");
    send(DeleteStackRequest.builder().stackName("blog").build(), DeleteStackResponse.class);
    world.advance(Duration.ofMinutes(1));
    assertThat(world.store.answeringAt(host)).isPresent();
    clock().settle();
    assertThat(world.store.answeringAt(host)).isEmpty();
    assertThat(world.edges).containsExactly("forget " + id);
    assertThat(world.client.listDistributions(r -> {}).distributionList().items()).isEmpty();
    assertThat(world.client.listOriginAccessControls(r -> {}).originAccessControlList().items())
        .isEmpty();
  }

  @Test
  void otherTypes_areMadeUsedAndRemoved() {
    create(REST);
    settled("CREATE_COMPLETE");
    assertThat(outputs().get("User")).matches("[0-9a-f]{96}");
    assertThat(world.store.originAccessIdentityUser(outputs().get("Identity")))
        .contains(outputs().get("User"));
    send(DeleteStackRequest.builder().stackName("blog").build(), DeleteStackResponse.class);
    clock().settle();
    assertThat(world.client.listCachePolicies(r -> r.type("custom")).cachePolicyList().items())
        .isEmpty();
    assertThat(
            world
                .client
                .listCloudFrontOriginAccessIdentities(r -> {})
                .cloudFrontOriginAccessIdentityList()
                .items())
        .isEmpty();
  }

  @Test
  void refusal_isTheStacksReason_andNothingIsLeft() {
    create(BLOG.replace("TargetOriginId: api", "TargetOriginId: none"));
    settled("ROLLBACK_COMPLETE");
    assertThat(reasons())
        .contains(
            "Resource handler returned message: \"One or more of your cache behavior target origins"
                + " or origin groups do not exist.\" (HandlerErrorCode: NoSuchOrigin, Status Code:"
                + " 404)");
    assertThat(world.client.listOriginAccessControls(r -> {}).originAccessControlList().items())
        .isEmpty();
  }

  @Test
  void unknownProperty_isRefusedByName() {
    create(BLOG.replace("Compress: true", "Compressed: true"));
    settled("ROLLBACK_COMPLETE");
    assertThat(reasons()).contains("unsupported property Compressed in DefaultCacheBehavior");
  }
}

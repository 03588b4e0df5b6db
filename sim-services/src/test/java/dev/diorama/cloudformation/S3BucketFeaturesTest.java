package dev.diorama.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.cloud.CloudConfig;
import dev.diorama.core.router.AuthFailure;
import dev.diorama.core.router.Authenticator;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Decision;
import dev.diorama.core.router.Principal;
import dev.diorama.core.router.ServiceApi;
import dev.diorama.core.time.VirtualClock;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.Protocol;
import dev.diorama.s3.S3;
import dev.diorama.s3.S3Config;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.cloudformation.model.CreateStackRequest;
import software.amazon.awssdk.services.cloudformation.model.CreateStackResponse;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackEventsRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackEventsResponse;
import software.amazon.awssdk.services.cloudformation.model.DescribeStacksRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStacksResponse;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.StackEvent;
import software.amazon.awssdk.services.s3.model.GetBucketAccelerateConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketAccelerateConfigurationResponse;
import software.amazon.awssdk.services.s3.model.GetBucketNotificationConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketNotificationConfigurationResponse;
import software.amazon.awssdk.services.s3.model.GetBucketWebsiteRequest;
import software.amazon.awssdk.services.s3.model.GetBucketWebsiteResponse;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/** Buckets of templates that tell of events, serve a website and are accelerated. */
class S3BucketFeaturesTest {
  private static final Principal ROOT =
      new Principal(
          Principal.Kind.ROOT,
          "123456789012",
          "arn:aws:iam::123456789012:root",
          "123456789012",
          "",
          Map.of());

  private final Cloud cloud = Cloud.virtual(CloudConfig.defaults());
  private final List<String> messages = new ArrayList<>();

  @BeforeEach
  void install() {
    cloud
        .router()
        .guard(
            new Authenticator() {
              @Override
              public Principal authenticate(HttpRequest request, String service, long skew) {
                return ROOT;
              }

              @Override
              public Principal resolve(String accessKeyId, String sessionToken) {
                throw new AuthFailure(AuthFailure.Kind.UNKNOWN_KEY, accessKeyId);
              }
            },
            (principal, access, facts) -> Decision.allow("everything is allowed here"));
    ServiceApi sqs = ServiceApi.of("sqs", SqsClient.class, Protocol.JSON_1_0);
    sqs.on(
        SendMessageRequest.class,
        (call, request) -> {
          messages.add(request.queueUrl() + " " + request.messageBody());
          return SendMessageResponse.builder().build();
        });
    cloud.router().install(sqs);
    S3.install(cloud, S3Config.defaults());
    CloudFormation.install(cloud, CloudFormationConfig.defaults());
  }

  @AfterEach
  void close() {
    cloud.close();
  }

  private <T> T in(String region, Function<Call, T> work) {
    return cloud.router().internal("test", "test", ROOT, region, work);
  }

  private <T> T in(Function<Call, T> work) {
    return in("us-east-1", work);
  }

  private void create(String template) {
    in(
        call ->
            call.send(
                ROOT,
                CreateStackRequest.builder().stackName("blog").templateBody(template).build(),
                CreateStackResponse.class));
    ((VirtualClock) cloud.clock()).settle();
  }

  private List<String> reasons() {
    return in(
            call ->
                call.send(
                    ROOT,
                    DescribeStackEventsRequest.builder().stackName("blog").build(),
                    DescribeStackEventsResponse.class))
        .stackEvents()
        .stream()
        .map(StackEvent::resourceStatusReason)
        .toList();
  }

  @Test
  void bucket_hasWhatTheTemplateSays() {
    create(
        """
        Resources:
          Uploads:
            Type: AWS::S3::Bucket
            Properties:
              BucketName: blog-uploads
              VersioningConfiguration: {Status: Enabled}
              AccelerateConfiguration: {AccelerationStatus: Enabled}
              WebsiteConfiguration:
                IndexDocument: index.html
                ErrorDocument: 404.html
                RoutingRules:
                  - RoutingRuleCondition: {HttpErrorCodeReturnedEquals: '404', KeyPrefixEquals: old/}
                    RedirectRule: {HostName: example.com, HttpRedirectCode: '302'}
              NotificationConfiguration:
                QueueConfigurations:
                  - Event: 's3:ObjectCreated:*'
                    Queue: arn:aws:sqs:us-east-1:123456789012:uploads
                    Filter:
                      S3Key:
                        Rules:
                          - {Name: prefix, Value: uploads/}
                          - {Name: suffix, Value: .jpg}
                  - Event: 's3:ObjectRemoved:*'
                    Queue: arn:aws:sqs:us-east-1:123456789012:uploads
        """);
    var told =
        in(
            call ->
                call.send(
                    ROOT,
                    GetBucketNotificationConfigurationRequest.builder()
                        .bucket("blog-uploads")
                        .build(),
                    GetBucketNotificationConfigurationResponse.class));
    assertThat(told.queueConfigurations()).hasSize(2);
    assertThat(told.queueConfigurations().get(0).eventsAsStrings())
        .containsExactly("s3:ObjectCreated:*");
    assertThat(told.queueConfigurations().get(0).filter().key().filterRules()).hasSize(2);
    assertThat(messages)
        .hasSize(2)
        .allSatisfy(
            message ->
                assertThat(message)
                    .startsWith("https://sqs.us-east-1.amazonaws.com/123456789012/uploads ")
                    .contains("s3:TestEvent"));
    var site =
        in(
            call ->
                call.send(
                    ROOT,
                    GetBucketWebsiteRequest.builder().bucket("blog-uploads").build(),
                    GetBucketWebsiteResponse.class));
    assertThat(site.indexDocument().suffix()).isEqualTo("index.html");
    assertThat(site.errorDocument().key()).isEqualTo("404.html");
    assertThat(site.routingRules().get(0).condition().keyPrefixEquals()).isEqualTo("old/");
    assertThat(site.routingRules().get(0).redirect().hostName()).isEqualTo("example.com");
    var accelerated =
        in(
            call ->
                call.send(
                    ROOT,
                    GetBucketAccelerateConfigurationRequest.builder()
                        .bucket("blog-uploads")
                        .build(),
                    GetBucketAccelerateConfigurationResponse.class));
    assertThat(accelerated.statusAsString()).isEqualTo("Enabled");
  }

  @ParameterizedTest
  @CsvSource({
    "us-east-1, http://blog-uploads.s3-website-us-east-1.amazonaws.com",
    "eu-central-1, http://blog-uploads.s3-website.eu-central-1.amazonaws.com"
  })
  void attributes_areThoseOfTheRegion(String region, String website) {
    String template =
        """
        Resources:
          B: {Type: AWS::S3::Bucket, Properties: {BucketName: blog-uploads}}
        Outputs:
          Arn: {Value: !GetAtt B.Arn}
          Domain: {Value: !GetAtt B.DomainName}
          Regional: {Value: !GetAtt B.RegionalDomainName}
          Dual: {Value: !GetAtt B.DualStackDomainName}
          Website: {Value: !GetAtt B.WebsiteURL}
        """;
    in(
        region,
        call ->
            call.send(
                ROOT,
                CreateStackRequest.builder().stackName("blog").templateBody(template).build(),
                CreateStackResponse.class));
    ((VirtualClock) cloud.clock()).settle();
    List<Output> outputs =
        in(
            region,
            call ->
                call.send(
                        ROOT,
                        DescribeStacksRequest.builder().stackName("blog").build(),
                        DescribeStacksResponse.class)
                    .stacks()
                    .get(0)
                    .outputs());
    assertThat(outputs)
        .extracting(Output::outputValue)
        .containsExactlyInAnyOrder(
            "arn:aws:s3:::blog-uploads",
            "blog-uploads.s3.amazonaws.com",
            "blog-uploads.s3." + region + ".amazonaws.com",
            "blog-uploads.s3.dualstack." + region + ".amazonaws.com",
            website);
  }

  private void refused(String property, String reason) {
    create(
        "Resources:\n  B:\n    Type: AWS::S3::Bucket\n    Properties: {BucketName: bad-bucket, "
            + property
            + "}");
    assertThat(reasons()).anySatisfy(each -> assertThat(each).contains(reason));
  }

  @Test
  void eventBridge_isRefusedByS3() {
    refused(
        "NotificationConfiguration: {EventBridgeConfiguration: {EventBridgeEnabled: true}}",
        "EventBridge");
  }

  @Test
  void unknownMember_isNamed() {
    refused(
        "WebsiteConfiguration: {IndexDocument: i, Colour: red}",
        "Encountered unsupported property Colour");
  }

  @Test
  void missingMember_isNamed() {
    refused(
        "NotificationConfiguration: {QueueConfigurations: [{Event: 's3:ObjectCreated:*'}]}",
        "required key [Queue] not found");
  }

  @Test
  void wrongShape_isRefused() {
    refused("AccelerateConfiguration: Enabled", "expected type: JSONObject");
  }
}

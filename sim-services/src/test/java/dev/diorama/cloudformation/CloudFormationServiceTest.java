package dev.diorama.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.cloud.CloudConfig;
import dev.diorama.core.router.AuthFailure;
import dev.diorama.core.router.Authenticator;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Decision;
import dev.diorama.core.router.Principal;
import dev.diorama.core.time.VirtualClock;
import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.s3.S3;
import dev.diorama.s3.S3Config;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudformation.model.Capability;
import software.amazon.awssdk.services.cloudformation.model.CreateStackRequest;
import software.amazon.awssdk.services.cloudformation.model.CreateStackResponse;
import software.amazon.awssdk.services.cloudformation.model.DeleteStackRequest;
import software.amazon.awssdk.services.cloudformation.model.DeleteStackResponse;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackEventsRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackEventsResponse;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackResourceRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackResourceResponse;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackResourcesRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackResourcesResponse;
import software.amazon.awssdk.services.cloudformation.model.DescribeStacksRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStacksResponse;
import software.amazon.awssdk.services.cloudformation.model.GetTemplateRequest;
import software.amazon.awssdk.services.cloudformation.model.GetTemplateResponse;
import software.amazon.awssdk.services.cloudformation.model.ListStackResourcesRequest;
import software.amazon.awssdk.services.cloudformation.model.ListStackResourcesResponse;
import software.amazon.awssdk.services.cloudformation.model.ListStacksRequest;
import software.amazon.awssdk.services.cloudformation.model.ListStacksResponse;
import software.amazon.awssdk.services.cloudformation.model.OnFailure;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.ResourceStatus;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.StackEvent;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;
import software.amazon.awssdk.services.cloudformation.model.ValidateTemplateRequest;
import software.amazon.awssdk.services.cloudformation.model.ValidateTemplateResponse;
import software.amazon.awssdk.services.s3.model.ListBucketsRequest;
import software.amazon.awssdk.services.s3.model.ListBucketsResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** Stacks of S3 buckets, which are enough to see every way of the engine. */
class CloudFormationServiceTest {
  private static final Principal ROOT =
      new Principal(
          Principal.Kind.ROOT,
          "123456789012",
          "arn:aws:iam::123456789012:root",
          "123456789012",
          "test",
          Map.of());

  private static final String TWO =
      """
      Description: two buckets
      Parameters:
        Suffix: {Type: String, Default: one}
        Extra: {Type: String, Default: 'false', AllowedValues: ['true', 'false']}
      Conditions:
        WithExtra: !Equals [!Ref Extra, 'true']
      Resources:
        Policy:
          Type: AWS::S3::BucketPolicy
          Properties:
            Bucket: !Ref Second
            PolicyDocument:
              Version: '2012-10-17'
              Statement:
                - {Effect: Deny, Principal: '*', Action: 's3:DeleteObject', Resource: !Sub '${Second.Arn}/*'}
        First:
          Type: AWS::S3::Bucket
        Second:
          Type: AWS::S3::Bucket
          DependsOn: First
          Properties:
            BucketName: !Sub '${AWS::StackName}-${Suffix}'
            Tags: [{Key: of, Value: !GetAtt First.Arn}]
        Third:
          Type: AWS::S3::Bucket
          Condition: WithExtra
      Outputs:
        Name: {Value: !Ref Second, Description: the second}
        Domain: {Value: !GetAtt Second.DomainName}
        Third: {Value: !Ref Third, Condition: WithExtra}
      """;

  private final Cloud cloud = Cloud.virtual(CloudConfig.defaults());

  CloudFormationServiceTest() {
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
    S3.install(cloud, S3Config.defaults());
    CloudFormation.install(cloud, CloudFormationConfig.defaults());
  }

  @AfterEach
  void close() {
    assertThat(((VirtualClock) cloud.clock()).pending()).isZero();
    assertThat(cloud.trace().openCount()).isZero();
    cloud.close();
  }

  private <T> T in(Function<Call, T> work) {
    return cloud.router().internal("test", "test", ROOT, "us-east-1", work);
  }

  private void settle() {
    ((VirtualClock) cloud.clock()).settle();
  }

  private CreateStackRequest.Builder asking(String name, String template) {
    return CreateStackRequest.builder().stackName(name).templateBody(template);
  }

  private String create(CreateStackRequest.Builder request) {
    return in(call -> call.send(ROOT, request.build(), CreateStackResponse.class)).stackId();
  }

  private AwsException refused(CreateStackRequest.Builder request) {
    return catchThrowableOfType(AwsException.class, () -> create(request));
  }

  private AwsException refused(String template) {
    AwsException refusal = refused(asking("s", template));
    assertThat(refusal).as("a refusal of " + template).isNotNull();
    assertThat(refusal.status()).isEqualTo(400);
    assertThat(stacks()).isEmpty();
    return refusal;
  }

  private Stack describe(String nameOrId) {
    return in(call ->
            call.send(
                ROOT,
                DescribeStacksRequest.builder().stackName(nameOrId).build(),
                DescribeStacksResponse.class))
        .stacks()
        .get(0);
  }

  private List<Stack> stacks() {
    return in(call ->
            call.send(ROOT, DescribeStacksRequest.builder().build(), DescribeStacksResponse.class))
        .stacks();
  }

  private List<StackEvent> events(String nameOrId) {
    return in(call ->
            call.send(
                ROOT,
                DescribeStackEventsRequest.builder().stackName(nameOrId).build(),
                DescribeStackEventsResponse.class))
        .stackEvents();
  }

  private List<String> buckets() {
    return in(
            call ->
                call.send(ROOT, ListBucketsRequest.builder().build(), ListBucketsResponse.class))
        .buckets()
        .stream()
        .map(bucket -> bucket.name())
        .toList();
  }

  private void delete(String nameOrId) {
    in(
        call ->
            call.send(
                ROOT,
                DeleteStackRequest.builder().stackName(nameOrId).build(),
                DeleteStackResponse.class));
  }

  private static Map<String, String> outputs(Stack stack) {
    Map<String, String> outputs = new LinkedHashMap<>();
    stack.outputs().forEach(output -> outputs.put(output.outputKey(), output.outputValue()));
    return outputs;
  }

  @Test
  void create_answersAtOnceAndStandsLater() {
    String id = create(asking("two", TWO));

    assertThat(id).startsWith("arn:aws:cloudformation:us-east-1:123456789012:stack/two/");
    assertThat(describe("two").stackStatus()).isEqualTo(StackStatus.CREATE_IN_PROGRESS);
    assertThat(describe("two").outputs()).isEmpty();

    settle();

    assertThat(describe(id).stackStatus()).isEqualTo(StackStatus.CREATE_COMPLETE);
    assertThat(outputs(describe("two")))
        .containsExactly(
            Map.entry("Name", "two-one"), Map.entry("Domain", "two-one.s3.amazonaws.com"));
    assertThat(buckets()).hasSize(2).contains("two-one").anyMatch(b -> b.startsWith("two-first-"));
  }

  @Test
  void create_makesEachResourceAfterWhatItNeeds() {
    create(asking("two", TWO));
    settle();

    List<String> made = new ArrayList<>();
    List<StackEvent> newestFirst = events("two");
    for (int i = newestFirst.size() - 1; i >= 0; i--) {
      if (newestFirst.get(i).resourceStatus() == ResourceStatus.CREATE_COMPLETE) {
        made.add(newestFirst.get(i).logicalResourceId());
      }
    }
    assertThat(made).containsExactly("First", "Second", "Policy", "two");
    assertThat(newestFirst.get(0).timestamp())
        .as("making things takes time on the clock")
        .isAfter(newestFirst.get(newestFirst.size() - 1).timestamp());
  }

  @Test
  void create_withAConditionThatHolds_makesTheResourceAndTheOutput() {
    create(
        asking("two", TWO)
            .parameters(Parameter.builder().parameterKey("Extra").parameterValue("true").build()));
    settle();

    assertThat(buckets()).hasSize(3);
    assertThat(outputs(describe("two"))).containsKey("Third");
  }

  @Test
  void create_aSecondStackOfTheName_isRefused() {
    create(asking("two", TWO));
    AwsException refusal = refused(asking("two", TWO));
    settle();

    assertThat(refusal.code()).isEqualTo("AlreadyExistsException");
    assertThat(refusal.status()).isEqualTo(400);
    assertThat(refusal.message()).isEqualTo("Stack [two] already exists");
  }

  @Test
  void create_oneResourceFails_rollsBackAndLeavesNothingBehind() {
    create(
        asking(
            "bad",
            """
            Resources:
              Good: {Type: AWS::S3::Bucket}
              Bad: {Type: AWS::S3::Bucket, DependsOn: Good, Properties: {BucketName: Not_A_Name}}
              Never: {Type: AWS::S3::Bucket, DependsOn: Bad}
            """));
    settle();

    Stack stack = describe("bad");
    assertThat(stack.stackStatus()).isEqualTo(StackStatus.ROLLBACK_COMPLETE);
    assertThat(buckets()).isEmpty();
    assertThat(events("bad"))
        .anySatisfy(
            event -> {
              assertThat(event.logicalResourceId()).isEqualTo("Bad");
              assertThat(event.resourceStatus()).isEqualTo(ResourceStatus.CREATE_FAILED);
              assertThat(event.resourceStatusReason()).contains("InvalidBucketName");
            })
        .noneMatch(event -> event.logicalResourceId().equals("Never"));
  }

  @Test
  void create_resourceHalfMade_isTakenBackToo() {
    // The bucket is made before its policy block is read: a wrong value must not leave it there.
    create(
        asking(
            "half",
            """
            Resources:
              B:
                Type: AWS::S3::Bucket
                Properties:
                  BucketName: half-made
                  VersioningConfiguration: {Status: Sometimes}
            """));
    settle();

    assertThat(describe("half").stackStatus()).isEqualTo(StackStatus.ROLLBACK_COMPLETE);
    assertThat(buckets()).isEmpty();
  }

  @Test
  void create_failsWithDoNothing_keepsWhatWasMade() {
    create(
        asking(
                "bad",
                """
                Resources:
                  Good: {Type: AWS::S3::Bucket}
                  Bad: {Type: AWS::S3::Bucket, DependsOn: Good, Properties: {BucketName: X}}
                """)
            .onFailure(OnFailure.DO_NOTHING));
    settle();

    assertThat(describe("bad").stackStatus()).isEqualTo(StackStatus.CREATE_FAILED);
    assertThat(buckets()).hasSize(1);
  }

  @Test
  void create_failsWithDelete_deletesTheStack() {
    String id =
        create(
            asking("bad", "Resources: {B: {Type: AWS::S3::Bucket, Properties: {BucketName: X}}}")
                .onFailure(OnFailure.DELETE));
    settle();

    assertThat(describe(id).stackStatus()).isEqualTo(StackStatus.DELETE_COMPLETE);
  }

  @Test
  void delete_removesEverything_andTwiceIsNoError() {
    String id = create(asking("two", TWO));
    settle();

    delete("two");
    assertThat(describe(id).stackStatus()).isEqualTo(StackStatus.DELETE_IN_PROGRESS);
    settle();
    delete("two");
    settle();

    assertThat(buckets()).isEmpty();
    assertThat(describe(id).stackStatus()).isEqualTo(StackStatus.DELETE_COMPLETE);
    AwsException gone = catchThrowableOfType(AwsException.class, () -> describe("two"));
    assertThat(gone.code()).isEqualTo("ValidationError");
    assertThat(gone.status()).isEqualTo(400);
    assertThat(gone.message()).isEqualTo("Stack with id two does not exist");
  }

  @Test
  void delete_whileBeingCreated_isRefused() {
    create(asking("two", TWO));
    AwsException refusal = catchThrowableOfType(AwsException.class, () -> delete("two"));
    settle();

    assertThat(refusal.code()).isEqualTo("ValidationError");
    assertThat(refusal.status()).isEqualTo(400);
  }

  @Test
  void delete_bucketWithObjects_failsAndSaysWhich() {
    create(asking("two", TWO));
    settle();
    in(
        call ->
            call.sendStreaming(
                ROOT,
                PutObjectRequest.builder().bucket("two-one").key("k").build(),
                new byte[] {1}));

    delete("two");
    settle();

    assertThat(describe("two").stackStatus()).isEqualTo(StackStatus.DELETE_FAILED);
    assertThat(describe("two").stackStatusReason()).contains("[Second]");
    assertThat(buckets()).containsExactly("two-one");
  }

  @Test
  void delete_retainedResource_stays() {
    create(
        asking(
            "kept",
            "Resources: {B: {Type: AWS::S3::Bucket, DeletionPolicy: Retain, "
                + "Properties: {BucketName: kept-bucket}}}"));
    settle();
    delete("kept");
    settle();

    assertThat(buckets()).containsExactly("kept-bucket");
  }

  @Test
  void create_unknownType_namesItAndWhatThereIs() {
    AwsException refusal = refused("Resources: {V: {Type: AWS::EC2::VPC}}");

    assertThat(refusal.code()).isEqualTo("ValidationError");
    assertThat(refusal.message())
        .contains("AWS::EC2::VPC (V)")
        .contains("AWS::S3::Bucket")
        .contains("as parameters");
  }

  @Test
  void create_unknownProperty_failsNamingResourceAndProperty() {
    create(asking("p", "Resources: {B: {Type: AWS::S3::Bucket, Properties: {Colour: red}}}"));
    create(
        asking(
            "q",
            "Resources: {B: {Type: AWS::S3::Bucket, Properties: {LoggingConfiguration: {}}}}"));
    settle();

    assertThat(reasonOf("p")).isEqualTo("Encountered unsupported property Colour in resource B");
    assertThat(reasonOf("q"))
        .startsWith("Diorama does not simulate the property LoggingConfiguration of resource B");
  }

  private String reasonOf(String stack) {
    return events(stack).stream()
        .filter(event -> event.resourceStatus() == ResourceStatus.CREATE_FAILED)
        .map(StackEvent::resourceStatusReason)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void create_badTemplates_areRefusedInCloudFormationsWords() {
    assertThat(refused("Resources: {B: {Type: AWS::S3::Bucket, DependsOn: C}}").message())
        .isEqualTo(
            "Template format error: Unresolved resource dependencies [C] in the Resources block of"
                + " the template");
    assertThat(
            refused(
                    "Resources: {A: {Type: AWS::S3::Bucket, DependsOn: B}, "
                        + "B: {Type: AWS::S3::Bucket, DependsOn: A}}")
                .message())
        .isEqualTo("Circular dependency between resources: [A, B]");
    assertThat(
            refused(
                    "{\"Resources\": {\"B\": {\"Type\": \"AWS::S3::Bucket\"}}, "
                        + "\"Outputs\": {\"X\": {\"Value\": {\"Ref\": \"Nobody\"}}}}")
                .message())
        .contains("[Nobody] in the Outputs block");
    assertThat(refused("Resources: [").message())
        .startsWith("Template format error: YAML not well-formed.");
    assertThat(refused("{}").message())
        .isEqualTo("Template format error: At least one Resources member must be defined.");
    assertThat(
            refused("Parameters: {P: {Type: String}}\nResources: {B: {Type: AWS::S3::Bucket}}")
                .message())
        .isEqualTo("Parameters: [P] must have values");
    assertThat(refused("Resources: {B: {Type: AWS::S3::Bucket}}\nTransform: My::Macro").message())
        .contains("My::Macro");
  }

  @Test
  void create_wrongRequest_isRefused() {
    assertThat(refused(asking("no spaces", TWO)).message()).contains("'stackName'");
    assertThat(refused(CreateStackRequest.builder().stackName("s")).message())
        .isEqualTo("Either Template URL or Template Body must be specified.");
    assertThat(
            refused(CreateStackRequest.builder().stackName("s").templateURL("https://x")).message())
        .contains("TemplateURL is not supported");
    assertThat(refused(asking("s", "# " + "x".repeat(51_200))).message())
        .contains("less than or equal to 51200");
    assertThat(
            refused(asking("s", TWO).disableRollback(true).onFailure(OnFailure.DELETE)).message())
        .contains("not both");
    assertThat(stacks()).isEmpty();
  }

  @Test
  void create_withoutTheCapabilities_isRefused() {
    String role = "Resources: {R: {Type: AWS::IAM::Role, Properties: {%s}}}";
    AwsException unnamed = refused(asking("s", role.formatted("")));
    AwsException named =
        refused(asking("s", role.formatted("RoleName: r")).capabilities(Capability.CAPABILITY_IAM));
    AwsException sam =
        refused(
            asking(
                "s",
                "Transform: AWS::Serverless-2016-10-31\n"
                    + "Resources: {T: {Type: AWS::Serverless::SimpleTable}}"));

    assertThat(List.of(unnamed.code(), named.code(), sam.code()))
        .containsOnly("InsufficientCapabilitiesException");
    assertThat(unnamed.message()).isEqualTo("Requires capabilities : [CAPABILITY_IAM]");
    assertThat(named.message()).isEqualTo("Requires capabilities : [CAPABILITY_NAMED_IAM]");
    assertThat(sam.message()).isEqualTo("Requires capabilities : [CAPABILITY_AUTO_EXPAND]");
    assertThat(unnamed.status()).isEqualTo(400);
  }

  @Test
  void look_everyWay_showsTheSame() {
    String id = create(asking("two", TWO));
    settle();

    assertThat(
            in(call ->
                    call.send(
                        ROOT,
                        ListStackResourcesRequest.builder().stackName("two").build(),
                        ListStackResourcesResponse.class))
                .stackResourceSummaries())
        .extracting(summary -> summary.logicalResourceId())
        .containsExactly("First", "Second", "Policy");
    assertThat(
            in(call ->
                    call.send(
                        ROOT,
                        DescribeStackResourcesRequest.builder().stackName(id).build(),
                        DescribeStackResourcesResponse.class))
                .stackResources())
        .hasSize(3);
    assertThat(
            in(call ->
                    call.send(
                        ROOT,
                        DescribeStackResourceRequest.builder()
                            .stackName("two")
                            .logicalResourceId("Second")
                            .build(),
                        DescribeStackResourceResponse.class))
                .stackResourceDetail()
                .physicalResourceId())
        .isEqualTo("two-one");
    assertThat(
            in(call ->
                    call.send(
                        ROOT,
                        GetTemplateRequest.builder().stackName("two").build(),
                        GetTemplateResponse.class))
                .templateBody())
        .isEqualTo(TWO);
    assertThat(
            in(call ->
                    call.send(
                        ROOT,
                        ListStacksRequest.builder()
                            .stackStatusFilters(StackStatus.CREATE_COMPLETE)
                            .build(),
                        ListStacksResponse.class))
                .stackSummaries())
        .hasSize(1);
    assertThat(
            in(call ->
                    call.send(
                        ROOT,
                        ValidateTemplateRequest.builder().templateBody(TWO).build(),
                        ValidateTemplateResponse.class))
                .parameters())
        .extracting(parameter -> parameter.parameterKey())
        .containsExactly("Suffix", "Extra");
  }

  @Test
  void create_byACallerWithoutTheServicesRights_failsWithThatCallersDenial() {
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
                return ROOT;
              }
            },
            (principal, access, facts) ->
                access.action().equals("s3:CreateBucket")
                    ? new Decision(false, false, "not here", "because a test says so")
                    : Decision.allow("else"));
    create(asking("two", TWO));
    settle();

    assertThat(describe("two").stackStatus()).isEqualTo(StackStatus.ROLLBACK_COMPLETE);
    assertThat(reasonOf("two")).contains("s3:CreateBucket").contains("AccessDenied");
  }
}

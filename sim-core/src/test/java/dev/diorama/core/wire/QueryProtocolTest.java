package dev.diorama.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diorama.core.router.ServiceApi;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Capability;
import software.amazon.awssdk.services.cloudformation.model.CreateStackRequest;
import software.amazon.awssdk.services.cloudformation.model.CreateStackResponse;
import software.amazon.awssdk.services.cloudformation.model.DescribeStacksRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStacksResponse;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.ContextEntry;
import software.amazon.awssdk.services.iam.model.CreateRoleRequest;
import software.amazon.awssdk.services.iam.model.CreateRoleResponse;
import software.amazon.awssdk.services.iam.model.DeleteRoleRequest;
import software.amazon.awssdk.services.iam.model.DeleteRoleResponse;
import software.amazon.awssdk.services.iam.model.ListUsersRequest;
import software.amazon.awssdk.services.iam.model.ListUsersResponse;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.SimulateCustomPolicyRequest;
import software.amazon.awssdk.services.iam.model.SimulateCustomPolicyResponse;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.iam.model.UploadSshPublicKeyRequest;
import software.amazon.awssdk.services.iam.model.UploadSshPublicKeyResponse;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityRequest;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;
import software.amazon.awssdk.services.sts.model.PolicyDescriptorType;

class QueryProtocolTest {
  private static final String STS = "sts.us-east-1.amazonaws.com";

  private final FakeCloud cloud = new FakeCloud();
  private final ServiceApi sts = ServiceApi.of("sts", StsClient.class, Protocol.QUERY);
  private final ServiceApi iam = ServiceApi.of("iam", IamClient.class, Protocol.QUERY);
  private final ServiceApi cloudFormation =
      ServiceApi.of("cloudformation", CloudFormationClient.class, Protocol.QUERY);

  @BeforeEach
  void install() {
    cloud.answer(
        sts,
        GetCallerIdentityRequest.class,
        q -> GetCallerIdentityResponse.builder().account("123456789012").arn("a&b").build());
    cloud.answer(
        sts,
        AssumeRoleRequest.class,
        q ->
            AssumeRoleResponse.builder()
                .credentials(
                    c ->
                        c.accessKeyId("ASIA")
                            .secretAccessKey("s/+=")
                            .sessionToken("t")
                            .expiration(Instant.parse("2026-01-01T01:00:00Z")))
                .packedPolicySize(7)
                .build());
    cloud.install(sts);
    cloud.install(iam);
    cloud.install(cloudFormation);
  }

  @Test
  void getCallerIdentity_goldenRequest_givesGoldenResponse() {
    HttpResponse response = form("Action=GetCallerIdentity&Version=2011-06-15");

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.headers().first("Content-Type")).contains("text/xml");
    String requestId = cloud.cloud.trace().spans().get(0).requestId();
    assertThat(response.text())
        .isEqualTo(
            "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">"
                + "<GetCallerIdentityResult><Account>123456789012</Account><Arn>a&amp;b</Arn>"
                + "</GetCallerIdentityResult><ResponseMetadata><RequestId>"
                + requestId
                + "</RequestId></ResponseMetadata></GetCallerIdentityResponse>");
    assertThat(response.headers().first("x-amzn-RequestId")).contains(requestId);
  }

  @Test
  void getCallerIdentity_asQueryString_isAnsweredToo() {
    HttpResponse response =
        cloud.send(
            FakeCloud.request(
                "GET",
                STS,
                "sts",
                "/?Action=GetCallerIdentity&Version=2011-06-15",
                Headers.NONE,
                ""));

    assertThat(response.status()).isEqualTo(200);
  }

  @Test
  void assumeRole_listsOfStructures_roundTrip() {
    AssumeRoleRequest request =
        AssumeRoleRequest.builder()
            .roleArn("arn:aws:iam::123456789012:role/r")
            .roleSessionName("me+you")
            .durationSeconds(900)
            .policyArns(policy("arn:1"), policy("arn:2"))
            .tags(
                software.amazon.awssdk.services.sts.model.Tag.builder()
                    .key("team")
                    .value("a b&c=d")
                    .build())
            .transitiveTagKeys("team")
            .build();

    AssumeRoleResponse response = cloud.client(StsClient.builder()).assumeRole(request);

    assertThat(cloud.lastTyped()).isEqualTo(request);
    assertThat(response.credentials().secretAccessKey()).isEqualTo("s/+=");
    assertThat(response.credentials().expiration())
        .isEqualTo(Instant.parse("2026-01-01T01:00:00Z"));
    assertThat(response.packedPolicySize()).isEqualTo(7);
    assertThat(response.responseMetadata().requestId())
        .isEqualTo(cloud.cloud.trace().spans().get(0).requestId());
  }

  @Test
  void createRole_andDeleteRole_roundTrip() {
    Instant created = Instant.parse("2026-01-01T00:00:00.500Z");
    cloud.answer(
        iam,
        CreateRoleRequest.class,
        q ->
            CreateRoleResponse.builder()
                .role(
                    r ->
                        r.roleName(q.roleName())
                            .path("/")
                            .createDate(created)
                            .tags(q.tags())
                            .maxSessionDuration(3600))
                .build());
    cloud.answer(iam, DeleteRoleRequest.class, q -> DeleteRoleResponse.builder().build());
    IamClient client = cloud.client(IamClient.builder());
    Tag tag = Tag.builder().key("k").value("").build();

    CreateRoleResponse response =
        client.createRole(
            b -> b.roleName("r").assumeRolePolicyDocument("{\"a\": \"ü\"}").tags(tag));

    assertThat(((CreateRoleRequest) cloud.lastTyped()).assumeRolePolicyDocument())
        .isEqualTo("{\"a\": \"ü\"}");
    assertThat(response.role().tags()).containsExactly(tag);
    assertThat(response.role().createDate()).isEqualTo(created);
    client.deleteRole(b -> b.roleName("r"));
    assertThat(((DeleteRoleRequest) cloud.lastTyped()).roleName()).isEqualTo("r");
    assertThat(iam("Action=DeleteRole&Version=2010-05-08&RoleName=r").text())
        .startsWith(
            "<DeleteRoleResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\">"
                + "<ResponseMetadata>");
  }

  @Test
  void listUsers_emptyList_isAnEmptyElement() {
    cloud.answer(
        iam,
        ListUsersRequest.class,
        q -> ListUsersResponse.builder().users(List.of()).isTruncated(false).build());

    assertThat(iam("Action=ListUsers&Version=2010-05-08").text())
        .contains("<ListUsersResult><Users/><IsTruncated>false</IsTruncated></ListUsersResult>");
    assertThat(cloud.client(IamClient.builder()).listUsers().hasUsers()).isTrue();
  }

  @Test
  void uploadSshPublicKey_nameThatTheSdkSpellsOtherwise_isFound() {
    cloud.answer(
        iam,
        UploadSshPublicKeyRequest.class,
        q ->
            UploadSshPublicKeyResponse.builder()
                .sshPublicKey(k -> k.userName(q.userName()).sshPublicKeyId("APKA"))
                .build());

    assertThat(
            cloud
                .client(IamClient.builder())
                .uploadSSHPublicKey(b -> b.userName("mina").sshPublicKeyBody("ssh-rsa AAAA"))
                .sshPublicKey()
                .sshPublicKeyId())
        .isEqualTo("APKA");
  }

  @Test
  void simulateCustomPolicy_listsWithinLists_roundTrip() {
    cloud.answer(
        iam,
        SimulateCustomPolicyRequest.class,
        q -> SimulateCustomPolicyResponse.builder().isTruncated(false).build());
    List<ContextEntry> context =
        List.of(
            ContextEntry.builder()
                .contextKeyName("aws:username")
                .contextKeyType("string")
                .contextKeyValues("a", "b")
                .build(),
            ContextEntry.builder().contextKeyName("x").contextKeyValues(List.of()).build());

    cloud
        .client(IamClient.builder())
        .simulateCustomPolicy(
            b -> b.policyInputList("{}").actionNames("s3:*").contextEntries(context));

    assertThat(((SimulateCustomPolicyRequest) cloud.lastTyped()).contextEntries())
        .isEqualTo(context);
  }

  @Test
  void cloudFormation_createAndDescribe_roundTrip() {
    Stack stack =
        Stack.builder()
            .stackName("todo")
            .stackStatus("CREATE_COMPLETE")
            .creationTime(Instant.parse("2026-01-01T00:00:00Z"))
            .capabilities(Capability.CAPABILITY_IAM)
            .outputs(Output.builder().outputKey("ApiUrl").outputValue("https://x/?a=1&b=2").build())
            .parameters(List.of())
            .tags(List.of())
            .build();
    cloud.answer(
        cloudFormation,
        CreateStackRequest.class,
        q -> CreateStackResponse.builder().stackId("arn:stack").build());
    cloud.answer(
        cloudFormation,
        DescribeStacksRequest.class,
        q -> DescribeStacksResponse.builder().stacks(stack).build());
    CloudFormationClient client = cloud.client(CloudFormationClient.builder());
    Parameter parameter = Parameter.builder().parameterKey("p").parameterValue("v").build();

    assertThat(
            client
                .createStack(
                    b ->
                        b.stackName("todo")
                            .templateBody("Resources:\n  A: é\n")
                            .parameters(parameter)
                            .capabilities(Capability.CAPABILITY_IAM))
                .stackId())
        .isEqualTo("arn:stack");
    CreateStackRequest request = (CreateStackRequest) cloud.lastTyped();
    assertThat(request.templateBody()).isEqualTo("Resources:\n  A: é\n");
    assertThat(request.parameters()).containsExactly(parameter);
    assertThat(client.describeStacks().stacks()).containsExactly(stack);
  }

  @ParameterizedTest
  @CsvSource({
    "Action=NoSuchAction&Version=2011-06-15,NoSuchAction for version 2011-06-15",
    "Action=GetCallerIdentity,GetCallerIdentity for version NO_VERSION_SPECIFIED",
    "Action=GetCallerIdentity&Version=,'GetCallerIdentity for version '",
    "Action=GetCallerIdentity&Version=2000-01-01,GetCallerIdentity for version 2000-01-01",
    "Action=&Version=2011-06-15,' for version 2011-06-15'",
    "Action=NoSuchAction&Action=GetCallerIdentity&Version=2011-06-15,NoSuchAction for version"
        + " 2011-06-15",
  })
  void unknownAction_isInvalidAction400NamingActionAndVersion(String body, String named) {
    HttpResponse response = form(body);

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.text())
        .isEqualTo(
            "<ErrorResponse xmlns=\"http://webservices.amazon.com/AWSFault/2005-15-09\"><Error>"
                + "<Type>Sender</Type><Code>InvalidAction</Code><Message>Could not find operation "
                + named
                + "</Message></Error><RequestId>"
                + cloud.cloud.trace().spans().get(0).requestId()
                + "</RequestId></ErrorResponse>");
  }

  @Test
  void firstOfSeveralActions_counts() {
    assertThat(
            form("Action=GetCallerIdentity&Action=NoSuchAction&Version=2011-06-15&Unknown=1")
                .status())
        .isEqualTo(200);
  }

  @Test
  void missingAction_is400() {
    HttpResponse response = form("Version=2011-06-15");

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.text()).contains("<Code>MissingAction</Code>");
  }

  @Test
  void formWithoutContentType_hasNoAction() {
    HttpResponse response =
        cloud.send(
            FakeCloud.request(
                "POST",
                STS,
                "sts",
                "/",
                Headers.NONE,
                "Action=GetCallerIdentity&Version=2011-06-15"));

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.text()).contains("<Code>MissingAction</Code>");
  }

  @Test
  void actionThatOnlyAwsHas_isNotImplemented501NamingIt() {
    HttpResponse response = form("Action=GetFederationToken&Version=2011-06-15");

    assertThat(response.status()).isEqualTo(501);
    assertThat(response.text())
        .contains("<Type>Receiver</Type><Code>NotImplemented</Code>")
        .contains("sts:GetFederationToken");
  }

  @Test
  void assumeRole_requiredMembersMissing_isValidationError400() {
    HttpResponse response = form("Action=AssumeRole&Version=2011-06-15");

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.text())
        .contains("<Code>ValidationError</Code>")
        .contains(
            "2 validation errors detected: Value null at 'roleArn' failed to satisfy constraint:"
                + " Member must not be null; Value null at 'roleSessionName' failed");
  }

  @Test
  void createRole_requiredMemberMissingInList_isNamedByPath() {
    cloud.answer(iam, CreateRoleRequest.class, q -> CreateRoleResponse.builder().build());

    assertThat(
            iam("Action=CreateRole&Version=2010-05-08&RoleName=r&AssumeRolePolicyDocument=x"
                    + "&Tags.member.1.Key=a")
                .text())
        .contains("Value null at 'tags.1.member.value' failed");
  }

  @ParameterizedTest
  @CsvSource({
    "DurationSeconds=abc,STRING_VALUE can not be converted to an Integer",
    "DurationSeconds.member.1=5,Start of list found where not expected",
    "RoleArn.x=5,Start of structure or map found where not expected.",
    "PolicyArns.member.x.arn=a,Key x found where an index was expected",
    "PolicyArns.member.0.arn=a,Index 0 is out of range",
    "PolicyArns.member.99999999.arn=a,Index 99999999 is out of range",
  })
  void assumeRole_wrongType_isMalformedInput400(String pair, String message) {
    HttpResponse response = form("Action=AssumeRole&Version=2011-06-15&" + pair);

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.text())
        .contains("<Code>MalformedInput</Code><Message>" + message + "</Message>");
  }

  @Test
  void assumeRole_nameWithoutEnd_isMalformedInputAndNotAFault() {
    HttpResponse response =
        form("Action=AssumeRole&Version=2011-06-15&" + "a.".repeat(50_000) + "=1");

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.text()).contains("<Code>MalformedInput</Code>");
  }

  @Test
  void createRole_itemsOutOfOrder_areSorted() {
    cloud.answer(iam, CreateRoleRequest.class, q -> CreateRoleResponse.builder().build());

    iam(
        "Action=CreateRole&Version=2010-05-08&RoleName=r&AssumeRolePolicyDocument=x"
            + "&Tags.member.10.Key=c&Tags.member.10.Value=3&Tags.member.2.Key=b"
            + "&Tags.member.2.Value=2&Tags.member.1.Value=1&Tags.member.1.Key=a");

    assertThat(((CreateRoleRequest) cloud.lastTyped()).tags())
        .extracting(Tag::key)
        .containsExactly("a", "b", "c");
  }

  @Test
  void error_ofTheModel_isReadByTheClient() {
    AwsException none =
        new AwsException(
            "NoSuchEntity",
            404,
            ErrorCode.Side.CLIENT,
            "The role with name <r> cannot be found.",
            Map.of());
    cloud.answer(iam, DeleteRoleRequest.class, FakeCloud.refuse(none));

    assertThatThrownBy(() -> cloud.client(IamClient.builder()).deleteRole(b -> b.roleName("r")))
        .isInstanceOfSatisfying(
            NoSuchEntityException.class,
            e -> {
              assertThat(e.statusCode()).isEqualTo(404);
              assertThat(e.awsErrorDetails().errorMessage())
                  .isEqualTo("The role with name <r> cannot be found.");
              assertThat(e.requestId()).isEqualTo(cloud.cloud.trace().spans().get(0).requestId());
            });
    assertThat(iam("Action=DeleteRole&Version=2010-05-08&RoleName=r").text())
        .startsWith(
            "<ErrorResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><Error>"
                + "<Type>Sender</Type><Code>NoSuchEntity</Code>");
  }

  @Test
  void withoutCredentials_isMissingAuthenticationToken403() {
    HttpResponse response =
        cloud.send(
            FakeCloud.unsigned(
                FakeCloud.request(
                    "GET",
                    STS,
                    "sts",
                    "/?Action=GetCallerIdentity&Version=2011-06-15",
                    Headers.NONE,
                    "")));

    assertThat(response.status()).isEqualTo(403);
    assertThat(response.text())
        .contains("<Code>MissingAuthenticationToken</Code>")
        .contains("Request is missing Authentication Token");
  }

  private static PolicyDescriptorType policy(String arn) {
    return PolicyDescriptorType.builder().arn(arn).build();
  }

  private HttpResponse form(String body) {
    return send(STS, "sts", body);
  }

  private HttpResponse iam(String body) {
    return send("iam.amazonaws.com", "iam", body);
  }

  private HttpResponse send(String host, String service, String body) {
    return cloud.send(
        FakeCloud.request(
            "POST",
            host,
            service,
            "/",
            Headers.of("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"),
            body));
  }
}

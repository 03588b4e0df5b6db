package dev.diorama.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diorama.core.json.Json;
import dev.diorama.core.wire.AwsException;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.lambda.model.AddPermissionRequest;
import software.amazon.awssdk.services.lambda.model.AddPermissionResponse;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionEventInvokeConfigRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionEventInvokeConfigResponse;
import software.amazon.awssdk.services.lambda.model.FunctionUrlAuthType;
import software.amazon.awssdk.services.lambda.model.GetFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionConcurrencyResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionEventInvokeConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionEventInvokeConfigResponse;
import software.amazon.awssdk.services.lambda.model.GetPolicyRequest;
import software.amazon.awssdk.services.lambda.model.GetPolicyResponse;
import software.amazon.awssdk.services.lambda.model.PutFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionConcurrencyResponse;
import software.amazon.awssdk.services.lambda.model.PutFunctionEventInvokeConfigRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionEventInvokeConfigResponse;
import software.amazon.awssdk.services.lambda.model.RemovePermissionRequest;
import software.amazon.awssdk.services.lambda.model.RemovePermissionResponse;

class LambdaPolicyServiceTest {
  private static final String ARN =
      "arn:aws:lambda:us-east-1:" + LambdaFixture.ACCOUNT + ":function:work";

  private final LambdaFixture f = new LambdaFixture();

  @BeforeEach
  void create() {
    f.create("work", "Work");
  }

  private static void assertRefused(ThrowingCallable call, String code, int status, String words) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            AwsException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.status()).isEqualTo(status);
              assertThat(e.message()).contains(words);
            });
  }

  private Json add(Consumer<AddPermissionRequest.Builder> more) {
    AddPermissionRequest.Builder request =
        AddPermissionRequest.builder()
            .functionName("work")
            .statementId("s1")
            .action("lambda:InvokeFunction")
            .principal("s3.amazonaws.com");
    more.accept(request);
    return Json.parse(f.send(request.build(), AddPermissionResponse.class).statement());
  }

  private GetPolicyResponse policy() {
    return f.send(GetPolicyRequest.builder().functionName("work").build(), GetPolicyResponse.class);
  }

  @Test
  void addPermission_forAService_becomesAStatementWithItsConditions() {
    Json statement = add(r -> r.sourceArn("arn:aws:s3:::b").sourceAccount("123456789012"));

    assertThat(statement.write())
        .isEqualTo(
            "{\"Sid\":\"s1\",\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"s3.amazonaws.com\"},"
                + "\"Action\":\"lambda:InvokeFunction\",\"Resource\":\""
                + ARN
                + "\",\"Condition\":{\"StringEquals\":{\"AWS:SourceAccount\":\"123456789012\"},"
                + "\"ArnLike\":{\"AWS:SourceArn\":\"arn:aws:s3:::b\"}}}");
    Json policy = Json.parse(policy().policy());
    assertThat(policy.text("Version")).hasValue("2012-10-17");
    assertThat(policy.text("Id")).hasValue("default");
    assertThat(policy.get("Statement").orElseThrow().items()).containsExactly(statement);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "111122223333 | {\"AWS\":\"arn:aws:iam::111122223333:root\"}",
        "arn:aws:iam::111122223333:role/x | {\"AWS\":\"arn:aws:iam::111122223333:role/x\"}",
        "* | \"*\""
      })
  void addPermission_forEveryKindOfPrincipal_namesIt(String principal, String expected) {
    assertThat(add(r -> r.principal(principal)).get("Principal").orElseThrow().write())
        .isEqualTo(expected);
  }

  @Test
  void addPermission_forAnOrganisation_isACondition() {
    Json statement = add(r -> r.principal("*").principalOrgID("o-1234567890"));

    assertThat(statement.at("Condition", "StringEquals", "aws:PrincipalOrgID").orElseThrow())
        .isEqualTo(Json.of("o-1234567890"));
  }

  @Test
  void addPermission_twiceWithOneId_conflicts() {
    add(r -> {});

    assertRefused(
        () -> add(r -> {}),
        "ResourceConflictException",
        409,
        "The statement id (s1) provided already exists.");
  }

  @Test
  void addPermission_badly_isRefused() {
    assertRefused(
        () -> add(r -> r.principal("nobody")),
        "InvalidParameterValueException",
        400,
        "The provided principal was invalid.");
    assertRefused(
        () -> add(r -> r.statementId("a b")), "ValidationException", 400, "'statementId'");
    assertRefused(() -> add(r -> r.action("s3:GetObject")), "ValidationException", 400, "'action'");
    assertRefused(
        () -> add(r -> r.functionName("missing")), "ResourceNotFoundException", 404, "not found");
    assertRefused(
        () -> add(r -> r.revisionId("old")), "PreconditionFailedException", 412, "Revision Id");
    assertRefused(
        () -> add(r -> r.functionUrlAuthType(FunctionUrlAuthType.NONE)),
        "NotImplemented",
        501,
        "FunctionUrlAuthType");
    assertRefused(
        () -> add(r -> r.invokedViaFunctionUrl(true)),
        "NotImplemented",
        501,
        "InvokedViaFunctionUrl");
    assertRefused(
        () -> add(r -> r.eventSourceToken("x")), "NotImplemented", 501, "EventSourceToken");
  }

  private void remove(String id) {
    f.send(
        RemovePermissionRequest.builder().functionName("work").statementId(id).build(),
        RemovePermissionResponse.class);
  }

  @Test
  void removePermission_thatIsThere_removesIt() {
    add(r -> {});
    remove("s1");

    assertRefused(
        this::policy,
        "ResourceNotFoundException",
        404,
        "The resource you requested does not exist.");
  }

  @Test
  void removePermission_thatIsNotThere_isNotFound() {
    assertRefused(
        () -> remove("s1"),
        "ResourceNotFoundException",
        404,
        "Statement s1 is not found in resource policy.");
  }

  private PutFunctionConcurrencyResponse reserve(Integer environments) {
    return f.send(
        PutFunctionConcurrencyRequest.builder()
            .functionName("work")
            .reservedConcurrentExecutions(environments)
            .build(),
        PutFunctionConcurrencyResponse.class);
  }

  @Test
  void reservedConcurrency_put_isGot() {
    reserve(900);

    assertThat(
            f.send(
                    GetFunctionConcurrencyRequest.builder().functionName("work").build(),
                    GetFunctionConcurrencyResponse.class)
                .reservedConcurrentExecutions())
        .isEqualTo(900);
  }

  @Test
  void reservedConcurrency_thatLeavesOthersLessThanAHundred_isRefused() {
    assertRefused(
        () -> reserve(901),
        "InvalidParameterValueException",
        400,
        "below its minimum value of [100].");
    f.create("other", "Work");
    reserve(500);
    assertRefused(
        () ->
            f.send(
                PutFunctionConcurrencyRequest.builder()
                    .functionName("other")
                    .reservedConcurrentExecutions(401)
                    .build(),
                PutFunctionConcurrencyResponse.class),
        "InvalidParameterValueException",
        400,
        "below its minimum value of [100].");
  }

  @Test
  void reservedConcurrency_missingOrNegative_isInvalid() {
    assertRefused(() -> reserve(null), "ValidationException", 400, "must not be null");
    assertRefused(() -> reserve(-1), "ValidationException", 400, "equal to 0");
  }

  private PutFunctionEventInvokeConfigResponse configure(
      Consumer<PutFunctionEventInvokeConfigRequest.Builder> more) {
    PutFunctionEventInvokeConfigRequest.Builder request =
        PutFunctionEventInvokeConfigRequest.builder().functionName("work");
    more.accept(request);
    return f.send(request.build(), PutFunctionEventInvokeConfigResponse.class);
  }

  private GetFunctionEventInvokeConfigResponse configured() {
    return f.send(
        GetFunctionEventInvokeConfigRequest.builder().functionName("work").build(),
        GetFunctionEventInvokeConfigResponse.class);
  }

  @Test
  void eventInvokeConfig_put_isGotAndDeleted() {
    configure(r -> r.maximumRetryAttempts(1));

    assertThat(configured().maximumRetryAttempts()).isEqualTo(1);
    assertThat(configured().maximumEventAgeInSeconds()).isEqualTo(21_600);
    assertThat(configured().functionArn()).isEqualTo(ARN + ":$LATEST");

    f.send(
        DeleteFunctionEventInvokeConfigRequest.builder().functionName("work").build(),
        DeleteFunctionEventInvokeConfigResponse.class);
    assertRefused(
        this::configured, "ResourceNotFoundException", 404, "doesn't have an EventInvokeConfig");
  }

  @Test
  void eventInvokeConfig_beyondLimits_isInvalid() {
    assertRefused(
        () -> configure(r -> r.maximumRetryAttempts(3)), "ValidationException", 400, "equal to 2");
    assertRefused(
        () -> configure(r -> r.maximumRetryAttempts(-1)), "ValidationException", 400, "equal to 0");
    assertRefused(
        () -> configure(r -> r.maximumEventAgeInSeconds(59)),
        "ValidationException",
        400,
        "equal to 60");
    assertRefused(
        () -> configure(r -> r.maximumEventAgeInSeconds(21_601)),
        "ValidationException",
        400,
        "equal to 21600");
  }
}

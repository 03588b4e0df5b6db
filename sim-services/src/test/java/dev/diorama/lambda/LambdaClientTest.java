package dev.diorama.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diorama.core.client.SimClients;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LambdaException;
import software.amazon.awssdk.services.lambda.model.LogType;
import software.amazon.awssdk.services.lambda.model.ResourceConflictException;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;
import software.amazon.awssdk.services.lambda.model.Runtime;
import software.amazon.awssdk.services.lambda.model.State;
import software.amazon.awssdk.services.lambda.model.ThrottleReason;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;

/** A real SDK client, in process, over the wire protocol. */
class LambdaClientTest {
  private final LambdaFixture f = new LambdaFixture();
  private final LambdaClient client =
      SimClients.configure(
              LambdaClient.builder(),
              f.cloud.router(),
              f.cloud.clock(),
              StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIA", "secret")),
              "us-east-1")
          .build();

  @BeforeEach
  void create() {
    client.createFunction(
        request ->
            request
                .functionName("work")
                .runtime(Runtime.JAVA17)
                .role(LambdaFixture.ROLE)
                .handler("dev.diorama.lambda.handlers.Work")
                .environment(e -> e.variables(Map.of("TABLE", "Todos")))
                .tags(Map.of("team", "a"))
                .code(c -> c.s3Bucket(Lambda.CLASS_PATH_BUCKET).s3Key("classes")));
  }

  private InvokeResponse invoke(String payload) {
    return client.invoke(r -> r.functionName("work").payload(SdkBytes.fromUtf8String(payload)));
  }

  @Test
  void getFunction_afterCreate_showsIt() {
    GetFunctionResponse got = client.getFunction(r -> r.functionName("work"));

    assertThat(got.configuration().state()).isEqualTo(State.ACTIVE);
    assertThat(got.configuration().environment().variables()).containsEntry("TABLE", "Todos");
    assertThat(got.tags()).containsEntry("team", "a");
    assertThat(client.listFunctions().functions()).hasSize(1);
  }

  @Test
  void invoke_synchronously_carriesPayloadStatusAndLog() {
    InvokeResponse response =
        client.invoke(
            r ->
                r.functionName("work")
                    .logType(LogType.TAIL)
                    .payload(SdkBytes.fromUtf8String("{\"do\":\"echo\",\"a\":\"\u00e4\"}")));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.executedVersion()).isEqualTo("$LATEST");
    assertThat(response.functionError()).isNull();
    assertThat(LambdaFixture.text(response)).isEqualTo("{\"do\":\"echo\",\"a\":\"\u00e4\"}");
    assertThat(new String(Base64.getDecoder().decode(response.logResult()), StandardCharsets.UTF_8))
        .contains("START RequestId: " + response.responseMetadata().requestId());
  }

  @Test
  void invoke_aFunctionThatFails_carriesTheErrorInAHeader() {
    InvokeResponse response = invoke("{\"do\":\"fail\"}");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.functionError()).isEqualTo("Unhandled");
    assertThat(LambdaFixture.text(response)).contains("\"errorMessage\":\"as asked\"");
  }

  @Test
  void invoke_asynchronouslyOrDry_carriesOnlyTheStatus() {
    assertThat(
            client
                .invoke(r -> r.functionName("work").invocationType(InvocationType.EVENT))
                .statusCode())
        .isEqualTo(202);
    assertThat(
            client
                .invoke(r -> r.functionName("work").invocationType(InvocationType.DRY_RUN))
                .statusCode())
        .isEqualTo(204);
  }

  @Test
  void refusals_onTheWire_areTheExceptionsOfTheSdk() {
    assertThatThrownBy(() -> client.getFunction(r -> r.functionName("missing")))
        .isInstanceOfSatisfying(
            ResourceNotFoundException.class,
            e -> {
              assertThat(e.statusCode()).isEqualTo(404);
              assertThat(e.type()).isEqualTo("User");
            });
    assertThatThrownBy(this::create)
        .isInstanceOfSatisfying(
            ResourceConflictException.class, e -> assertThat(e.statusCode()).isEqualTo(409));
    client.putFunctionConcurrency(r -> r.functionName("work").reservedConcurrentExecutions(0));
    assertThatThrownBy(() -> invoke("{}"))
        .isInstanceOfSatisfying(
            TooManyRequestsException.class,
            e -> {
              assertThat(e.statusCode()).isEqualTo(429);
              assertThat(e.reason())
                  .isEqualTo(ThrottleReason.RESERVED_FUNCTION_CONCURRENT_INVOCATION_LIMIT_EXCEEDED);
            });
  }

  @Test
  void operation_thatIsNotSimulated_isNotImplemented() {
    assertThatThrownBy(() -> client.publishVersion(r -> r.functionName("work")))
        .isInstanceOfSatisfying(
            LambdaException.class,
            e -> {
              assertThat(e.statusCode()).isEqualTo(501);
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo("NotImplemented");
            });
  }

  @Test
  void policy_addedAndRemoved_isRead() {
    client.addPermission(
        r ->
            r.functionName("work")
                .statementId("s3")
                .action("lambda:InvokeFunction")
                .principal("s3.amazonaws.com"));

    assertThat(client.getPolicy(r -> r.functionName("work")).policy()).contains("s3.amazonaws.com");
    client.removePermission(r -> r.functionName("work").statementId("s3"));
    assertThatThrownBy(() -> client.getPolicy(r -> r.functionName("work")))
        .isInstanceOf(ResourceNotFoundException.class);
  }

  @Test
  void delete_aFunction_removesIt() {
    client.deleteFunction(r -> r.functionName("work"));

    assertThat(client.listFunctions().functions()).isEmpty();
  }
}

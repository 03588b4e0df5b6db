package dev.diorama.scenarios.todo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.diorama.Diorama;
import dev.diorama.Stack;
import dev.diorama.core.json.Json;
import dev.diorama.core.trace.Span;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** MyTodoList as its users see it, through the deployed template. */
class TodoApiTest {
  private static Diorama cloud;
  private static Stack stack;
  private static Phone mina;
  private static Phone jun;

  @BeforeAll
  static void deploy() {
    cloud = Diorama.builder().seed(42).build().warmUp();
    stack = cloud.deploy("todo", new TodoDesign().template());
    mina = phone("mina@example.com");
    jun = phone("jun@example.com");
  }

  private static Phone phone(String email) {
    Phone phone =
        new Phone(
            cloud, stack, cloud.cloud().seeds().stream("test/" + email), email, "Passw0rdOfTen");
    phone.signUp();
    phone.signIn();
    return phone;
  }

  @AfterAll
  static void close() {
    mina.close();
    jun.close();
    cloud.close();
  }

  @AfterEach
  void spansNestAndNothingIsLeftOpen() {
    assertThat(cloud.trace().openCount()).isZero();
    assertThat(cloud.time().pending()).isZero();
    List<Span> spans = cloud.trace().spans();
    for (Span child : spans.subList(Math.max(0, spans.size() - 50), spans.size())) {
      spans.stream()
          .filter(parent -> parent.id() == child.parent())
          .forEach(
              parent ->
                  assertThat(child.startNanos())
                      .as("%s starts within %s", child.operation(), parent.operation())
                      .isGreaterThanOrEqualTo(parent.startNanos()));
    }
  }

  private static String create(Phone phone, String title) {
    Phone.Answer answer =
        phone.call("POST", "/todos", Json.object().put("title", title).build().write());
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    return Json.parse(answer.body()).text("id").orElseThrow();
  }

  @Test
  void todo_livesItsLife() {
    String id = create(mina, "milk");

    assertThat(mina.call("GET", "/todos/" + id, null).body()).contains("\"title\":\"milk\"");
    assertThat(
            mina.call(
                    "PUT",
                    "/todos/" + id,
                    "{\"title\":\"oat milk\",\"done\":true,\"due\":\"2026-01-02\"}")
                .body())
        .contains("\"title\":\"oat milk\"", "\"done\":true", "\"due\":\"2026-01-02\"");
    assertThat(mina.call("DELETE", "/todos/" + id, null).status()).isEqualTo(204);
    // The stage cache forgets a minute after the answer, which a cold start may have delayed.
    cloud.time().advance(Duration.ofMinutes(2));
    assertThat(mina.call("GET", "/todos/" + id, null).status()).isEqualTo(404);
    assertThat(mina.call("DELETE", "/todos/" + id, null).status()).isEqualTo(404);
    assertThat(mina.call("PUT", "/todos/" + id, "{\"title\":\"x\"}").status()).isEqualTo(404);
  }

  @Test
  void todo_ofAnotherUser_isNotThere() {
    String id = create(mina, "secret");

    assertThat(jun.call("GET", "/todos/" + id, null).status()).isEqualTo(404);
    assertThat(jun.call("DELETE", "/todos/" + id, null).status()).isEqualTo(404);
    assertThat(jun.call("GET", "/todos?consistent=true", null).body()).doesNotContain("secret");
    assertThat(mina.call("GET", "/todos?consistent=true", null).body()).contains("secret");
  }

  @Test
  void body_thatIsWrong_isRefusedWith400AndAMessage() {
    for (String body :
        List.of(
            "",
            "not json",
            "[1]",
            "null",
            "{}",
            "{\"title\":\"\"}",
            "{\"title\":7}",
            "{\"title\":\"" + "x".repeat(201) + "\"}",
            "{\"title\":\"x\",\"done\":\"yes\"}",
            "{\"title\":\"x\",\"due\":\"tomorrow\"}",
            "{\"title\":\"x\",\"owner\":\"somebody else\"}")) {
      Phone.Answer answer = mina.call("POST", "/todos", body);

      assertThat(answer.status()).as(body).isEqualTo(400);
      assertThat(Json.parse(answer.body()).text("message")).as(body).isPresent();
    }
  }

  @Test
  void token_wrongInEveryWay_isRefusedWith401() {
    String token = mina.idToken();
    String[] parts = token.split("\\.", -1);
    for (String wrong :
        List.of(
            "",
            "nonsense",
            "a.b.c",
            parts[0] + "." + parts[1] + ".",
            parts[0] + "." + parts[1] + "." + parts[2].substring(1),
            "eyJhbGciOiJub25lIn0." + parts[1] + ".")) {
      Phone.Answer answer = mina.call("GET", "/todos", null, Optional.of(wrong));

      assertThat(answer.status()).as(wrong).isEqualTo(401);
      assertThat(answer.message()).isEqualTo("Unauthorized");
    }
    assertThat(mina.call("GET", "/todos", null, Optional.of("Bearer " + token)).status())
        .isEqualTo(200);
  }

  @Test
  void route_thatIsNotThere_is403AsApiGatewayHasIt() {
    Phone.Answer answer = mina.call("GET", "/nothing", null);

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.message()).isEqualTo("Missing Authentication Token");
  }

  @Test
  void files_ownFolderOnly() {
    S3Client files = mina.files();
    String bucket = mina.bucket();
    String key = mina.folder() + "list.txt";
    files.putObject(put -> put.bucket(bucket).key(key), RequestBody.fromString("milk"));

    assertThat(
            files
                .getObjectAsBytes(get -> get.bucket(bucket).key(key))
                .asString(StandardCharsets.UTF_8))
        .isEqualTo("milk");
    S3Exception read =
        catchThrowableOfType(
            S3Exception.class,
            () -> jun.files().getObjectAsBytes(get -> get.bucket(bucket).key(key)));
    assertThat(read.statusCode()).isEqualTo(403);
    assertThat(read.awsErrorDetails().errorCode()).isEqualTo("AccessDenied");
    S3Exception list =
        catchThrowableOfType(
            S3Exception.class,
            () -> jun.files().listObjectsV2(all -> all.bucket(bucket).prefix(mina.folder())));
    assertThat(list.statusCode()).isEqualTo(403);
    S3Exception write =
        catchThrowableOfType(
            S3Exception.class,
            () ->
                jun.files()
                    .putObject(
                        put -> put.bucket(bucket).key(key), RequestBody.fromString("stolen")));
    assertThat(write.statusCode()).isEqualTo(403);
  }

  @Test
  void trace_tellsWhoWasAllowedByWhatAndWhichCacheAnswered() {
    String id = create(jun, "bread");
    jun.call("GET", "/todos/" + id, null);
    jun.call("GET", "/todos/" + id, null);

    List<Span> gets =
        cloud.trace().spans(span -> span.service().equals("execute-api") && span.ok()).stream()
            .filter(span -> span.operation().startsWith("GET /todos/"))
            .toList();
    Span hit = gets.get(gets.size() - 1);
    Span miss = gets.get(gets.size() - 2);
    assertThat(hit.attributes()).containsEntry("cache", "hit");
    assertThat(miss.attributes()).containsEntry("cache", "miss");
    assertThat(cloud.trace().spans(span -> span.root() == miss.root()))
        .extracting(Span::service)
        .contains("execute-api", "lambda", "dax-data");
    assertThat(
            cloud
                .trace()
                .spans(span -> span.root() == miss.root() && span.service().equals("dax-data")))
        .allSatisfy(
            span -> {
              assertThat(span.principal()).contains("assumed-role/todo-GetTodoRole");
              assertThat(span.decision()).contains("ReadThroughTheCache");
              assertThat(span.attributes()).containsEntry("cache", "hit");
            });
  }

  @Test
  void twoClouds_inOneJvm_neverNoticeEachOther() {
    try (Diorama other = Diorama.builder().seed(42).build()) {
      S3Client there = other.client(S3Client.builder());
      there.createBucket(create -> create.bucket("only-there"));

      assertThat(there.listBuckets().buckets()).hasSize(1);
      assertThat(cloud.client(S3Client.builder()).listBuckets().buckets())
          .noneMatch(bucket -> bucket.name().equals("only-there"));
      assertThat(other.clock().nanos()).isLessThan(cloud.clock().nanos());
    }
  }

  @Test
  void stack_deleted_leavesNothingBehind() {
    try (Diorama other = Diorama.builder().seed(3).build()) {
      other.deploy("todo", new TodoDesign().template());
      CloudFormationClient stacks = other.client(CloudFormationClient.builder());
      stacks.deleteStack(delete -> delete.stackName("todo"));
      other.time().settle();

      assertThat(stacks.describeStacks().stacks()).isEmpty();
      assertThat(other.client(S3Client.builder()).listBuckets().buckets()).isEmpty();
      assertThat(other.client(DynamoDbClient.builder()).listTables().tableNames()).isEmpty();
      assertThat(other.client(LambdaClient.builder()).listFunctions().functions()).isEmpty();
      assertThat(other.client(IamClient.builder()).listRoles().roles()).isEmpty();
    }
  }
}

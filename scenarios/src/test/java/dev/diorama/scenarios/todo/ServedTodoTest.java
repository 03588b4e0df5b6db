package dev.diorama.scenarios.todo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.Diorama;
import dev.diorama.Served;
import dev.diorama.Stack;
import dev.diorama.core.json.Json;
import dev.diorama.core.trace.Span;
import dev.diorama.scenarios.run.FunctionThreads;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** MyTodoList as {@code diorama serve} has it: its functions use AWS's own DAX client. */
@Timeout(value = 150, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ServedTodoTest {
  @TempDir Path folder;

  private static Phone phone(Diorama diorama, Stack stack) {
    Phone phone =
        new Phone(
            diorama,
            stack,
            diorama.cloud().seeds().stream("test/phone"),
            "mina@example.com",
            "Passw0rdOfTen");
    phone.signUp();
    phone.signIn();
    return phone;
  }

  private static List<Span> cluster(Diorama diorama, String operation) {
    return diorama
        .trace()
        .spans(span -> span.service().equals("dax-data") && span.operation().equals(operation));
  }

  private static double sum(Diorama diorama, String metric) {
    return diorama.metrics().total("AWS/DAX", metric).sum();
  }

  @Test
  @SuppressWarnings("try") // It is enough that the port is open.
  void todo_onTheMachinesClock_goesThroughAwssOwnClient() throws IOException {
    try (Diorama diorama = Diorama.builder().wallClock().build().warmUp();
        Served served = diorama.serve(0, folder)) {
      Stack stack = diorama.deploy("todo", new TodoDesign().template());
      assertThat(stack.output("DaxEndpoint")).matches("dax://127\\.0\\.0\\.1:[0-9]+");
      try (Phone mina = phone(diorama, stack)) {
        Phone.Answer created = mina.call("POST", "/todos", "{\"title\":\"by DAX's protocol\"}");
        assertThat(created.status()).as(created.body()).isEqualTo(201);
        String id = Json.parse(created.body()).text("id").orElseThrow();

        Phone.Answer read = mina.call("GET", "/todos/" + id, null);
        assertThat(read.status()).as(read.body()).isEqualTo(200);
        assertThat(read.body()).contains("by DAX's protocol");
        assertThat(mina.call("GET", "/todos", null).body()).contains(id);
        assertThat(mina.call("GET", "/todos/nothing-there", null).status()).isEqualTo(404);
      }
      assertThat(sum(diorama, "ItemCacheHits")).isEqualTo(1);
      assertThat(sum(diorama, "ItemCacheMisses")).isEqualTo(1);
      assertThat(sum(diorama, "QueryCacheMisses")).isEqualTo(1);
      Span write = cluster(diorama, "PutItem").get(0);
      assertThat(write.principal())
          .as("the function's own role session")
          .matches(
              "arn:aws:sts::[0-9]+:assumed-role/todo-CreateTodoRole-\\w+/todo-CreateTodo-\\w+");
      assertThat(write.decision()).contains("WriteThroughTheCache");
      assertThat(FunctionThreads.alive()).anyMatch(name -> name.startsWith("dax-NettyEventLoop"));
    }
    assertThat(FunctionThreads.alive()).isEmpty();
  }

  /** What runs on the clock holds the turn, and the cluster's answer needs it. */
  @Test
  @SuppressWarnings("try") // It is enough that the port is open.
  void request_madeByAnEventOnVirtualTime_isAnsweredThoughItsHandlerWaitsForASocket()
      throws IOException {
    try (Diorama diorama = Diorama.create().warmUp();
        Served served = diorama.serve(0, folder)) {
      Stack stack = diorama.deploy("todo", new TodoDesign().template());
      List<Phone.Answer> answers = new ArrayList<>();
      try (Phone mina = phone(diorama, stack)) {
        diorama
            .clock()
            .schedule(
                1_000,
                "somebody writes a to-do",
                () -> answers.add(mina.call("POST", "/todos", "{\"title\":\"later\"}")));
        diorama.time().settle();
      }
      assertThat(answers).hasSize(1);
      assertThat(answers.get(0).status()).as(answers.get(0).body()).isEqualTo(201);
      assertThat(cluster(diorama, "PutItem")).hasSize(1);
      assertThat(FunctionThreads.alive()).isNotEmpty();

      diorama.time().advance(Duration.ofMinutes(11));
      for (Thread left : FunctionThreads.threads()) {
        join(left);
      }
      assertThat(FunctionThreads.alive()).as("the environment was idle for too long").isEmpty();
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

package dev.diorama.scenarios.todo;

import dev.diorama.Diorama;
import dev.diorama.Stack;
import dev.diorama.core.trace.Span;
import dev.diorama.scenarios.run.Probe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.s3.S3Client;

/** What must not work, tried one after another. */
final class Attempts {
  private final Diorama diorama;
  private final Stack stack;
  private final Stack otherStack;
  private final Workload.User mina;
  private final Workload.User other;
  private final List<Probe> probes = new ArrayList<>();

  private Attempts(Diorama diorama, Stack stack, Stack otherStack, Workload workload) {
    this.diorama = diorama;
    this.stack = stack;
    this.otherStack = otherStack;
    this.mina = workload.users().get(0);
    this.other = workload.users().get(workload.users().size() - 1);
  }

  private void add(String what, String expected, String observed) {
    probes.add(Probe.of(diorama.trace(), what, expected, observed));
  }

  private void api(String what, Optional<String> token, String expected) {
    Phone.Answer answer = mina.phone().call("GET", "/todos", null, token);
    add(what, expected, answer.status() + " " + answer.message());
  }

  /** Tries everything. Moves time on by more than an hour. */
  static List<Probe> all(Diorama diorama, Stack stack, Stack otherStack, Workload workload) {
    Attempts attempts = new Attempts(diorama, stack, otherStack, workload);
    attempts.noToken();
    attempts.foreignToken();
    attempts.forgedToken();
    attempts.foreignFolder();
    attempts.strongRead();
    attempts.afterAnHour();
    return attempts.probes;
  }

  private void noToken() {
    api("call the API without a token", Optional.empty(), "401 Unauthorized");
  }

  private void foreignToken() {
    try (Phone stranger =
        new Phone(
            diorama,
            otherStack,
            diorama.cloud().seeds().stream("todo/stranger"),
            "stranger@example.com",
            "Passw0rdStranger")) {
      stranger.signUp();
      stranger.signIn();
      api(
          "call it with a token of another user pool",
          Optional.of(stranger.idToken()),
          "401 Unauthorized");
    }
  }

  private void forgedToken() {
    String token = mina.phone().idToken();
    char last = token.charAt(token.length() - 2);
    String forged =
        token.substring(0, token.length() - 2)
            + (last == 'A' ? 'B' : 'A')
            + token.substring(token.length() - 1);
    api(
        "call it with a token whose signature was changed",
        Optional.of(forged),
        "401 Unauthorized");
  }

  private void foreignFolder() {
    String key =
        other.phone().email().equals(mina.phone().email())
            ? "users/" + diorama.cloud().config().region() + ":somebody-else/note-0.txt"
            : Workload.fileKey(other, 0);
    s3("read a file in another user's folder", mina.phone().files(), key, "403 AccessDenied");
  }

  private void s3(String what, S3Client client, String key, String expected) {
    String observed;
    try {
      client.getObjectAsBytes(get -> get.bucket(stack.output("BucketName")).key(key));
      observed = "200";
    } catch (AwsServiceException e) {
      observed = e.statusCode() + " " + e.awsErrorDetails().errorCode();
    }
    add(what, expected, observed);
  }

  private void strongRead() {
    String id = mina.todos().isEmpty() ? "none" : mina.todos().get(0);
    // Once to have it in every cache, once more to see a hit, then strongly.
    mina.phone().call("GET", "/todos/" + id, null);
    long mark = diorama.trace().closedCount();
    mina.phone().call("GET", "/todos/" + id + "?consistent=true", null);
    long newSpans = diorama.trace().closedCount() - mark;
    List<Span> spans = diorama.trace().spans();
    Map<String, String> dax = new LinkedHashMap<>();
    spans.subList((int) (spans.size() - newSpans), spans.size()).stream()
        .filter(span -> span.service().startsWith("dax"))
        .forEach(span -> dax.putAll(span.attributes()));
    add(
        "read a to-do strongly, though DAX holds it",
        "pass-through",
        dax.getOrDefault("cache", "DAX was not asked"));
  }

  private void afterAnHour() {
    String key = Workload.fileKey(mina, 0);
    mina.phone().idToken();
    diorama.time().advance(Duration.ofNanos(TimeUnit.MINUTES.toNanos(61)));
    api(
        "call it with the token after its hour",
        Optional.of(mina.phone().lastIdToken()),
        "401 The incoming token has expired");
    s3(
        "read an own file with the credentials after theirs",
        mina.phone().lastFiles(),
        key,
        "400 ExpiredToken");
  }
}

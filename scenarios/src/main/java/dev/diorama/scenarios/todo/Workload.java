package dev.diorama.scenarios.todo;

import dev.diorama.Diorama;
import dev.diorama.Stack;
import dev.diorama.cli.Progress;
import dev.diorama.cli.RunOptions;
import dev.diorama.core.json.Json;
import dev.diorama.core.random.SimRandom;
import dev.diorama.scenarios.run.Latencies;
import dev.diorama.scenarios.run.Zipf;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * The users of a run and what they do: they arrive as a Poisson stream, favour a few to-dos, and
 * read far more than they write.
 */
final class Workload implements AutoCloseable {
  /** Requests a second over all users: a busy small application. */
  private static final double REQUESTS_PER_SECOND = 20;

  /** To-dos that each user has before the measured part begins. */
  private static final int FIRST_TODOS = 5;

  /** Files that each user keeps. */
  private static final int FILES = 3;

  /** Popularity ranks are drawn among at most this many to-dos of a user. */
  private static final int MOST_TODOS = 10_000;

  /** One user and the to-dos known to that user's phone. */
  record User(Phone phone, List<String> todos) {}

  private final Diorama diorama;
  private final RunOptions options;
  private final SimRandom chance;
  private final Latencies latencies = new Latencies();
  private final List<User> users = new ArrayList<>();
  private final Zipf userRanks;
  private final Zipf todoRanks;
  private int failed;

  Workload(Diorama diorama, Stack stack, RunOptions options) {
    this.diorama = diorama;
    this.options = options;
    this.chance = diorama.cloud().seeds().stream("todo/workload");
    this.userRanks = new Zipf(options.users(), options.zipf());
    this.todoRanks = new Zipf(MOST_TODOS, options.zipf());
    SimRandom phones = diorama.cloud().seeds().stream("todo/phones");
    for (int i = 0; i < options.users(); i++) {
      Phone phone =
          new Phone(
              diorama,
              stack,
              phones,
              "user" + i + "@example.com",
              "Passw0rd" + phones.text(SimRandom.ALNUM, 8));
      users.add(new User(phone, new ArrayList<>()));
    }
  }

  List<User> users() {
    return users;
  }

  Latencies latencies() {
    return latencies;
  }

  /** How many requests of the measured part were not answered as they should be. */
  int failed() {
    return failed;
  }

  /** Everyone signs up, confirms, signs in, and puts files into the own folder. */
  void signUp(Progress progress) {
    for (int i = 0; i < users.size(); i++) {
      User user = users.get(i);
      user.phone().signUp();
      user.phone().signIn();
      for (int f = 0; f < FIRST_TODOS; f++) {
        create(user);
      }
      files(user);
      diorama.time().advance(Duration.ofMillis(500));
      progress.at("users sign up, confirm and sign in", i + 1, users.size());
    }
  }

  private static void files(User user) {
    String bucket = user.phone().bucket();
    for (int f = 0; f < FILES; f++) {
      String text = "file " + f + " of " + user.phone().email();
      String key = fileKey(user, f);
      user.phone()
          .files()
          .putObject(put -> put.bucket(bucket).key(key), RequestBody.fromString(text));
      String read =
          user.phone()
              .files()
              .getObjectAsBytes(get -> get.bucket(bucket).key(key))
              .asString(StandardCharsets.UTF_8);
      if (!read.equals(text)) {
        throw new IllegalStateException("read '" + read + "' where '" + text + "' was written");
      }
    }
    int listed =
        user.phone()
            .files()
            .listObjectsV2(list -> list.bucket(bucket).prefix(user.phone().folder()))
            .keyCount();
    if (listed != FILES) {
      throw new IllegalStateException(listed + " files listed where " + FILES + " were written");
    }
  }

  static String fileKey(User user, int number) {
    // The folder is known once the credentials are: ask for those first.
    user.phone().files();
    return user.phone().folder() + "note-" + number + ".txt";
  }

  /** The measured part: {@code requests} requests at random moments. */
  void requests(Progress progress) {
    diorama.trace().listen(latencies::closed);
    diorama.suffer(options.faults());
    for (int i = 0; i < options.requests(); i++) {
      double gap = -StrictMath.log(1 - chance.nextDouble()) / REQUESTS_PER_SECOND;
      diorama.time().advance(Duration.ofNanos((long) (gap * 1e9)));
      User user = users.get(userRanks.draw(chance));
      try {
        if (chance.nextDouble() < options.readRatio()) {
          read(user);
        } else {
          write(user);
        }
      } catch (SdkException refused) {
        failed++; // Only while something goes wrong on purpose, such as renewing a token.
      }
      if (i % 50 == 49 || i == options.requests() - 1) {
        progress.at("requests through the API", i + 1, options.requests());
      }
    }
    diorama.recover();
  }

  private String any(User user) {
    int known = Math.min(MOST_TODOS, user.todos().size());
    return user.todos().get(todoRanks.draw(chance, known));
  }

  private void read(User user) {
    if (user.todos().isEmpty() || chance.chance(1, 2)) {
      book("GET /todos", user.phone().call("GET", "/todos", null), 200);
    } else {
      book("GET /todos/{id}", user.phone().call("GET", "/todos/" + any(user), null), 200);
    }
  }

  private void write(User user) {
    int dice = chance.nextInt(10);
    if (user.todos().isEmpty() || dice < 5) {
      create(user);
      latencies.book("POST /todos");
    } else if (dice < 9) {
      book("PUT /todos/{id}", user.phone().call("PUT", "/todos/" + any(user), draft(true)), 200);
    } else {
      String id = user.todos().remove(user.todos().size() - 1);
      book("DELETE /todos/{id}", user.phone().call("DELETE", "/todos/" + id, null), 204);
    }
  }

  private void create(User user) {
    Phone.Answer answer = user.phone().call("POST", "/todos", draft(false));
    if (answer.status() == 201) {
      user.todos().add(Json.parse(answer.body()).text("id").orElseThrow());
    } else {
      failed++;
    }
  }

  private String draft(boolean done) {
    return Json.object()
        .put("title", "Buy " + chance.text(SimRandom.LOWER_ALNUM, 10))
        .put("done", done)
        .build()
        .write();
  }

  private void book(String route, Phone.Answer answer, int expected) {
    latencies.book(route);
    if (answer.status() != expected) {
      failed++;
    }
  }

  @Override
  public void close() {
    users.forEach(user -> user.phone().close());
  }
}

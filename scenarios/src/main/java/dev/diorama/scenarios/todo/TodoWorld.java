package dev.diorama.scenarios.todo;

import dev.diorama.Diorama;
import dev.diorama.Stack;
import dev.diorama.core.json.Json;
import dev.diorama.core.random.SimRandom;
import dev.diorama.dynamodb.engine.WarmEngines;
import dev.diorama.scenarios.explore.Bucket;
import dev.diorama.scenarios.explore.Step;
import dev.diorama.scenarios.explore.Violation;
import dev.diorama.scenarios.explore.World;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * MyTodoList under exploration: what each user was told of each to-do, against which every answer
 * is held. The owner's number is in each title, so that a foreign to-do is known wherever it shows.
 */
final class TodoWorld implements World {
  static final int USERS = 3;

  private static final String PRIVATE = "no user sees another's data";
  private static final String DURABLE = "every acknowledged write is readable by a strong read";
  private static final String FRESH = "caches never serve past their TTLs";

  private static final int STAGE_SECONDS = 10;
  private static final int DAX_SECONDS = 20;

  /** Both caches one behind the other, and the longest that a request can be on its way. */
  private static final long STALE_NANOS =
      Duration.ofSeconds(STAGE_SECONDS + DAX_SECONDS + 30).toNanos();

  /** What a to-do was called, or that it was gone ({@code null}), from some time on. */
  private record Version(@Nullable String title, long fromNanos) {}

  /** One to-do as its owner knows it. */
  private static final class Known {
    final List<Version> versions = new ArrayList<>();

    /** True once a write got no answer: then it may have been done, or be done twice. */
    boolean uncertain;

    @Nullable String latest() {
      return versions.get(versions.size() - 1).title();
    }

    /** Whether a cache may still say so. */
    boolean mayBe(@Nullable String title, long now) {
      if (uncertain) {
        return true;
      }
      for (int i = 0; i < versions.size(); i++) {
        boolean replaced = i + 1 < versions.size();
        boolean tooOld = replaced && now - versions.get(i + 1).fromNanos() > STALE_NANOS;
        String said = versions.get(i).title();
        if (!tooOld && (said == null ? title == null : said.equals(title))) {
          return true;
        }
      }
      return false;
    }
  }

  /** One user, and what that user was told. */
  private static final class User {
    final int number;
    final Phone phone;
    final Map<String, Known> todos = new LinkedHashMap<>();
    final Set<String> files = new LinkedHashSet<>();

    /** A creation without an answer may have left a to-do. */
    boolean mayHaveMore;

    User(int number, Phone phone) {
      this.number = number;
      this.phone = phone;
    }
  }

  private final Diorama diorama;
  private final Stack stack;
  private final Bucket bucket;
  private final List<User> users = new ArrayList<>();
  private int titles;

  TodoWorld(String template, long seed, WarmEngines engines) {
    this.diorama = Diorama.builder().seed(seed).engines(engines).build().warmUp();
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("ApiCacheSeconds", Integer.toString(STAGE_SECONDS));
    parameters.put("ItemCacheMillis", Integer.toString(DAX_SECONDS * 1_000));
    parameters.put("QueryCacheMillis", Integer.toString(DAX_SECONDS * 1_000));
    parameters.put("DaxNodes", "3");
    this.stack = diorama.deploy("todo", template, parameters);
    this.bucket = Bucket.of(diorama, stack.output("TableName"), List.of(diorama.region()));
    SimRandom phones = diorama.cloud().seeds().stream("explore/phones");
    for (int i = 0; i < USERS; i++) {
      Phone phone =
          new Phone(diorama, stack, phones, "user" + i + "@example.com", "Passw0rdOfUser" + i);
      phone.signUp();
      phone.signIn();
      users.add(new User(i, phone));
    }
  }

  @Override
  public Diorama diorama() {
    return diorama;
  }

  @Override
  public void perform(Step step) {
    User user = users.get(step.who() % USERS);
    try {
      switch (step.what()) {
        case "create" -> create(user);
        case "update" -> update(user, step.which());
        case "delete" -> delete(user, step.which());
        case "get" -> get(user, step.which());
        case "list" -> list(user);
        case "peek" -> peek(user, step.which());
        case "save" -> save(user, step.which());
        case "load" -> load(user, step.which());
        case "spy" -> spy(user, step.which());
        default -> throw new IllegalArgumentException("nobody can '" + step.what() + "' here");
      }
    } catch (SdkException refused) {
      // Tokens and credentials may be refused on purpose: nobody was told anything.
      return;
    }
  }

  private String title(User user) {
    return "u" + user.number + "-" + titles++;
  }

  private static String draft(String title) {
    return Json.object().put("title", title).put("done", false).build().write();
  }

  private static String id(User user, int which) {
    List<String> ids = List.copyOf(user.todos.keySet());
    return ids.isEmpty() ? "none" : ids.get(which % ids.size());
  }

  private void create(User user) {
    String title = title(user);
    user.mayHaveMore |= !isAnswered(user, "POST", "/todos", draft(title), title);
  }

  /** False when it is not known whether it was done. */
  private boolean isAnswered(User user, String method, String path, String body, String title) {
    Phone.Answer answer = user.phone.call(method, path, body);
    if (answer.status() == 201) {
      String id = Json.parse(answer.body()).text("id").orElseThrow();
      Known known = new Known();
      known.versions.add(new Version(title, diorama.clock().nanos()));
      user.todos.put(id, known);
    }
    return answer.status() < 500;
  }

  private void update(User user, int which) {
    String id = id(user, which);
    String title = title(user);
    write(user, id, title, user.phone.call("PUT", "/todos/" + id, draft(title)), 200);
  }

  private void delete(User user, int which) {
    String id = id(user, which);
    write(user, id, null, user.phone.call("DELETE", "/todos/" + id, null), 204);
  }

  private void write(
      User user, String id, @Nullable String title, Phone.Answer answer, int acknowledged) {
    Known known = user.todos.get(id);
    if (known == null) {
      return;
    }
    if (answer.status() == acknowledged) {
      known.versions.add(new Version(title, diorama.clock().nanos()));
    } else if (answer.status() >= 500) {
      known.uncertain = true;
    } else if (answer.status() == 404 && known.latest() != null && !known.uncertain) {
      throw new Violation(
          DURABLE, "user " + user.number + " was told that " + id + " is not there");
    }
  }

  private void get(User user, int which) {
    String id = id(user, which);
    Phone.Answer answer = user.phone.call("GET", "/todos/" + id, null);
    Known known = user.todos.get(id);
    if (known == null || (answer.status() != 200 && answer.status() != 404)) {
      return;
    }
    String title = answer.status() == 404 ? null : titleIn(Json.parse(answer.body()));
    own(user, title);
    if (!known.mayBe(title, diorama.clock().nanos())) {
      throw new Violation(
          FRESH, "to-do " + id + " was said to be " + title + ", and is " + known.latest());
    }
  }

  private static String titleIn(Json todo) {
    return todo.text("title").orElse("");
  }

  private static void own(User user, @Nullable String title) {
    if (title != null && !title.startsWith("u" + user.number + "-")) {
      throw new Violation(PRIVATE, "user " + user.number + " was shown " + title);
    }
  }

  private void list(User user) {
    Phone.Answer answer = user.phone.call("GET", "/todos", null);
    if (answer.status() != 200) {
      return;
    }
    long now = diorama.clock().nanos();
    Map<String, String> listed = new LinkedHashMap<>();
    for (Json todo : Json.parse(answer.body()).get("todos").orElseThrow().asList()) {
      own(user, titleIn(todo));
      listed.put(todo.text("id").orElseThrow(), titleIn(todo));
    }
    user.todos.forEach(
        (id, known) -> {
          String title = listed.get(id);
          boolean young = now - known.versions.get(0).fromNanos() <= STALE_NANOS;
          if (!known.mayBe(title, now) && !(title == null && young)) {
            throw new Violation(
                FRESH, "to-do " + id + " was listed as " + title + ", and is " + known.latest());
          }
        });
  }

  /** Somebody knows the id of another's to-do. */
  private void peek(User user, int which) {
    User other = users.get((user.number + 1) % USERS);
    Phone.Answer answer = user.phone.call("GET", "/todos/" + id(other, which), null);
    if (answer.status() == 200) {
      throw new Violation(PRIVATE, "user " + user.number + " was given " + answer.body());
    }
  }

  private void save(User user, int which) {
    String name = "note-" + which;
    String text = "u" + user.number + "-file";
    user.phone.files(); // The folder is known once the credentials are.
    String key = user.phone.folder() + name;
    user.phone
        .files()
        .putObject(put -> put.bucket(user.phone.bucket()).key(key), RequestBody.fromString(text));
    user.files.add(name);
  }

  private void load(User user, int which) {
    if (user.files.contains("note-" + which)) {
      read(user, user, which);
    }
  }

  private void spy(User user, int which) {
    User other = users.get((user.number + 1) % USERS);
    if (other.files.contains("note-" + which)) {
      read(user, other, which);
      throw new Violation(PRIVATE, "user " + user.number + " read a file of " + other.number);
    }
  }

  private static void read(User user, User owner, int which) {
    String key = owner.phone.folder() + "note-" + which;
    String text =
        user.phone
            .files()
            .getObjectAsBytes(get -> get.bucket(user.phone.bucket()).key(key))
            .asString(StandardCharsets.UTF_8);
    own(owner, text);
  }

  @Override
  public void check() {
    bucket.check();
  }

  @Override
  public void finish() {
    Map<String, String> stored = new LinkedHashMap<>();
    Map<String, Set<String>> owners = new LinkedHashMap<>();
    try (DynamoDbClient tables = diorama.client(DynamoDbClient.builder())) {
      // Whatever was consumed is allowed for again, and the reader is not throttled.
      diorama.time().advance(Duration.ofMinutes(10));
      tables
          .scanPaginator(scan -> scan.tableName(stack.output("TableName")).consistentRead(true))
          .items()
          .forEach(
              item -> {
                String title = text(item, "title");
                stored.put(text(item, "todoId"), title);
                owners
                    .computeIfAbsent(text(item, "userId"), key -> new LinkedHashSet<>())
                    .add(title.substring(0, 2));
              });
    }
    owners.forEach(
        (owner, prefixes) -> {
          if (prefixes.size() > 1) {
            throw new Violation(PRIVATE, "to-dos of " + prefixes + " are kept as " + owner + "'s");
          }
        });
    for (User user : users) {
      user.todos.forEach((id, known) -> checkStored(id, known, stored.get(id)));
      user.todos.keySet().forEach(stored::remove);
    }
    stored.forEach(
        (id, title) -> {
          User owner = users.get(title.charAt(1) - '0');
          if (!owner.mayHaveMore) {
            throw new Violation(DURABLE, title + " is stored, and nobody was told so");
          }
        });
  }

  private static void checkStored(String id, Known known, @Nullable String title) {
    String latest = known.latest();
    boolean same = latest == null ? title == null : latest.equals(title);
    if (!known.uncertain && !same) {
      throw new Violation(DURABLE, "to-do " + id + " is " + title + " and should be " + latest);
    }
  }

  private static String text(Map<String, AttributeValue> item, String name) {
    AttributeValue value = item.get(name);
    return value == null ? "" : value.s();
  }

  @Override
  public void close() {
    users.forEach(user -> user.phone.close());
    diorama.close();
  }
}

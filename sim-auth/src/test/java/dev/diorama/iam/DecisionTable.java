package dev.diorama.iam;

import dev.diorama.core.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads {@code decision-table.txt}, which says how it is written. */
final class DecisionTable {
  static final String HERE = "111111111111";
  private static final String USERS = "arn:aws:iam::" + HERE + ":user/";
  private static final String ROLES = "arn:aws:iam::" + HERE + ":role/";
  private static final String SESSIONS = "arn:aws:sts::" + HERE + ":assumed-role/app/";
  private static final String FEDERATED = "arn:aws:sts::" + HERE + ":federated-user/fred";

  /** One row: what the page says, what is asked, and what is to come of it. */
  record Row(
      int line,
      String address,
      String says,
      Caller caller,
      List<Group> groups,
      Question question,
      boolean sameAccount,
      boolean role,
      String expected) {
    @Override
    public String toString() {
      return line + " " + says + " [" + expected + "]";
    }

    Bearing bearing() {
      List<Attached> identity = new ArrayList<>();
      List<Attached> session = new ArrayList<>();
      List<List<Attached>> serviceControl = new ArrayList<>();
      List<Attached> resourceControl = new ArrayList<>();
      Bearing bearing = Bearing.NONE;
      for (Group group : groups) {
        Attached attached = group.attached();
        switch (group.sort()) {
          case "id" -> identity.add(attached);
          case "sess" -> session.add(attached);
          case "scp" -> serviceControl.add(List.of(attached));
          case "rcp" -> resourceControl.add(attached);
          case "bound" -> bearing = bearing.withBoundary(attached);
          default -> bearing = bearing.withResource(attached);
        }
      }
      bearing =
          bearing
              .withIdentity(identity)
              .withSession(session)
              .withOrganization(serviceControl, resourceControl);
      bearing = sameAccount ? bearing : bearing.acrossAccounts();
      return role ? bearing.forRole() : bearing;
    }
  }

  /** One policy of a row. */
  record Group(String sort, String name, String version, List<Json> statements) {
    Policy.Kind kind() {
      return switch (sort) {
        case "id", "bound" -> Policy.Kind.IDENTITY;
        case "sess" -> Policy.Kind.SESSION;
        case "scp" -> Policy.Kind.SERVICE_CONTROL;
        case "rcp" -> Policy.Kind.RESOURCE_CONTROL;
        case "trust" -> Policy.Kind.TRUST;
        case "res" -> Policy.Kind.RESOURCE;
        default -> throw new IllegalArgumentException("no sort of policy: " + sort);
      };
    }

    String document() {
      return Json.object()
          .put("Version", version)
          .put("Statement", new Json.Arr(statements))
          .build()
          .write();
    }

    Attached attached() {
      return new Attached(
          name, statements.isEmpty() ? Policy.SILENT : Policy.parse(document(), kind()));
    }
  }

  private DecisionTable() {}

  static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    Map<String, String> pages = new TreeMap<>();
    int number = 0;
    for (String line : lines()) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      if (line.startsWith("page ")) {
        String[] page = line.substring(5).split(" = ", 2);
        pages.put(page[0], page[1]);
        continue;
      }
      String[] cells = line.split(" \\| ", -1);
      if (cells.length != 7 || !pages.containsKey(cells[0])) {
        throw new IllegalArgumentException("line " + number + " cannot be read: " + line);
      }
      rows.add(row(number, pages.getOrDefault(cells[0], ""), cells));
    }
    return rows;
  }

  private static List<String> lines() {
    try (InputStream in = DecisionTable.class.getResourceAsStream("decision-table.txt")) {
      if (in == null) {
        throw new IllegalStateException("decision-table.txt is missing");
      }
      return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Row row(int line, String address, String[] cells) {
    String who = cells[2].strip();
    boolean far = who.startsWith("far ");
    who = far ? who.substring(4) : who;
    boolean role = who.startsWith("role ");
    who = role ? who.substring(5) : who;
    Caller caller = caller(who);
    String[] asked =
        cells[4].equals(".") ? new String[] {"s3:GetObject", "b/k"} : cells[4].split(" ", 2);
    return new Row(
        line,
        address,
        cells[1],
        caller,
        groups(cells[3]),
        new Question(caller, asked[0], resource(asked[1]), context(cells[5])),
        !far,
        role,
        cells[6].strip());
  }

  private static Caller caller(String who) {
    return switch (who) {
      case ".", "user" -> Caller.user(HERE, USERS + "mina");
      case "session" -> Caller.session(HERE, SESSIONS + "s1", ROLES + "app");
      case "root" -> Caller.root(HERE);
      case "federated" -> Caller.federatedUser(HERE, FEDERATED, USERS + "mina");
      case "anonymous" -> Caller.ANONYMOUS;
      case "service" -> Caller.service(HERE, "sns.amazonaws.com");
      case "web" -> Caller.webIdentity(List.of("cognito-identity.amazonaws.com"));
      default -> throw new IllegalArgumentException("no such caller: " + who);
    };
  }

  private static RequestContext context(String cell) {
    RequestContext.Builder context = RequestContext.builder();
    if (!cell.equals("-")) {
      for (String pair : cell.split(" & ", -1)) {
        int equals = pair.indexOf('=');
        context.put(pair.substring(0, equals), pair.substring(equals + 1).split(";", -1));
      }
    }
    return context.build();
  }

  private static List<Group> groups(String cell) {
    List<Group> groups = new ArrayList<>();
    Map<String, Integer> seen = new TreeMap<>();
    for (String text : cell.split(" \\+\\+ ", -1)) {
      int colon = text.indexOf(':');
      String sort = text.substring(0, colon);
      boolean old = sort.startsWith("old-");
      sort = old ? sort.substring(4) : sort;
      int count = seen.merge(sort, 1, Integer::sum);
      List<Json> statements = new ArrayList<>();
      for (String statement : text.substring(colon + 1).split(";", -1)) {
        if (!statement.isBlank()) {
          statements.add(statement(statement.strip(), !sort.equals("trust")));
        }
      }
      groups.add(
          new Group(
              sort,
              sort + (count > 1 ? count : ""),
              old ? Policy.OLD : Policy.CURRENT,
              statements));
    }
    return groups;
  }

  private static Json statement(String text, boolean resources) {
    String[] byCondition = text.split(" if ", 2);
    String[] byResource = byCondition[0].split(" on ", 2);
    List<String> words = new ArrayList<>(List.of(byResource[0].split(" ")));
    Json.ObjectBuilder json = Json.object().put("Effect", words.remove(0));
    if (words.get(0).equals("to") || words.get(0).equals("not-to")) {
      String element = words.remove(0).equals("to") ? "Principal" : "NotPrincipal";
      json.put(element, principals(words.remove(0)));
    }
    put(json, "Action", words.get(0), false);
    if (resources) {
      put(json, "Resource", byResource.length > 1 ? byResource[1] : "*", true);
    }
    if (byCondition.length > 1) {
      json.put("Condition", conditions(byCondition[1]));
    }
    return json.build();
  }

  private static void put(Json.ObjectBuilder json, String element, String cell, boolean resource) {
    boolean not = cell.startsWith("!");
    List<String> values = new ArrayList<>();
    for (String value : list(not ? cell.substring(1) : cell)) {
      values.add(resource ? resource(value) : value);
    }
    json.put((not ? "Not" : "") + element, Json.strings(values));
  }

  private static String resource(String written) {
    return written.equals("*") || written.startsWith("arn:") ? written : "arn:aws:s3:::" + written;
  }

  private static Json principals(String cell) {
    if (cell.equals("*")) {
      return Json.of("*");
    }
    Map<String, List<String>> kinds = new LinkedHashMap<>();
    for (String name : cell.split(",", -1)) {
      int colon = name.indexOf(':');
      String kind =
          name.startsWith("service:") ? "Service" : name.startsWith("fed:") ? "Federated" : "AWS";
      kinds
          .computeIfAbsent(kind, none -> new ArrayList<>())
          .add(kind.equals("AWS") ? principal(name) : name.substring(colon + 1));
    }
    Json.ObjectBuilder json = Json.object();
    kinds.forEach((kind, names) -> json.put(kind, Json.strings(names)));
    return json.build();
  }

  private static String principal(String name) {
    return switch (name) {
      case "account" -> "arn:aws:iam::" + HERE + ":root";
      case "role" -> ROLES + "app";
      case "role/other" -> ROLES + "other";
      case "session" -> SESSIONS + "s1";
      case "session/other" -> SESSIONS + "s2";
      case "federated" -> FEDERATED;
      default ->
          name.startsWith("account/")
              ? "arn:aws:iam::" + name.substring(8) + ":root"
              : name.matches("[0-9]{12}") ? name : USERS + name;
    };
  }

  private static Json conditions(String cell) {
    Map<String, Map<String, List<String>>> operators = new LinkedHashMap<>();
    for (String text : cell.split(" & ", -1)) {
      String[] sides = text.strip().split(" = ", 2);
      String[] left = sides[0].split(" ", 2);
      operators
          .computeIfAbsent(left[0], none -> new LinkedHashMap<>())
          .put(left[1], list(sides[1]));
    }
    Json.ObjectBuilder json = Json.object();
    operators.forEach(
        (operator, keys) -> {
          Json.ObjectBuilder inner = Json.object();
          keys.forEach((key, values) -> inner.put(key, Json.strings(values)));
          json.put(operator, inner.build());
        });
    return json.build();
  }

  /** Parts at commas, but not at those within a variable's braces. */
  private static List<String> list(String cell) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int from = 0;
    for (int i = 0; i < cell.length(); i++) {
      char c = cell.charAt(i);
      depth += c == '{' ? 1 : c == '}' ? -1 : 0;
      if (c == ',' && depth == 0) {
        parts.add(cell.substring(from, i).strip());
        from = i + 1;
      }
    }
    parts.add(cell.substring(from).strip());
    return parts;
  }
}

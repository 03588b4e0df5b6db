package dev.diorama.iam;

import dev.diorama.core.json.Json;
import dev.diorama.iam.DecisionTable.Group;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the documentation says, written down a second time with no regard to speed: documents are
 * interpreted as JSON on every question, patterns are regular expressions. It shares nothing with
 * the evaluator but the types of the question.
 */
final class NaiveEvaluator {
  private final Question question;
  private final Caller caller;

  private NaiveEvaluator(Question question) {
    this.question = question;
    this.caller = question.caller();
  }

  static boolean allows(List<Group> groups, Question question, boolean same, boolean role) {
    return new NaiveEvaluator(question).decide(groups, same, role);
  }

  /** The statements of one sort that fit, as their effects and how they name the caller. */
  private List<String> fitting(List<Group> groups, String sort, String effect) {
    List<String> found = new ArrayList<>();
    for (Group group : groups) {
      if (group.sort().equals(sort) || (sort.equals("res") && group.sort().equals("trust"))) {
        for (Json statement : group.statements()) {
          String named = named(statement);
          if (text(statement, "Effect").equals(effect)
              && !named.equals("nobody")
              && actionFits(statement)
              && resourceFits(statement, group.version())
              && conditionFits(statement, group.version())) {
            found.add(named);
          }
        }
      }
    }
    return found;
  }

  private boolean decide(List<Group> groups, boolean same, boolean role) {
    boolean root = caller.kind() == Caller.Kind.ROOT && same;
    boolean spared = root && question.action().matches("s3:(Get|Put|Delete)BucketPolicy");
    for (String sort : List.of("id", "bound", "sess", "res", "scp", "rcp")) {
      if (!(sort.equals("res") && spared) && !fitting(groups, sort, "Deny").isEmpty()) {
        return false;
      }
    }
    for (Group group : groups) {
      if (group.sort().equals("scp") && fitting(List.of(group), "scp", "Allow").isEmpty()) {
        return false;
      }
    }
    List<String> resource = fitting(groups, "res", "Allow");
    if (role && resource.isEmpty()) {
      return false;
    }
    if (root) {
      return true;
    }
    boolean hasPolicies =
        switch (caller.kind()) {
          case USER, ROLE_SESSION, FEDERATED_USER -> true;
          case ANONYMOUS, ROOT, SERVICE, WEB_IDENTITY, ORIGIN_ACCESS_IDENTITY -> false;
        };
    if (!hasPolicies) {
      return !resource.isEmpty();
    }
    boolean identity = !fitting(groups, "id", "Allow").isEmpty();
    boolean within = within(groups, "bound") && within(groups, "sess");
    if (!same) {
      return identity && within && !resource.isEmpty();
    }
    return resource.contains("itself") || (within && (identity || resource.contains("role")));
  }

  private boolean within(List<Group> groups, String sort) {
    return groups.stream().noneMatch(group -> group.sort().equals(sort))
        || !fitting(groups, sort, "Allow").isEmpty();
  }

  /** How the statement names the caller: itself, its role, its account, or nobody. */
  private String named(Json statement) {
    Optional<Json> principal = statement.get("Principal");
    Optional<Json> not = statement.get("NotPrincipal");
    if (not.isPresent()) {
      List<String> names = names(not.get());
      List<String> due =
          switch (caller.kind()) {
            case USER -> List.of(caller.arn(), accountArn());
            case ROLE_SESSION, FEDERATED_USER ->
                List.of(caller.arn(), caller.entityArn(), accountArn());
            case ROOT -> List.of(accountArn());
            case ANONYMOUS, SERVICE, WEB_IDENTITY, ORIGIN_ACCESS_IDENTITY -> List.of(caller.arn());
          };
      return names.contains("*") || names.containsAll(due) ? "nobody" : asAnyone();
    }
    if (principal.isEmpty()) {
      return "itself";
    }
    List<String> names = names(principal.get());
    boolean anyone = names.contains("*");
    if (names.contains(caller.arn()) || (anyone && asAnyone().equals("itself"))) {
      return "itself";
    }
    if (anyone || names.contains(caller.entityArn())) {
      return "role";
    }
    return !caller.account().isEmpty()
            && caller.kind() != Caller.Kind.SERVICE
            && names.contains(accountArn())
        ? "account"
        : "nobody";
  }

  private String asAnyone() {
    return caller.arn().equals(caller.entityArn()) ? "itself" : "role";
  }

  private String accountArn() {
    return "arn:aws:iam::" + caller.account() + ":root";
  }

  private static List<String> names(Json principal) {
    List<String> names = new ArrayList<>();
    if (principal instanceof Json.Obj) {
      for (Json value : principal.members().values()) {
        for (Json one : value.asList()) {
          String name = one.text().orElseThrow();
          names.add(name.matches("[0-9]{12}") ? "arn:aws:iam::" + name + ":root" : name);
        }
      }
    } else {
      names.add("*");
    }
    return names;
  }

  private boolean actionFits(Json statement) {
    boolean not = statement.get("NotAction").isPresent();
    return not
        != strings(statement, not ? "NotAction" : "Action").stream()
            .anyMatch(
                pattern ->
                    regex(pattern.toLowerCase(Locale.ROOT))
                        .matcher(question.action().toLowerCase(Locale.ROOT))
                        .matches());
  }

  private boolean resourceFits(Json statement, String version) {
    boolean not = statement.get("NotResource").isPresent();
    List<String> written = strings(statement, not ? "NotResource" : "Resource");
    if (written.isEmpty()) {
      return true;
    }
    boolean matched = false;
    for (String one : written) {
      Optional<String> regex = withVariables(one, version, true);
      if (regex.isEmpty() && not) {
        return false;
      }
      matched |= regex.isPresent() && question.resource().matches("(?s)" + regex.get());
    }
    return matched != not;
  }

  private boolean conditionFits(Json statement, String version) {
    for (Map.Entry<String, Json> operator :
        statement.get("Condition").orElse(Json.empty()).members().entrySet()) {
      for (Map.Entry<String, Json> key : operator.getValue().members().entrySet()) {
        List<String> values =
            key.getValue().asList().stream().map(value -> value.text().orElseThrow()).toList();
        if (!holds(operator.getKey(), key.getKey(), values, version)) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean holds(String written, String key, List<String> values, String version) {
    String operator = written.replaceFirst("^For(All|Any)Values?:", "");
    boolean ifExists = operator.endsWith("IfExists");
    operator = operator.replaceFirst("IfExists$", "");
    List<String> asked = question.context().values(key);
    if (operator.equals("Null")) {
      return values.contains(Boolean.toString(asked.isEmpty()));
    }
    boolean negated = operator.contains("Not");
    String positive = operator.replace("Not", "");
    if (asked.isEmpty()) {
      return written.startsWith("ForAllValues:")
          || ifExists
          || (negated && !written.startsWith("ForAnyValue:"));
    }
    boolean textual = operator.startsWith("String") || operator.startsWith("Arn");
    if (textual
        && values.stream().allMatch(value -> withVariables(value, version, true).isEmpty())) {
      return false;
    }
    int satisfied = 0;
    for (String one : asked) {
      boolean compares = values.stream().anyMatch(value -> compares(positive, one, value, version));
      satisfied += compares != negated ? 1 : 0;
    }
    if (written.startsWith("ForAllValues:")) {
      return satisfied == asked.size() || asked.equals(List.of(""));
    }
    return negated && !written.startsWith("ForAnyValue:")
        ? satisfied == asked.size()
        : satisfied > 0;
  }

  private boolean compares(String operator, String asked, String value, String version) {
    return switch (operator) {
      case "StringEquals" ->
          withVariables(value, version, false).filter(asked::matches).isPresent();
      case "StringEqualsIgnoreCase" ->
          withVariables(value, version, false)
              .filter(
                  regex ->
                      Pattern.compile(regex, Pattern.CASE_INSENSITIVE).matcher(asked).matches())
              .isPresent();
      case "StringLike" -> withVariables(value, version, true).filter(asked::matches).isPresent();
      case "ArnEquals", "ArnLike" -> {
        String[] parts = asked.split(":", 6);
        String[] patterns = value.split(":(?![^{]*[}])", 6);
        boolean all = parts.length == 6 && patterns.length == 6;
        for (int i = 0; all && i < 6; i++) {
          all = withVariables(patterns[i], version, true).filter(parts[i]::matches).isPresent();
        }
        yield all;
      }
      case "Bool" -> value.equalsIgnoreCase(asked);
      case "BinaryEquals" -> value.equals(asked);
      case "IpAddress" -> inRange(asked, value);
      default -> ordered(operator, asked, value);
    };
  }

  private static boolean ordered(String operator, String asked, String value) {
    try {
      int sign =
          operator.startsWith("Numeric")
              ? new BigDecimal(asked).compareTo(new BigDecimal(value))
              : date(asked).compareTo(date(value));
      return switch (operator.replaceFirst("Numeric|Date", "")) {
        case "Equals" -> sign == 0;
        case "LessThan" -> sign < 0;
        case "LessThanEquals" -> sign <= 0;
        case "GreaterThan" -> sign > 0;
        case "GreaterThanEquals" -> sign >= 0;
        default -> throw new IllegalArgumentException("no operator " + operator);
      };
    } catch (NumberFormatException | java.time.DateTimeException e) {
      return false;
    }
  }

  private static Instant date(String text) {
    if (text.matches("[0-9]+")) {
      return Instant.ofEpochSecond(Long.parseLong(text));
    }
    return text.contains("T")
        ? OffsetDateTime.parse(text).toInstant()
        : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  private static boolean inRange(String asked, String range) {
    try {
      String[] parts = range.split("/", 2);
      byte[] one = InetAddress.getByName(asked).getAddress();
      byte[] other = InetAddress.getByName(parts[0]).getAddress();
      int bits = one.length * 8;
      int shift = bits - (parts.length > 1 ? Integer.parseInt(parts[1]) : bits);
      return one.length == other.length
          && new BigInteger(1, one)
              .shiftRight(shift)
              .equals(new BigInteger(1, other).shiftRight(shift));
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** The text as a regular expression; empty when a variable has no single value. */
  private Optional<String> withVariables(String text, String version, boolean wild) {
    StringBuilder regex = new StringBuilder();
    Matcher variable =
        Pattern.compile("\\$\\{(?<key>[^},]+)(, *'(?<otherwise>[^']*)')?\\}").matcher(text);
    int at = 0;
    while (version.equals("2012-10-17") && variable.find()) {
      regex.append(
          wild ? glob(text.substring(at, variable.start())) : quote(text, at, variable.start()));
      String key = variable.group("key");
      List<String> values = question.context().values(key);
      String otherwise = variable.group("otherwise");
      if (key.equals("*") || key.equals("?") || key.equals("$")) {
        regex.append(Pattern.quote(key));
      } else if (values.size() == 1) {
        regex.append(Pattern.quote(values.get(0)));
      } else if (values.isEmpty() && otherwise != null) {
        regex.append(Pattern.quote(otherwise));
      } else {
        return Optional.empty();
      }
      at = variable.end();
    }
    return Optional.of(
        regex.append(wild ? glob(text.substring(at)) : quote(text, at, text.length())).toString());
  }

  private static String quote(String text, int from, int to) {
    return Pattern.quote(text.substring(from, to));
  }

  private static Pattern regex(String glob) {
    return Pattern.compile(glob(glob), Pattern.DOTALL);
  }

  private static String glob(String text) {
    StringBuilder regex = new StringBuilder();
    for (char c : text.toCharArray()) {
      regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
    }
    return regex.toString();
  }

  private static String text(Json statement, String element) {
    return statement.text(element).orElseThrow();
  }

  private static List<String> strings(Json statement, String element) {
    return statement.get(element).stream()
        .flatMap(value -> value.asList().stream())
        .map(value -> value.text().orElseThrow())
        .toList();
  }
}

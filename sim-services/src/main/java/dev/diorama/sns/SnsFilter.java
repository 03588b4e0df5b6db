package dev.diorama.sns;

import dev.diorama.core.json.Json;
import dev.diorama.core.json.JsonException;
import dev.diorama.core.wire.AwsException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Filter policies: which messages a subscriber wants, by their attributes or their body.
 *
 * <p>Documented: https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
 * and its pages on string, numeric, key and OR matching and on constraints: five keys, 150
 * combinations. That a list matches {@code anything-but} when any of its items does stands there,
 * too (string-value-matching.html: a list of rugby and baseball passes anything but rugby and
 * tennis).
 *
 * <p>The sentences of refusals are observed of AWS in 2024 by LocalStack's tests ({@code
 * tests/aws/services/sns/test_sns_filter_policy.snapshot.json}), but without the place in the text
 * that AWS adds on a second line, and without the words {@code Attributes Reason:} that Subscribe
 * puts before them; those about {@code numeric}, {@code cidr} and {@code anything-but} are from
 * memory.
 */
final class SnsFilter {
  private static final int MOST_KEYS = 5;
  private static final int MOST_COMBINATIONS = 150;
  private static final List<String> COMPARISONS = List.of("=", "<", "<=", ">", ">=");
  private static final List<String> TEXTS = List.of("prefix", "suffix", "equals-ignore-case");
  private static final Pattern CIDR =
      Pattern.compile("[0-9.]+/[0-9]{1,2}|[0-9a-fA-F:]+/[0-9]{1,3}");

  private SnsFilter() {}

  // Reading a policy.

  /** Checks a policy before it is taken. */
  static void check(String text, boolean body) {
    Json policy;
    try {
      policy = Json.parse(text);
    } catch (JsonException e) {
      throw refused("failed to parse JSON. " + e.getMessage());
    }
    if (!(policy instanceof Json.Obj)) {
      throw refused("Filter policy must be a JSON object");
    }
    int[] keys = {0};
    long combinations = checkObject(policy, body, keys);
    if (keys[0] > MOST_KEYS) {
      throw refused("Filter policy can not have more than 5 keys");
    }
    if (combinations > MOST_COMBINATIONS) {
      throw refused("Filter policy is too complex");
    }
  }

  private static AwsException refused(String why) {
    return SnsError.invalid("FilterPolicy: " + why);
  }

  private static long checkObject(Json policy, boolean body, int[] keys) {
    long combinations = 1;
    for (Map.Entry<String, Json> each : policy.members().entrySet()) {
      Json rule = each.getValue();
      if (each.getKey().equals("$or") && rule.items().size() > 1) {
        long sum = 0;
        for (Json branch : rule.items()) {
          sum += checkObject(branch, body, keys);
        }
        combinations *= sum;
      } else if (rule instanceof Json.Arr list) {
        if (list.items().isEmpty()) {
          throw refused("Empty arrays are not allowed");
        }
        keys[0]++;
        combinations *= list.items().size();
        list.items().forEach(SnsFilter::checkCondition);
      } else if (rule instanceof Json.Obj) {
        if (!body) {
          throw SnsError.invalid(
              "Filter policy scope MessageAttributes does not support nested filter policy");
        }
        combinations *= checkObject(rule, true, keys);
      } else {
        throw refused("\"" + each.getKey() + "\" must be an object or an array");
      }
    }
    return combinations;
  }

  private static void checkCondition(Json condition) {
    if (condition instanceof Json.Arr) {
      throw refused("Match value must be String, number, true, false, or null");
    }
    if (!(condition instanceof Json.Obj)) {
      return;
    }
    if (condition.members().size() != 1) {
      throw refused("Only one key allowed in match expression");
    }
    Map.Entry<String, Json> only = condition.members().entrySet().iterator().next();
    Json value = only.getValue();
    boolean sound =
        switch (only.getKey()) {
          case "exists" -> value instanceof Json.Bool;
          case "prefix", "suffix", "equals-ignore-case" -> value instanceof Json.Str;
          case "cidr" -> CIDR.matcher(value.text().orElse("")).matches();
          case "numeric" -> isNumeric(value);
          case "anything-but" -> isAnythingBut(value);
          default -> throw refused("Unrecognized match type " + only.getKey());
        };
    if (!sound) {
      throw refused(needs(only.getKey()));
    }
  }

  private static String needs(String kind) {
    return switch (kind) {
      case "exists" -> "exists match pattern must be either true or false.";
      case "prefix", "suffix", "equals-ignore-case" -> kind + " match pattern must be a string";
      default -> "Value of " + kind + " is not of the type that it needs";
    };
  }

  private static boolean isNumeric(Json value) {
    List<Json> parts = value.items();
    boolean sound = parts.size() == 2 || parts.size() == 4;
    for (int i = 0; sound && i < parts.size(); i += 2) {
      sound =
          COMPARISONS.contains(parts.get(i).text().orElse(""))
              && parts.get(i + 1) instanceof Json.Num;
    }
    return sound;
  }

  private static boolean isAnythingBut(Json value) {
    if (value instanceof Json.Obj) {
      return value.members().size() == 1
          && value.members().entrySet().stream()
              .allMatch(
                  each ->
                      TEXTS.contains(each.getKey())
                          && each.getValue().asList().stream()
                              .allMatch(Json.Str.class::isInstance));
    }
    return !value.asList().isEmpty()
        && value.asList().stream()
            .allMatch(item -> item instanceof Json.Str || item instanceof Json.Num);
  }

  // Matching.

  /** Whether a message's attributes are what the policy wants. */
  static boolean passes(Json policy, Function<String, Optional<Json>> attributes) {
    return object(policy, attributes);
  }

  /** Whether a message's body is; one that is no JSON object never is. */
  static boolean passesBody(Json policy, String body) {
    try {
      Json parsed = Json.parse(body);
      return parsed instanceof Json.Obj && object(policy, parsed::get);
    } catch (JsonException e) {
      return false;
    }
  }

  private static boolean object(Json policy, Function<String, Optional<Json>> found) {
    for (Map.Entry<String, Json> each : policy.members().entrySet()) {
      Json rule = each.getValue();
      boolean passes;
      if (each.getKey().equals("$or") && rule.items().size() > 1) {
        passes = rule.items().stream().anyMatch(branch -> object(branch, found));
      } else if (rule instanceof Json.Obj) {
        passes = nested(rule, found.apply(each.getKey()));
      } else {
        List<Json> values = new ArrayList<>();
        found.apply(each.getKey()).ifPresent(value -> flatten(value, values));
        passes = rule.items().stream().anyMatch(condition -> condition(condition, values));
      }
      if (!passes) {
        return false;
      }
    }
    return true;
  }

  private static boolean nested(Json rule, Optional<Json> found) {
    if (found.isEmpty()) {
      return object(rule, name -> Optional.empty());
    }
    return found.get().asList().stream().anyMatch(inner -> object(rule, inner::get));
  }

  private static void flatten(Json value, List<Json> into) {
    if (value instanceof Json.Arr list) {
      list.items().forEach(item -> flatten(item, into));
    } else if (!(value instanceof Json.Obj)) {
      into.add(value);
    }
  }

  private static boolean condition(Json condition, List<Json> values) {
    if (!(condition instanceof Json.Obj)) {
      return values.stream().anyMatch(value -> same(condition, value));
    }
    Map.Entry<String, Json> only = condition.members().entrySet().iterator().next();
    Json wanted = only.getValue();
    return switch (only.getKey()) {
      case "exists" -> values.isEmpty() != wanted.text().orElse("").equals("true");
      case "numeric" -> values.stream().anyMatch(value -> numeric(wanted.items(), value));
      case "cidr" ->
          values.stream()
              .anyMatch(value -> inBlock(wanted.text().orElse(""), value.text().orElse("")));
      case "anything-but" -> values.stream().anyMatch(value -> !isOneOf(wanted, value));
      default ->
          values.stream().anyMatch(value -> text(only.getKey(), wanted.text().orElse(""), value));
    };
  }

  private static boolean isOneOf(Json unwanted, Json value) {
    if (unwanted instanceof Json.Obj) {
      Map.Entry<String, Json> kind = unwanted.members().entrySet().iterator().next();
      return kind.getValue().asList().stream()
          .anyMatch(each -> text(kind.getKey(), each.text().orElse(""), value));
    }
    return unwanted.asList().stream().anyMatch(each -> same(each, value));
  }

  private static boolean same(Json wanted, Json value) {
    return (wanted instanceof Json.Num number && value instanceof Json.Num other)
        ? number.value().compareTo(other.value()) == 0
        : wanted.equals(value);
  }

  private static boolean text(String kind, String wanted, Json value) {
    if (!(value instanceof Json.Str text)) {
      return false;
    }
    return switch (kind) {
      case "prefix" -> text.value().startsWith(wanted);
      case "suffix" -> text.value().endsWith(wanted);
      default -> text.value().toLowerCase(Locale.ROOT).equals(wanted.toLowerCase(Locale.ROOT));
    };
  }

  private static boolean numeric(List<Json> comparisons, Json value) {
    if (!(value instanceof Json.Num number)) {
      return false;
    }
    boolean holds = true;
    for (int i = 0; i < comparisons.size(); i += 2) {
      BigDecimal bound = ((Json.Num) comparisons.get(i + 1)).value();
      int order = number.value().compareTo(bound);
      holds &=
          switch (comparisons.get(i).text().orElse("")) {
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            case ">=" -> order >= 0;
            default -> order == 0;
          };
    }
    return holds;
  }

  private static boolean inBlock(String block, String address) {
    int slash = block.indexOf('/');
    Optional<BigInteger> network = bits(block.substring(0, slash));
    Optional<BigInteger> host = bits(address);
    boolean sameKind = block.contains(":") == address.contains(":");
    if (network.isEmpty() || host.isEmpty() || !sameKind) {
      return false;
    }
    int free = (block.contains(":") ? 128 : 32) - Integer.parseInt(block.substring(slash + 1));
    return free < 0
        ? network.equals(host)
        : network.get().shiftRight(free).equals(host.get().shiftRight(free));
  }

  /** An address as a number, without asking any name service. */
  private static Optional<BigInteger> bits(String address) {
    try {
      return address.contains(":") ? ipv6(address) : ipv4(address);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<BigInteger> ipv4(String address) {
    String[] parts = address.split("\\.", -1);
    BigInteger bits = BigInteger.ZERO;
    for (String part : parts) {
      int octet = Integer.parseInt(part);
      if (octet < 0 || octet > 255) {
        return Optional.empty();
      }
      bits = bits.shiftLeft(8).add(BigInteger.valueOf(octet));
    }
    return parts.length == 4 ? Optional.of(bits) : Optional.empty();
  }

  private static Optional<BigInteger> ipv6(String address) {
    int gap = address.indexOf("::");
    String full = address;
    if (gap >= 0) {
      int written = 0;
      for (String part : address.split(":", -1)) {
        written += part.isEmpty() ? 0 : 1;
      }
      String zeros = "0:".repeat(Math.max(0, 8 - written));
      full = (gap == 0 ? "" : address.substring(0, gap) + ":") + zeros + address.substring(gap + 2);
      full = full.endsWith(":") ? full.substring(0, full.length() - 1) : full;
    }
    String[] parts = full.split(":", -1);
    BigInteger bits = BigInteger.ZERO;
    for (String part : parts) {
      bits = bits.shiftLeft(16).add(BigInteger.valueOf(Integer.parseInt(part, 16)));
    }
    return parts.length == 8 ? Optional.of(bits) : Optional.empty();
  }
}

package dev.diorama.core.fault;

import java.util.ArrayList;
import java.util.List;
import org.apiguardian.api.API;

/**
 * What a fault can happen to. Each may be a pattern in which {@code *} stands for any text.
 *
 * @param service the service, by its name in traces such as {@code lambda}; of a delivery, the one
 *     that sends
 * @param operation the operation, such as {@code PutItem}
 * @param resource the ARN of what is acted on, of the function that runs, or of where an event goes
 * @param principal the ARN of the caller
 * @param region the Region asked
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Scope(
    String service, String operation, String resource, String principal, String region) {
  static final String ANY = "*";

  /** All there is. */
  public static final Scope EVERYTHING = new Scope(ANY, ANY, ANY, ANY, ANY);

  Scope service(String other) {
    return new Scope(other, operation, resource, principal, region);
  }

  Scope operation(String other) {
    return new Scope(service, other, resource, principal, region);
  }

  Scope resource(String other) {
    return new Scope(service, operation, other, principal, region);
  }

  Scope principal(String other) {
    return new Scope(service, operation, resource, other, region);
  }

  Scope region(String other) {
    return new Scope(service, operation, resource, principal, other);
  }

  boolean holds(Target target) {
    return fits(service, target.service())
        && fits(operation, target.operation())
        && fits(resource, target.resource())
        && fits(principal, target.principal())
        && fits(region, target.region());
  }

  /** Whether {@code text} fits a pattern in which an asterisk stands for any text. */
  public static boolean fits(String pattern, String text) {
    int p = 0;
    int t = 0;
    int star = -1;
    int mark = 0;
    while (t < text.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        mark = t;
      } else if (p < pattern.length() && pattern.charAt(p) == text.charAt(t)) {
        p++;
        t++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++mark;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  /** What is not left open, for people. */
  List<String> words() {
    List<String> words = new ArrayList<>();
    if (!service.equals(ANY) || !operation.equals(ANY)) {
      words.add(service + ":" + operation);
    }
    if (!resource.equals(ANY)) {
      words.add(resource);
    }
    if (!principal.equals(ANY)) {
      words.add("by " + principal);
    }
    if (!region.equals(ANY)) {
      words.add("in " + region);
    }
    return words;
  }
}

package dev.diorama.core.fault;

import dev.diorama.core.wire.Wildcards;
import java.util.ArrayList;
import java.util.List;
import org.apiguardian.api.API;

/**
 * What a fault can happen to. Each may be a pattern ({@link Wildcards}).
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
    return Wildcards.match(service, target.service())
        && Wildcards.match(operation, target.operation())
        && Wildcards.match(resource, target.resource())
        && Wildcards.match(principal, target.principal())
        && Wildcards.match(region, target.region());
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

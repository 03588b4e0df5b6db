package dev.diorama.junit.assertj;

import dev.diorama.core.fault.Suggestion;
import dev.diorama.core.trace.Span;
import dev.diorama.core.trace.TraceTree;
import dev.diorama.core.wire.Wildcards;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apiguardian.api.API;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions about calls: narrowed first ({@link #by}, {@link #on}, {@link #ofOperation}), then
 * counted or looked at. Patterns may hold {@code *} for any text.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class CallsAssert extends AbstractAssert<CallsAssert, List<Span>> {
  private final List<Span> all;
  private final String what;

  private CallsAssert(List<Span> actual, List<Span> all, String what) {
    super(actual, CallsAssert.class);
    this.all = all;
    this.what = what;
  }

  static CallsAssert of(List<Span> calls, List<Span> all, String what) {
    return new CallsAssert(calls, all, "calls of " + what);
  }

  private CallsAssert narrowed(String further, Predicate<Span> filter) {
    return new CallsAssert(actual.stream().filter(filter).toList(), all, what + further);
  }

  CallsAssert ofService(String service) {
    CallsAssert narrowed =
        new CallsAssert(
            actual.stream().filter(span -> span.service().equals(service)).toList(), all, what);
    TreeSet<String> known = new TreeSet<>();
    all.forEach(span -> known.add(span.service()));
    if (narrowed.actual.isEmpty() && !known.isEmpty()) {
      return new CallsAssert(
          narrowed.actual,
          all,
          what + " (no such call was made" + Suggestion.of(service, List.copyOf(known)) + ")");
    }
    return narrowed;
  }

  /** Only those of an operation, such as {@code GetItem}. */
  public CallsAssert ofOperation(String operation) {
    return narrowed(":" + operation, span -> Wildcards.match(operation, span.operation()));
  }

  /** Only those by a caller: its ARN, or a pattern such as {@code *CreateTodo*}. */
  public CallsAssert by(String principal) {
    return narrowed(" by " + principal, span -> Wildcards.match(principal, span.principal()));
  }

  /** Only those on a resource: its ARN, or a pattern. */
  public CallsAssert on(String resource) {
    return narrowed(" on " + resource, span -> Wildcards.match(resource, span.resource()));
  }

  /** Only those that were refused with that error. */
  public CallsAssert refusedWith(String code) {
    return narrowed(" refused with " + code, span -> span.error().equals(code));
  }

  CallsAssert refusedForRights() {
    return narrowed(
        " refused for want of rights",
        span ->
            (span.status() == 403 || span.status() == 401)
                || span.error().startsWith("AccessDenied")
                || span.error().startsWith("Unauthorized")
                || span.error().startsWith("ExpiredToken")
                || span.error().startsWith("MissingAuthenticationToken")
                || span.error().equals("NotAuthorizedException")
                || span.error().equals("UnrecognizedClientException"));
  }

  /** There are exactly so many. */
  public CallsAssert areExactly(int count) {
    if (actual.size() != count) {
      failWithMessage("Expected %d %s, but %s", count, what, seen());
    }
    return this;
  }

  /** There is none. */
  public CallsAssert areNone() {
    return areExactly(0);
  }

  /** There are at least so many. */
  public CallsAssert areAtLeast(int count) {
    if (actual.size() < count) {
      failWithMessage("Expected at least %d %s, but %s", count, what, seen());
    }
    return this;
  }

  /** All of them succeeded, and there is one at least. */
  public CallsAssert allSucceeded() {
    areAtLeast(1);
    List<Span> failed = actual.stream().filter(span -> !span.ok()).toList();
    if (!failed.isEmpty()) {
      failWithMessage(
          "Expected all %s to succeed, but %d of %d did not:%n%s",
          what, failed.size(), actual.size(), DioramaAssert.shown(failed));
    }
    return this;
  }

  /** Each was allowed by a statement whose explanation contains that text, such as its Sid. */
  public CallsAssert wereAllowedBy(String statement) {
    areAtLeast(1);
    List<Span> others =
        actual.stream().filter(span -> !span.decision().contains(statement)).toList();
    if (!others.isEmpty()) {
      failWithMessage(
          "Expected %s to be allowed by '%s', but the first that was not was decided so:%n  %s%n%s",
          what,
          statement,
          others.get(0).decision().isEmpty()
              ? "by nobody: this operation asks no policy"
              : others.get(0).decision(),
          DioramaAssert.shown(others));
    }
    return this;
  }

  /** Each was refused with an explanation that contains that text, such as {@code no statement}. */
  public CallsAssert wereDeniedBecause(String reason) {
    areAtLeast(1);
    for (Span span : actual) {
      String why = span.attributes().getOrDefault("why", span.decision());
      if (!why.contains(reason)) {
        failWithMessage(
            "Expected %s to be denied because '%s', but one says:%n  %s", what, reason, why);
      }
    }
    return this;
  }

  /** Each says that of a cache: {@code hit}, {@code miss}, {@code pass-through} and so on. */
  public CallsAssert wereAnswered(String cacheResult) {
    areAtLeast(1);
    List<Span> others =
        actual.stream()
            .filter(span -> !cacheResult.equals(span.attributes().get("cache")))
            .toList();
    if (!others.isEmpty()) {
      failWithMessage(
          "Expected %s to be a cache %s, but %d of %d were not:%n%s",
          what, cacheResult, others.size(), actual.size(), DioramaAssert.shown(others));
    }
    return this;
  }

  /** Each took less virtual time than that, what it called included. */
  public CallsAssert tookLessThan(Duration limit) {
    areAtLeast(1);
    Span slowest = actual.get(0);
    for (Span span : actual) {
      slowest = span.durationNanos() > slowest.durationNanos() ? span : slowest;
    }
    if (slowest.durationNanos() >= limit.toNanos()) {
      Span slow = slowest;
      List<Span> family = all.stream().filter(span -> span.root() == slow.root()).toList();
      failWithMessage(
          "Expected %s to take less than %s ms, but one took %s ms. Its hops, where the time"
              + " went:%n%s",
          what,
          String.format(Locale.ROOT, "%.3f", limit.toNanos() / 1e6),
          String.format(Locale.ROOT, "%.3f", slow.durationNanos() / 1e6),
          TraceTree.of(family));
    }
    return this;
  }

  /** At least one led to a call of that operation, however deep. */
  public CallsAssert ledTo(String service, String operation) {
    areAtLeast(1);
    boolean led =
        all.stream()
            .anyMatch(
                span ->
                    span.service().equals(service)
                        && span.operation().equals(operation)
                        && actual.stream().anyMatch(call -> isBelow(span, call)));
    if (!led) {
      failWithMessage(
          "Expected %s to lead to %s %s, but none did. What the first led to:%n%s",
          what,
          service,
          operation,
          TraceTree.of(all.stream().filter(span -> span.root() == actual.get(0).root()).toList()));
    }
    return this;
  }

  private boolean isBelow(Span span, Span ancestor) {
    if (span.root() != ancestor.root()) {
      return false;
    }
    long parent = span.parent();
    while (parent != 0) {
      if (parent == ancestor.id()) {
        return true;
      }
      long wanted = parent;
      parent =
          all.stream()
              .filter(each -> each.id() == wanted)
              .mapToLong(Span::parent)
              .findFirst()
              .orElse(0);
    }
    return false;
  }

  private String seen() {
    if (!actual.isEmpty()) {
      return "there were " + actual.size() + String.format(":%n") + DioramaAssert.shown(actual);
    }
    TreeSet<String> made = new TreeSet<>();
    all.forEach(span -> made.add(span.service() + ":" + span.operation()));
    String list = String.join(", ", made);
    return "there was none. Calls were made of "
        + (list.isEmpty() ? "nothing" : list.length() > 600 ? list.substring(0, 597) + "..." : list)
        + ".";
  }
}

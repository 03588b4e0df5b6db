package dev.diorama.junit.assertj;

import dev.diorama.Diorama;
import dev.diorama.core.time.VirtualClock;
import dev.diorama.core.trace.Span;
import dev.diorama.core.trace.TraceTree;
import dev.diorama.whatif.price.PriceList;
import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions about a cloud: what its caches answered, who called what, which mails went out, what
 * was refused, what capacity was consumed, and what it would have cost.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class DioramaAssert extends AbstractAssert<DioramaAssert, Diorama> {
  private static final int SHOWN = 8;

  DioramaAssert(Diorama actual) {
    super(actual, DioramaAssert.class);
  }

  private List<Span> spans() {
    isNotNull();
    return actual.trace().spans();
  }

  /**
   * About one tier of caches.
   *
   * @param tier {@code dax.item}, {@code dax.query}, {@code apigateway} (the stage cache) or {@code
   *     cloudfront} (its edges)
   */
  public CacheAssert cache(String tier) {
    return CacheAssert.of(spans(), tier);
  }

  /** About every call of a service, such as {@code dynamodb}, by whomever. */
  public CallsAssert calls(String service) {
    return CallsAssert.of(spans(), spans(), service).ofService(service);
  }

  /** About every call of one operation, such as {@code dynamodb} and {@code PutItem}. */
  public CallsAssert calls(String service, String operation) {
    return calls(service).ofOperation(operation);
  }

  /** About mails and text messages, whoever they went to. */
  public MailsAssert mails() {
    isNotNull();
    return new MailsAssert(actual.outbox().messages(), actual.outbox().messages(), "anybody");
  }

  /** About those to one address. */
  public MailsAssert mailsTo(String address) {
    return mails().to(address);
  }

  /** About the calls that policies or a missing identity refused. */
  public CallsAssert deniedCalls() {
    return CallsAssert.of(spans(), spans(), "any service").refusedForRights();
  }

  /** About the capacity that a table consumed, its replicas' in other Regions included. */
  public CapacityAssert capacityOf(String table) {
    isNotNull();
    return new CapacityAssert(actual.metrics(), table);
  }

  /** About what the requests so far would have cost at AWS's list prices, free tiers left away. */
  public CostAssert cost() {
    return cost(PriceList.standard());
  }

  /** The same by other prices. */
  public CostAssert cost(PriceList prices) {
    isNotNull();
    return CostAssert.of(actual, prices);
  }

  /** Nobody was refused anything for want of rights. */
  public DioramaAssert hasDeniedNothing() {
    deniedCalls().areNone();
    return this;
  }

  /** No service answered with a status of 500 or more. */
  public DioramaAssert hasNoServerErrors() {
    List<Span> errors = spans().stream().filter(span -> span.status() >= 500).toList();
    if (!errors.isEmpty()) {
      failWithMessage(
          "Expected no answer with a status of 500 or more, but %d of %d calls had one. The first:"
              + "%n%s",
          errors.size(), spans().size(), TraceTree.of(family(errors.get(0))));
    }
    return this;
  }

  /** That request with all its hops. */
  private List<Span> family(Span member) {
    return spans().stream().filter(span -> span.root() == member.root()).toList();
  }

  /** A fault struck, so that the test proves something. */
  public DioramaAssert hasSuffered(String faultName) {
    isNotNull();
    Map<String, Integer> strokes = actual.faults().strokes();
    if (!strokes.containsKey(faultName)) {
      failWithMessage(
          "Expected the fault '%s' to have struck, but it never did: %s.%nLook at its scope"
              + " (service, operation, resource), its times and its chance; docs/faults.md.",
          faultName,
          strokes.isEmpty() ? "no fault has struck at all" : "those that did " + strokes);
    }
    return this;
  }

  /** No request is open, and no event is left that somebody waits for. */
  public DioramaAssert isAtRest() {
    isNotNull();
    long open = actual.trace().openCount();
    if (open > 0) {
      failWithMessage("Expected no request to be open, but %d are.", open);
    }
    if (actual.clock() instanceof VirtualClock clock && clock.pending() > 0) {
      failWithMessage(
          "Expected nothing to be left to happen, but %d events are still to come: call"
              + " time().settle() first, or time().advance(...) as far as you mean.",
          clock.pending());
    }
    return this;
  }

  static String shown(List<Span> spans) {
    StringBuilder text = new StringBuilder();
    for (Span span : spans.subList(0, Math.min(SHOWN, spans.size()))) {
      text.append(TraceTree.of(List.of(span)));
    }
    if (spans.size() > SHOWN) {
      text.append("  ... and ").append(spans.size() - SHOWN).append(" more\n");
    }
    return text.toString();
  }
}

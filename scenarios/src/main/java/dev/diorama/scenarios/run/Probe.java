package dev.diorama.scenarios.run;

import dev.diorama.core.json.Json;
import dev.diorama.core.trace.Span;
import dev.diorama.core.trace.Trace;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * Something that is tried although it must not work, or must not be cached, and what came of it.
 *
 * @param what what was tried
 * @param expected what must come of it, such as {@code 401 Unauthorized}
 * @param observed what came of it
 * @param why the simulator's own explanation, from the trace
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Probe(String what, String expected, String observed, String why) {

  /** An attempt whose request was the last one that the trace saw. */
  public static Probe of(Trace trace, String what, String expected, String observed) {
    List<Span> spans = trace.spans();
    return new Probe(what, expected, observed, why(spans, spans.get(spans.size() - 1).root()));
  }

  /**
   * The explanation stands in the innermost span that has one, which closes first; where none has,
   * the refusal's message says enough.
   */
  private static String why(List<Span> spans, long root) {
    return first(spans, root, "why").or(() -> first(spans, root, "message")).orElse("");
  }

  private static Optional<String> first(List<Span> spans, long root, String attribute) {
    return spans.stream()
        .filter(span -> span.root() == root)
        .map(span -> span.attributes().getOrDefault(attribute, ""))
        .filter(text -> !text.isEmpty())
        .findFirst();
  }

  /** True when what must come of it did. */
  public boolean asExpected() {
    return expected.equals(observed);
  }

  /** The same for programs. */
  public Json toJson() {
    return Json.object()
        .put("what", what)
        .put("expected", expected)
        .put("observed", observed)
        .put("why", why)
        .put("asExpected", asExpected())
        .build();
  }
}

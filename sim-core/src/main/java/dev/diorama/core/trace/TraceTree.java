package dev.diorama.core.trace;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apiguardian.api.API;

/**
 * Spans as people read them: each client's request with the hops it caused below it, who called,
 * what decided it, what caches said, and how long it took.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class TraceTree {
  private static final int LONGEST_FACT = 60;

  private final Map<Long, List<Span>> children = new LinkedHashMap<>();
  private final StringBuilder text = new StringBuilder(1024);

  private TraceTree(List<Span> spans) {
    Map<Long, Span> known = new LinkedHashMap<>();
    spans.forEach(span -> known.put(span.id(), span));
    List<Span> ordered = new ArrayList<>(spans);
    // By when they were opened; spans are given in the order in which they closed.
    ordered.sort((one, other) -> Long.compare(one.id(), other.id()));
    for (Span span : ordered) {
      // What was done by a span that is no longer kept stands at the top.
      long parent = known.containsKey(span.parent()) ? span.parent() : 0;
      children.computeIfAbsent(parent, p -> new ArrayList<>()).add(span);
    }
  }

  /**
   * The tree of these spans, a line each, oldest first; empty when there are none.
   *
   * @param spans in any order
   */
  public static String of(List<Span> spans) {
    TraceTree tree = new TraceTree(spans);
    for (Span root : tree.children.getOrDefault(0L, List.of())) {
      tree.line(root, "");
      tree.below(root, "");
    }
    return tree.text.toString();
  }

  private void below(Span parent, String indent) {
    List<Span> hops = children.getOrDefault(parent.id(), List.of());
    for (int i = 0; i < hops.size(); i++) {
      boolean last = i == hops.size() - 1;
      line(hops.get(i), indent + (last ? "└─ " : "├─ "));
      below(hops.get(i), indent + (last ? "   " : "│  "));
    }
  }

  private void line(Span span, String indent) {
    text.append(String.format(Locale.ROOT, "%12.3f ms  %s", span.startNanos() / 1e6, indent));
    text.append(span.service()).append(' ').append(span.operation());
    if (!span.resource().isEmpty()) {
      text.append(' ').append(span.resource());
    }
    text.append("  ").append(span.status());
    if (!span.error().isEmpty()) {
      text.append(' ').append(span.error());
    }
    text.append(String.format(Locale.ROOT, "  %.3f ms", span.durationNanos() / 1e6));
    if (!span.principal().isEmpty()) {
      text.append("  by ").append(span.principal());
    }
    if (!span.decision().isEmpty()) {
      text.append("  [").append(shortened(span.decision())).append(']');
    }
    span.attributes()
        .forEach(
            (name, value) -> text.append("  ").append(name).append('=').append(shortened(value)));
    text.append('\n');
  }

  private static String shortened(String fact) {
    String line = fact.replace('\n', ' ');
    return line.length() <= LONGEST_FACT ? line : line.substring(0, LONGEST_FACT - 3) + "...";
  }
}

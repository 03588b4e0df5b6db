package dev.diorama.core.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TraceTest {
  private static Span span(long id, String operation, Map<String, String> attributes) {
    return new Span(
        id, 0, id, "request", "s3", operation, "", "root", "", 200, "", 0, 5, attributes);
  }

  @Test
  void digest_equalSpans_areEqual() {
    Trace one = new Trace(10);
    Trace two = new Trace(10);
    for (Trace trace : List.of(one, two)) {
      trace.close(span(trace.open(), "GetObject", Map.of("cache", "hit")));
    }

    assertThat(one.digest()).isEqualTo(two.digest()).matches("[0-9a-f]{64}");
  }

  @Test
  void digest_anyDifference_shows() {
    Trace one = new Trace(10);
    Trace two = new Trace(10);
    Trace three = new Trace(10);
    one.close(span(one.open(), "GetObject", Map.of()));
    two.close(span(two.open(), "PutObject", Map.of()));
    three.close(span(three.open(), "GetObject", Map.of("cache", "miss")));

    assertThat(List.of(one.digest(), two.digest(), three.digest())).doesNotHaveDuplicates();
  }

  @Test
  void digest_asked_doesNotChangeIt() {
    Trace trace = new Trace(10);
    trace.close(span(trace.open(), "GetObject", Map.of()));

    assertThat(trace.digest()).isEqualTo(trace.digest());
  }

  @Test
  void close_beyondTheLimit_keepsTheNewestAndCountsAll() {
    Trace trace = new Trace(2);
    String before = trace.digest();
    for (int i = 0; i < 5; i++) {
      trace.close(span(trace.open(), "Op" + i, Map.of()));
    }

    assertThat(trace.spans()).extracting(Span::operation).containsExactly("Op3", "Op4");
    assertThat(trace.closedCount()).isEqualTo(5);
    assertThat(trace.openCount()).isZero();
    assertThat(trace.digest()).isNotEqualTo(before);
    assertThat(trace.spans(span -> span.operation().equals("Op4"))).hasSize(1);
  }

  @Test
  void open_counts() {
    Trace trace = new Trace(2);

    assertThat(trace.open()).isEqualTo(1);
    assertThat(trace.open()).isEqualTo(2);
    assertThat(trace.openCount()).isEqualTo(2);
  }

  @Test
  void listen_hearsWhatClosesFromThenOn() {
    Trace trace = new Trace(2);
    List<Span> heard = new ArrayList<>();
    trace.close(span(trace.open(), "Before", Map.of()));
    trace.listen(heard::add);
    trace.close(span(trace.open(), "After", Map.of()));

    assertThat(heard).extracting(Span::operation).containsExactly("After");
  }

  @Test
  void span_attributes_areCopied() {
    Map<String, String> attributes = new java.util.LinkedHashMap<>(Map.of("a", "1"));
    Span span = span(1, "GetObject", attributes);
    attributes.put("b", "2");

    assertThat(span.attributes()).containsExactly(Map.entry("a", "1"));
    assertThat(span.ok()).isTrue();
    assertThatThrownBy(() -> span.attributes().put("c", "3"))
        .isInstanceOf(UnsupportedOperationException.class);
  }
}

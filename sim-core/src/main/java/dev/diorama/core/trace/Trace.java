package dev.diorama.core.trace;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apiguardian.api.API;

/**
 * The closed spans of an instance, oldest first, and the running digest over all of them.
 *
 * <p>Only the newest {@code limit} spans are kept; digest and count cover every span ever closed.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Trace {
  /** How many spans are kept unless told otherwise: about 100 MB of them at most. */
  public static final int DEFAULT_LIMIT = 200_000;

  private final int limit;
  private final ArrayDeque<Span> spans = new ArrayDeque<>();
  private final List<Consumer<Span>> listeners = new ArrayList<>();
  private final MessageDigest digest;
  private final StringBuilder text = new StringBuilder(512);
  private long nextId = 1;
  private long closed;
  private long open;

  /** A trace that keeps the newest {@code limit} spans. */
  public Trace(int limit) {
    this.limit = limit;
    try {
      this.digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The number of a span about to open. */
  public synchronized long open() {
    open++;
    return nextId++;
  }

  /** Keeps a span that was opened before. */
  public synchronized void close(Span span) {
    open--;
    closed++;
    spans.addLast(span);
    if (spans.size() > limit) {
      spans.removeFirst();
    }
    digest.update(canonical(span).getBytes(StandardCharsets.UTF_8));
    listeners.forEach(listener -> listener.accept(span));
  }

  /** Calls {@code listener} for each span closed from now on. */
  public synchronized void listen(Consumer<Span> listener) {
    listeners.add(listener);
  }

  private String canonical(Span span) {
    text.setLength(0);
    text.append(span.id()).append('|').append(span.parent()).append('|').append(span.requestId());
    text.append('|').append(span.service()).append('|').append(span.operation());
    text.append('|').append(span.resource()).append('|').append(span.principal());
    text.append('|').append(span.decision()).append('|').append(span.status());
    text.append('|').append(span.error()).append('|').append(span.startNanos());
    text.append('|').append(span.durationNanos());
    for (Map.Entry<String, String> attribute : span.attributes().entrySet()) {
      text.append('|').append(attribute.getKey()).append('=').append(attribute.getValue());
    }
    return text.append('\n').toString();
  }

  /** The spans kept, in the order they closed: a child before its parent. */
  public synchronized List<Span> spans() {
    return List.copyOf(spans);
  }

  /** The spans kept that satisfy {@code filter}, in the order they closed. */
  public synchronized List<Span> spans(Predicate<Span> filter) {
    List<Span> found = new ArrayList<>();
    for (Span span : spans) {
      if (filter.test(span)) {
        found.add(span);
      }
    }
    return found;
  }

  /** How many spans have closed since the start. */
  public synchronized long closedCount() {
    return closed;
  }

  /** How many spans are open now: 0 between requests. */
  public synchronized long openCount() {
    return open;
  }

  /** SHA-256, in hex, over every span closed so far: equal for equal runs. */
  public synchronized String digest() {
    try {
      MessageDigest copy = (MessageDigest) digest.clone();
      return HexFormat.of().formatHex(copy.digest());
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's SHA-256 can be cloned", e);
    }
  }
}

package dev.diorama.lambda;

import com.amazonaws.services.lambda.runtime.LambdaLogger;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.function.Supplier;

/** The log stream of one environment: what its function prints, line by line. */
final class EnvironmentLog implements LambdaLogger {
  /**
   * How much of an invocation's log LogType=Tail returns, documented:
   * https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
   */
  private static final int TAIL = 4 * 1024;

  private final FunctionLog group;
  private final String stream;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final StringBuilder invocation = new StringBuilder();
  private Supplier<Instant> clock;

  EnvironmentLog(FunctionLog group, String stream, Supplier<Instant> clock) {
    this.group = group;
    this.stream = stream;
    this.clock = clock;
  }

  String stream() {
    return stream;
  }

  synchronized void clock(Supplier<Instant> running) {
    this.clock = running;
  }

  /** A stream whose every line becomes an event. */
  OutputStream lines() {
    return new OutputStream() {
      @Override
      public void write(int b) {
        print(b);
      }
    };
  }

  private synchronized void print(int b) {
    if (b == '\n') {
      flush();
    } else {
      line.write(b);
    }
  }

  /** Ends a line that was begun. */
  synchronized void flush() {
    if (line.size() > 0) {
      add(line.toString(StandardCharsets.UTF_8).stripTrailing());
      line.reset();
    }
  }

  /** One event of the platform or the logger, whatever lines it has. */
  synchronized void add(String message) {
    group.add(new LogLine(clock.get(), stream, message));
    invocation.append(message).append('\n');
    if (invocation.length() > 4 * TAIL) {
      invocation.delete(0, invocation.length() - 2 * TAIL);
    }
  }

  /** Begins the tail anew. */
  synchronized void begin() {
    flush();
    invocation.setLength(0);
  }

  /** The last 4 KB of what was logged since {@link #begin()}. */
  synchronized byte[] tail() {
    byte[] all = invocation.toString().getBytes(StandardCharsets.UTF_8);
    int from = Math.max(0, all.length - TAIL);
    return java.util.Arrays.copyOfRange(all, from, all.length);
  }

  @Override
  public void log(String message) {
    flush();
    add(message == null ? "null" : message.stripTrailing());
  }

  @Override
  public void log(byte[] message) {
    log(new String(message, StandardCharsets.UTF_8));
  }
}

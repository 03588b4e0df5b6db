package dev.diorama.lambda;

import dev.diorama.lambda.source.EventPattern;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The state of event source mappings. */
final class SourceModel {
  private SourceModel() {}

  /** What a mapping reads from. */
  enum Kind {
    STREAM,
    QUEUE,
    FIFO_QUEUE;

    boolean isQueue() {
      return this != STREAM;
    }
  }

  /** AWS's states of a mapping, by its own names. */
  enum State {
    CREATING("Creating"),
    ENABLED("Enabled"),
    DISABLING("Disabling"),
    DISABLED("Disabled"),
    UPDATING("Updating"),
    DELETING("Deleting");

    private final String text;

    State(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  /**
   * How a source is read.
   *
   * @param filters the patterns as they were given; an event passes that matches one of them
   * @param startingPosition of streams; empty for queues
   * @param retries how often a failed batch is tried again; -1 for as long as its records live
   * @param maxAgeSeconds how old a record may become; -1 for as old as it lives
   * @param destination ARN of where records go that were given up; empty when there is none
   * @param concurrency how many batches may be with the function at once; empty for AWS's own limit
   */
  record SourceSettings(
      boolean enabled,
      int batchSize,
      int windowSeconds,
      List<String> filters,
      List<EventPattern> patterns,
      String startingPosition,
      int parallelization,
      int retries,
      int maxAgeSeconds,
      boolean bisect,
      String destination,
      boolean reports,
      Optional<Integer> concurrency) {
    SourceSettings {
      filters = List.copyOf(filters);
      patterns = List.copyOf(patterns);
    }

    long windowNanos() {
      return Duration.ofSeconds(windowSeconds).toNanos();
    }
  }

  /** One mapping; its fields are touched while holding the turn. */
  static final class Mapping {
    /** What streams say before anything was read; observed. */
    static final String NOTHING_YET = "No records processed";

    final String uuid;
    final Kind kind;
    final String sourceArn;
    final String account;
    final String region;
    FunctionRef function;
    SourceSettings settings;
    State state = State.CREATING;
    Instant modified;
    String lastResult;
    @Nullable SourcePoller poller;

    Mapping(
        String uuid,
        Kind kind,
        String sourceArn,
        String region,
        FunctionRef function,
        SourceSettings settings,
        Instant modified) {
      this.uuid = uuid;
      this.kind = kind;
      this.sourceArn = sourceArn;
      this.account = function.account();
      this.region = region;
      this.function = function;
      this.settings = settings;
      this.modified = modified;
      this.lastResult = kind.isQueue() ? "" : NOTHING_YET;
    }

    String arn() {
      return "arn:aws:lambda:" + region + ":" + account + ":event-source-mapping:" + uuid;
    }

    String functionArn() {
      return function.qualifiedArn();
    }
  }
}

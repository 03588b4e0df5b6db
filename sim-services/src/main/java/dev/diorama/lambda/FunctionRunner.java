package dev.diorama.lambda;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Principal;
import dev.diorama.core.wire.AwsException;
import dev.diorama.lambda.Environment.Outcome;
import dev.diorama.lambda.Environment.Plight;
import dev.diorama.lambda.LambdaModel.Function;
import java.util.Locale;
import java.util.Optional;

/** Runs functions in their environments and counts what CloudWatch counts. */
final class FunctionRunner {
  /**
   * How often a chain of requests may go through one function: "approximately 16 times",
   * documented: https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
   */
  private static final int LOOP_LIMIT = 16;

  private final Cloud cloud;
  private final EnvironmentPool pool;

  /**
   * What came of an event that Lambda handed to a function.
   *
   * @param outcome empty when the function was not reached: throttled, or an error of the system
   * @param tookNanos how long it took
   * @param requestId the invocation's
   * @param error the code of the error that kept the function from being reached
   */
  record Ran(Optional<Outcome> outcome, long tookNanos, String requestId, String error) {
    boolean succeeded() {
      return outcome.isPresent() && outcome.get().error().isEmpty();
    }
  }

  FunctionRunner(Cloud cloud, EnvironmentPool pool) {
    this.cloud = cloud;
    this.pool = pool;
  }

  /**
   * Runs a function in the course of {@code call}, whose time it takes.
   *
   * @throws AwsException TooManyRequestsException when no environment may be had
   */
  Outcome run(Call call, Function function, Invocation invocation) {
    String name = function.ref.name();
    checkLoop(call, function);
    Environment environment;
    try {
      environment = pool.acquire(call, function);
    } catch (AwsException e) {
      if (e.code().equals(LambdaError.TOO_MANY_REQUESTS.code())) {
        count("Throttles", 1, function.ref);
      }
      throw e;
    }
    count("ConcurrentExecutions", pool.busy(function, call.nowNanos()), function.ref);
    Plight plight = Plight.of(call, function);
    Outcome outcome = null;
    try {
      outcome = call.turn().release(() -> environment.serve(call, invocation, plight));
    } finally {
      pool.release(call, environment, outcome != null && outcome.reusable());
    }
    count("Invocations", 1, function.ref);
    count("Errors", outcome.error().isEmpty() ? 0 : 1, function.ref);
    count("Duration", outcome.durationNanos() / 1e6, function.ref);
    cloud
        .metrics()
        .in(function.ref.account(), function.ref.region())
        .add("Diorama/Lambda", "ColdStarts", outcome.cold() ? 1 : 0, "FunctionName", name);
    call.note("cold", Boolean.toString(outcome.cold()))
        .note("environment", Integer.toString(environment.number))
        .note("billedMs", Long.toString(outcome.billedMillis()))
        .note("memoryMb", Integer.toString(function.settings.memoryMb()));
    if (outcome.cold()) {
      call.note("initMs", millis(outcome.initNanos()));
    }
    if (!outcome.error().isEmpty()) {
      call.note("functionError", outcome.error());
    }
    return outcome;
  }

  /**
   * Runs a function for an event that Lambda itself hands to it, in a span of its own.
   *
   * @param notes facts for the trace, as name and value by turns
   */
  Ran hand(Function function, Principal as, byte[] event, String... notes) {
    long[] took = new long[1];
    String[] id = new String[1];
    try {
      Outcome outcome =
          cloud
              .router()
              .internal(
                  "lambda",
                  "Invoke",
                  as,
                  function.ref.region(),
                  call -> {
                    try {
                      call.on(function.arn());
                      for (int i = 0; i < notes.length; i += 2) {
                        call.note(notes[i], notes[i + 1]);
                      }
                      id[0] = call.requestId();
                      call.suffer();
                      Invocation invocation =
                          new Invocation(call.requestId(), function.arn(), as, event, null);
                      return run(call, function, invocation);
                    } finally {
                      took[0] = call.elapsedNanos();
                    }
                  });
      return new Ran(Optional.of(outcome), took[0], id[0], "");
    } catch (AwsException e) {
      return new Ran(Optional.empty(), took[0], id[0], e.code());
    }
  }

  /** The loop that is let go on is counted on, so that a later Terminate finds it at once. */
  private void checkLoop(Call call, Function function) {
    int before = call.lineage().count(function.arn());
    if (before >= LOOP_LIMIT && !function.mayLoop) {
      count("RecursiveInvocationsDropped", 1, function.ref);
      throw LambdaError.RECURSIVE_INVOCATION.with(
          "Lambda detected the "
              + function.ref.name()
              + " function being invoked in a recursive loop with other AWS resources and stopped"
              + " the function's invocation.");
    }
    if (before > 0) {
      call.note("turn", Integer.toString(before + 1));
    }
    call.goesThrough(function.arn());
  }

  private static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.2f", nanos / 1e6);
  }

  void count(String metric, double value, FunctionRef of) {
    cloud
        .metrics()
        .in(of.account(), of.region())
        .add("AWS/Lambda", metric, value, "FunctionName", of.name());
  }
}

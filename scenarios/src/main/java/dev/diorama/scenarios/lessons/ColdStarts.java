package dev.diorama.scenarios.lessons;

import dev.diorama.Stack;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.LambdaException;

/** Each simultaneous request wants an environment of its own; beyond the limit there is 429. */
final class ColdStarts extends Lesson {
  private static final int LIMIT = 20;
  private static final int BURST = 60;

  /** More than the account's concurrency, and what that is unless a quota was raised. */
  private static final int CROWD = 1_100;

  private static final int ACCOUNT = 1_000;

  ColdStarts() {
    super(
        25,
        Subject.BOTH,
        Domain.PERFORMING,
        Guide.LAMBDA.page("lambda-concurrency"),
        Guide.LAMBDA.page("lambda-runtime-environment"));
  }

  @Override
  void given(Observations saw) {
    saw.note("limit", LIMIT).note("burst", BURST).note("crowd", CROWD);
  }

  @Override
  void run(Lab lab, Observations saw) {
    Bench bench = lab.bench();
    Stack stack = bench.deploy("greeting", "Millis", "200", "Seconds", "30");
    String function = stack.output("FunctionName");
    LambdaClient lambda = bench.client(LambdaClient.builder());
    lambda.putFunctionConcurrency(
        put -> put.functionName(function).reservedConcurrentExecutions(LIMIT));
    burst(bench, lambda, saw, "cold", function);
    bench.seconds(60);
    burst(bench, lambda, saw, "warm", function);
    bench.seconds(60);
    long steady = 0;
    for (int i = 0; i < BURST; i++) {
      steady += invoke(lambda, function) == 200 ? 1 : 0;
      bench.seconds(1);
    }
    saw.note("steady.served", steady);
    account(lab.bench(), saw);
    saw.note("steady.most", bench.total("Diorama/Lambda", "ColdStarts").sum() - LIMIT);
    saw.answer(
        'c',
        saw.number("cold.served") == LIMIT
            && saw.number("warm.served") == LIMIT
            && saw.number("cold.ms") > 1.5 * saw.number("warm.ms")
            && steady == BURST
            && saw.number("account.served") == ACCOUNT);
  }

  /** A function that nothing is reserved for has what the account has. */
  private static void account(Bench bench, Observations saw) {
    String function =
        bench.deploy("greeting", "Millis", "200", "Seconds", "30").output("FunctionName");
    LambdaClient lambda = bench.client(LambdaClient.builder());
    int served = 0;
    for (int i = 0; i < CROWD; i++) {
      served += invoke(lambda, function) == 200 ? 1 : 0;
    }
    saw.note("account.served", served).note("account.refused", CROWD - served);
  }

  private static int invoke(LambdaClient lambda, String function) {
    try {
      return lambda
          .invoke(i -> i.functionName(function).payload(SdkBytes.fromUtf8String("{}")))
          .statusCode();
    } catch (LambdaException e) {
      return e.statusCode();
    }
  }

  private static void burst(
      Bench bench, LambdaClient lambda, Observations saw, String kind, String function) {
    List<Long> nanos = new ArrayList<>();
    int refused = 0;
    for (int i = 0; i < BURST; i++) {
      if (invoke(lambda, function) == 200) {
        nanos.add(bench.lastNanos());
      } else {
        refused++;
      }
    }
    Collections.sort(nanos);
    saw.note(kind + ".served", nanos.size()).note(kind + ".refused", refused);
    saw.millis(kind + ".ms", nanos.get(nanos.size() / 2));
  }
}

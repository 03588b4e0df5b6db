package dev.diorama.benchmarks;

import dev.diorama.iam.Attached;
import dev.diorama.iam.Bearing;
import dev.diorama.iam.Caller;
import dev.diorama.iam.Evaluation;
import dev.diorama.iam.Policy;
import dev.diorama.iam.Question;
import dev.diorama.iam.RequestContext;
import dev.diorama.iam.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One decision of the policy evaluator on compiled policies. The limit is the same decision written
 * by hand in Java for these very policies, which is what no evaluator can beat; the third line asks
 * for the explanation too, as the router does for the trace. Single decisions are sampled, and their
 * median counts, so that other work on the machine does not; some 30 ns of each are the timer's.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PolicyDecisionBenchmark {
  private static final String ACCOUNT = "111111111111";

  /** How many statements the policy has; the one that decides is the last. */
  @Param({"1", "5", "20"})
  private int statements;

  /**
   * {@code allow} and {@code deny} by action and resource; {@code silent} when no statement fits;
   * {@code variables} by a resource and a condition that hold {@code ${aws:username}}; {@code
   * conditions} by address, date and TLS.
   */
  @Param({"allow", "deny", "silent", "variables", "conditions"})
  private String decision;

  private Question question;
  private Bearing bearing;

  /** Compiles the policies and puts the question together. */
  @Setup
  public void compile() {
    List<String> all = new ArrayList<>();
    for (int i = 1; i < statements; i++) {
      all.add(
          """
          {"Effect":"Allow","Action":["sqs:SendMessage","sqs:Receive*"],
           "Resource":"arn:aws:sqs:us-east-1:111111111111:queue-%d"}"""
              .formatted(i));
    }
    all.add(last());
    String document = "{\"Version\":\"2012-10-17\",\"Statement\":[" + String.join(",", all) + "]}";
    bearing =
        Bearing.NONE.withIdentity(
            List.of(new Attached("policy", Policy.parse(document, Policy.Kind.IDENTITY))));
    question =
        new Question(
            Caller.user(ACCOUNT, "arn:aws:iam::" + ACCOUNT + ":user/mina"),
            "s3:GetObject",
            "arn:aws:s3:::photos/home/mina/2026/cat.jpg",
            RequestContext.builder()
                .put("aws:username", "mina")
                .put("aws:CurrentTime", "2026-05-01T12:00:00Z")
                .put("aws:SourceIp", "203.0.113.9")
                .put("aws:SecureTransport", "true")
                .put("aws:PrincipalAccount", ACCOUNT)
                .put("s3:prefix", "home/mina/2026")
                .build());
    boolean due = !decision.equals("deny") && !decision.equals("silent");
    if (Evaluation.decide(question, bearing).allowed() != due || byHand() != due) {
      throw new IllegalStateException("the wrong decision is measured");
    }
  }

  private String last() {
    return switch (decision) {
      case "allow" ->
          "{\"Effect\":\"Allow\",\"Action\":\"s3:Get*\",\"Resource\":\"arn:aws:s3:::photos/*\"}";
      case "deny" ->
          "{\"Effect\":\"Deny\",\"Action\":\"s3:Get*\",\"Resource\":\"arn:aws:s3:::photos/*\"}";
      case "silent" ->
          "{\"Effect\":\"Allow\",\"Action\":\"s3:Get*\",\"Resource\":\"arn:aws:s3:::music/*\"}";
      case "variables" ->
          """
          {"Effect":"Allow","Action":"s3:Get*",
           "Resource":"arn:aws:s3:::photos/home/${aws:username}/*",
           "Condition":{"StringLike":{"s3:prefix":"home/${aws:username}/*"}}}""";
      case "conditions" ->
          """
          {"Effect":"Allow","Action":"s3:Get*","Resource":"arn:aws:s3:::photos/*",
           "Condition":{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"},
           "DateGreaterThan":{"aws:CurrentTime":"2026-01-01T00:00:00Z"},
           "Bool":{"aws:SecureTransport":"true"}}}""";
      default -> throw new IllegalArgumentException(decision);
    };
  }

  /** The limit: the last statement alone, by hand. */
  @Benchmark
  public boolean byHand() {
    String resource = question.resource();
    RequestContext context = question.context();
    boolean fits =
        question.action().startsWith("s3:Get")
            && resource.startsWith(
                decision.equals("silent") ? "arn:aws:s3:::music/" : "arn:aws:s3:::photos/");
    return switch (decision) {
      case "variables" -> {
        String user = context.values("aws:username").get(0);
        yield fits
            && resource.startsWith("home/" + user + "/", "arn:aws:s3:::photos/".length())
            && context.values("s3:prefix").get(0).startsWith("home/" + user + "/");
      }
      case "conditions" ->
          fits
              && context.values("aws:SourceIp").get(0).startsWith("203.0.113.")
              && context.values("aws:CurrentTime").get(0).compareTo("2026-01-01T00:00:00Z") > 0
              && context.values("aws:SecureTransport").get(0).equals("true");
      case "deny" -> false;
      default -> fits;
    };
  }

  /** The evaluator. */
  @Benchmark
  public Verdict evaluator() {
    return Evaluation.decide(question, bearing);
  }

  /** The evaluator, and its explanation in words. */
  @Benchmark
  public String explained() {
    return Evaluation.decide(question, bearing).explanation();
  }
}

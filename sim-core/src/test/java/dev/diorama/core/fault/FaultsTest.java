package dev.diorama.core.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.cloud.CloudConfig;
import dev.diorama.core.event.EventBus;
import dev.diorama.core.event.RetryPolicy;
import dev.diorama.core.random.Latency;
import dev.diorama.core.router.Principal;
import dev.diorama.core.router.ServiceApi;
import dev.diorama.core.time.VirtualClock;
import dev.diorama.core.trace.Span;
import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.Protocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

class FaultsTest {
  private static final Fault.Effect BROKEN = new Fault.Refuse("ServiceException", 500, "broken");
  private static final Principal SOMEBODY =
      Principal.service("events.amazonaws.com", "123456789012", "arn:aws:events:rule");

  private final Cloud cloud = cloud(1);
  private final Faults faults = cloud.faults();
  private final VirtualClock clock = (VirtualClock) cloud.clock();

  /** A cloud with a queue service, and a Lambda that anybody may call. */
  private static Cloud cloud(long seed) {
    Cloud made = Cloud.virtual(CloudConfig.defaults().withSeed(seed));
    ServiceApi sqs = ServiceApi.of("sqs", SqsClient.class, Protocol.JSON_1_0).latency(Latency.NONE);
    sqs.on(
        SendMessageRequest.class,
        (call, request) -> SendMessageResponse.builder().messageId("1").build());
    made.router().install(sqs);
    ServiceApi lambda = ServiceApi.of("lambda", LambdaClient.class, Protocol.REST_JSON);
    lambda.on(
        InvokeRequest.class,
        (call, request) -> {
          List<Fault.SlowHandler> slow =
              call.suffering(Fault.SlowHandler.class, request.functionName());
          slow.forEach(each -> call.charge(each.nanos()));
          return InvokeResponse.builder().build();
        });
    made.router().install(lambda.throttledWith("TooManyRequestsException", 429, "Rate Exceeded."));
    made.faults().sender("s3");
    return made;
  }

  @AfterEach
  void close() {
    cloud.close();
  }

  private void send() {
    sendIn("us-east-1", SOMEBODY);
  }

  private void sendIn(String region, Principal as) {
    cloud
        .router()
        .internal(
            "test",
            "Work",
            as,
            "us-east-1",
            call ->
                call.send(
                    as, region, SendMessageRequest.builder().build(), SendMessageResponse.class));
  }

  private void invoke(String function) {
    cloud
        .router()
        .internal(
            "test",
            "Work",
            SOMEBODY,
            "us-east-1",
            call ->
                call.send(
                    SOMEBODY,
                    InvokeRequest.builder().functionName(function).build(),
                    InvokeResponse.class));
  }

  private Span last(String service) {
    List<Span> spans = cloud.trace().spans(span -> span.service().equals(service));
    return spans.get(spans.size() - 1);
  }

  @Test
  void refuse_struckCall_isRefusedAndSaysWhyInTheTrace() {
    faults.add(Fault.of("sqs", "SendMessage", 1, 1, BROKEN).named("down").from("faults.yaml:3"));

    assertThatThrownBy(this::send)
        .isInstanceOfSatisfying(
            AwsException.class,
            e -> {
              assertThat(e.code()).isEqualTo("ServiceException");
              assertThat(e.status()).isEqualTo(500);
            });
    assertThat(last("sqs").attributes())
        .containsEntry("fault", "down")
        .containsEntry("fault.cause", "error of sqs:SendMessage (faults.yaml:3)");
    invoke("f");
    assertThat(faults.strokes()).containsExactly(Map.entry("down", 1));
  }

  @Test
  void throttle_saysItInTheServicesOwnWords() {
    faults.add(Fault.throttle());

    assertThatThrownBy(this::send)
        .isInstanceOfSatisfying(
            AwsException.class,
            e -> {
              assertThat(e.code()).isEqualTo("ThrottlingException");
              assertThat(e.status()).isEqualTo(400);
            });
    assertThatThrownBy(() -> invoke("f"))
        .isInstanceOfSatisfying(
            AwsException.class,
            e -> {
              assertThat(e.code()).isEqualTo("TooManyRequestsException");
              assertThat(e.status()).isEqualTo(429);
            });
  }

  @Test
  void latency_isChargedToTheCall() {
    faults.add(Fault.latency(Duration.ofMillis(250)).service("sqs"));
    send();
    assertThat(last("sqs").durationNanos()).isEqualTo(250_000_000L);
  }

  @Test
  void times_areKept() {
    faults.add(Fault.of("sqs", "*", 1, 1, BROKEN).times(2));
    assertThatThrownBy(this::send).isInstanceOf(AwsException.class);
    assertThatThrownBy(this::send).isInstanceOf(AwsException.class);
    send();
  }

  @Test
  void scope_principalAndRegion_strikeNobodyElse() {
    faults.add(Fault.of(BROKEN).principal("*events*").region("eu-*").service("sqs"));
    send();
    sendIn("eu-west-1", Principal.service("s3.amazonaws.com", "123456789012", "arn:aws:s3:::b"));
    assertThatThrownBy(() -> sendIn("eu-west-1", SOMEBODY)).isInstanceOf(AwsException.class);
  }

  @Test
  void expireCredentials_refusesOldSessionsOnly() {
    faults.add(Fault.expireCredentials(Duration.ofMinutes(5)));
    Principal session =
        new Principal(
            Principal.Kind.ROLE_SESSION,
            "123456789012",
            "arn:aws:sts::123456789012:assumed-role/r/s",
            "AROA:s",
            "ASIA",
            Map.of("aws:TokenIssueTime", List.of("2026-01-01T00:00:00Z")));
    sendIn("us-east-1", session);
    clock.advance(Duration.ofMinutes(5));
    assertThatThrownBy(() -> sendIn("us-east-1", session))
        .isInstanceOfSatisfying(
            AwsException.class,
            e -> {
              assertThat(e.code()).isEqualTo("ExpiredTokenException");
              assertThat(e.status()).isEqualTo(400);
            });
    send();
  }

  @Test
  void slowHandler_strikesTheFunctionThatIsNamed() {
    faults.add(Fault.slowHandler(Duration.ofSeconds(3)).resource("*slow*"));
    invoke("arn:aws:lambda:us-east-1:123456789012:function:slow");
    assertThat(last("lambda").durationNanos()).isEqualTo(3_000_000_000L);
    assertThat(last("lambda").attributes()).containsEntry("fault", "slow-handler");
    invoke("arn:aws:lambda:us-east-1:123456789012:function:quick");
    assertThat(last("lambda").durationNanos()).isZero();
  }

  private List<String> deliver(int count) {
    List<String> arrived = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String name = "event " + i;
      cloud
          .events()
          .deliver(
              new EventBus.Delivery(
                      name,
                      1_000_000,
                      number -> {
                        arrived.add(name);
                        return new EventBus.Outcome.Taken();
                      },
                      RetryPolicy.ONCE,
                      failed -> {})
                  .from("s3", "us-east-1", "arn:aws:sns:us-east-1:123456789012:uploads"));
    }
    clock.settle();
    return arrived;
  }

  @Test
  void lose_theEventNeverArrivesAndTheTraceSaysSo() {
    faults.add(Fault.lose().service("s3").times(1));
    assertThat(deliver(2)).containsExactly("event 1");
    Span told = last("fault");
    assertThat(told.operation()).isEqualTo("lose");
    assertThat(told.resource()).endsWith(":uploads");
    assertThat(told.attributes()).containsEntry("delivery", "event 0");
    assertThat(cloud.trace().openCount()).isZero();
  }

  @Test
  void duplicate_theEventArrivesTwice() {
    faults.add(Fault.duplicate().resource("*:uploads"));
    assertThat(deliver(1)).containsExactly("event 0", "event 0");
  }

  @Test
  void reorder_laterOnesOvertake() {
    faults.add(Fault.reorder(Duration.ofSeconds(10)));
    List<String> arrived = deliver(20);
    assertThat(arrived).hasSize(20).isNotEqualTo(arrived.stream().sorted().toList());
  }

  @Test
  void breakage_isDoneAtItsMomentAndMendedAtItsEnd() {
    List<String> log = new ArrayList<>();
    faults.install(
        Fault.CutRegion.class,
        new Breaker<>() {
          @Override
          public String breaks(Fault.CutRegion cut, String region) {
            log.add("cut " + cut.region() + " at " + clock.nanos() / 1_000_000_000);
            return cut.region();
          }

          @Override
          public void mends(Fault.CutRegion cut) {
            log.add("healed at " + clock.nanos() / 1_000_000_000);
          }
        });
    clock.advance(Duration.ofSeconds(5));
    faults.begin(
        List.of(
            Fault.cutRegion("eu-west-1").between(Duration.ofSeconds(10), Duration.ofSeconds(20))));
    sendIn("eu-west-1", SOMEBODY);
    clock.advance(Duration.ofSeconds(10));

    assertThatThrownBy(() -> sendIn("eu-west-1", SOMEBODY))
        .isInstanceOfSatisfying(
            AwsException.class,
            e -> {
              assertThat(e.code()).isEqualTo("ServiceUnavailable");
              assertThat(e.status()).isEqualTo(503);
            });
    assertThat(last("sqs").attributes()).containsEntry("fault", "cut-region");
    send();
    clock.settle();
    sendIn("eu-west-1", SOMEBODY);
    assertThat(log).containsExactly("cut eu-west-1 at 15", "healed at 25");
    assertThat(cloud.trace().spans(span -> span.service().equals("fault")))
        .extracting(Span::operation)
        .containsExactly("cut-region", "end-of-cut-region");
  }

  @Test
  void clear_healsAtOnceAndForgetsWhatWasToCome() {
    List<String> log = new ArrayList<>();
    faults.install(
        Fault.CutRegion.class,
        new Breaker<>() {
          @Override
          public String breaks(Fault.CutRegion cut, String region) {
            log.add("cut " + cut.region());
            return cut.region();
          }

          @Override
          public void mends(Fault.CutRegion cut) {
            log.add("healed " + cut.region());
          }
        });
    faults.add(Fault.cutRegion("eu-west-1"));
    faults.add(Fault.cutRegion("eu-west-2").between(1_000, Long.MAX_VALUE));
    faults.clear();
    assertThat(log).containsExactly("cut eu-west-1", "healed eu-west-1");
    assertThat(clock.pending()).isZero();
    assertThat(faults.all()).isEmpty();
  }

  @Test
  void breakage_ofWhatIsNotThere_isRefusedWithWhatThereIs() {
    faults.install(
        Fault.KillNode.class,
        (kill, region) -> {
          throw new IllegalArgumentException("no DAX cluster; there is [todos]");
        });
    Fault kill = Fault.killNode("posts", "primary").from("faults.yaml:7");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> faults.add(kill))
        .withMessage("faults.yaml:7: no DAX cluster; there is [todos]");
    assertThat(last("fault").error()).isEqualTo("ImpossibleFault");
  }

  @Test
  void striking_outsideItsTime_isSpared() {
    long second = Duration.ofSeconds(1).toNanos();
    faults.add(Fault.of("sqs", "*", 1, 1, BROKEN).between(second, 2 * second));

    assertThat(faults.striking("sqs", "SendMessage")).isEmpty();
    clock.advance(Duration.ofSeconds(1));
    assertThat(faults.striking("sqs", "SendMessage")).hasSize(1);
    clock.advance(Duration.ofSeconds(1));
    assertThat(faults.striking("sqs", "SendMessage")).isEmpty();
  }

  @Test
  void striking_byChance_isTheSameWithTheSameSeed() {
    assertThat(strokes(7, false)).isEqualTo(strokes(7, false)).isNotEqualTo(strokes(8, false));
    assertThat(strokes(7, false).chars().filter(c -> c == '1').count()).isBetween(20L, 80L);
  }

  @Test
  void striking_withOneFaultMore_theOthersStrikeAsBefore() {
    assertThat(strokes(7, true)).isEqualTo(strokes(7, false));
  }

  private static String strokes(long seed, boolean another) {
    StringBuilder strokes = new StringBuilder();
    try (Cloud own = cloud(seed)) {
      if (another) {
        own.faults().add(Fault.of("sqs", "*", 1, 3, new Fault.Delay(5)).named("another"));
      }
      own.faults().add(Fault.of("sqs", "*", 1, 4, BROKEN).named("broken"));
      for (int i = 0; i < 200; i++) {
        strokes.append(
            own.faults().striking("sqs", "SendMessage").stream()
                .filter(fault -> fault.name().equals("broken"))
                .count());
      }
    }
    return strokes.toString();
  }

  private void refused(Fault fault, String... words) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> faults.begin(List.of(fault)))
        .withMessageContainingAll(words);
    assertThat(faults.all()).isEmpty();
  }

  @Test
  void begin_impossible_isRefusedWithWhatToWriteInstead() {
    refused(Fault.throttle().service("sqss"), "no service 'sqss'", "did you mean 'sqs'?");
    refused(
        Fault.throttle().service("sqs").operation("SendMesage"),
        "no operation 'SendMesage'",
        "did you mean 'SendMessage'?");
    refused(Fault.throttle().chance(0, 1), "a chance of 0 never strikes");
    refused(Fault.throttle().resource("Todos"), "no ARN", "write '*Todos*'");
    refused(Fault.throttle().principal("mina"), "no ARN", "write '*mina*'");
    refused(Fault.throttle().region("Virginia"), "'Virginia' is no Region", "us-east-1");
    refused(Fault.lose().service("sqs"), "no events are sent by 'sqs'", "there is s3");
    refused(Fault.lose().operation("PutObject"), "has no operation", "as resource");
    refused(Fault.lose().principal("arn:aws:x"), "has no principal", "as service");
    refused(Fault.slowHandler(Duration.ZERO).service("sqs"), "write service 'lambda'");
    refused(Fault.fullDisk().operation("Invoke"), "give the function's ARN as resource");
    refused(Fault.killNode("todos", "primary"), "nothing in this cloud can suffer it");
    faults.install(Fault.KillNode.class, (kill, region) -> "");
    refused(Fault.killNode("todos", "primary").between(0, 5), "replaced by DAX itself", "'until'");
    refused(Fault.killNode("todos", "primary").times(2), "it happens once");
    refused(Fault.killNode("todos", "primary").service("dax"), "leave it away");
    refused(Fault.throttle().service("sqs2").from("faults.yaml:9"), "faults.yaml:9: ");
  }

  @Test
  void fault_nonsense_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Fault.of("s3", "*", 3, 2, BROKEN))
        .withMessageContaining("3/2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Fault.error("x", 200, ""))
        .withMessageContaining("200");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Fault.latency(Duration.ofSeconds(-1)))
        .withMessageContaining("negative");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Fault.throttle().times(0))
        .withMessageContaining("never strike");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Fault.throttle().between(5, 4))
        .withMessageContaining("ends before it begins");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Fault.reorder(Duration.ZERO))
        .withMessageContaining("no time");
  }
}

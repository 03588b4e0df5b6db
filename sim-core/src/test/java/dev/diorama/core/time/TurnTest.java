package dev.diorama.core.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TurnTest {
  private final Turn turn = new Turn();

  @Test
  void hold_nested_givesTheResult() {
    assertThat(turn.<String>hold(() -> turn.hold(() -> "x"))).isEqualTo("x");
  }

  @Test
  void hold_whileAnotherHolds_waits() throws Exception {
    CompletableFuture<String> other = new CompletableFuture<>();
    turn.run(
        () -> {
          Thread thread = new Thread(() -> other.complete(turn.hold(() -> "in")));
          thread.setDaemon(true);
          thread.start();
          assertThat(other).isNotDone();
        });

    assertThat(other.get(10, TimeUnit.SECONDS)).isEqualTo("in");
  }

  @Test
  void release_whileHoldingTwice_letsOthersIn() {
    String seen =
        turn.<String>hold(
            () ->
                turn.hold(
                    () ->
                        turn.release(
                            () ->
                                CompletableFuture.supplyAsync(() -> turn.hold(() -> "in"))
                                    .join())));

    assertThat(seen).isEqualTo("in");
  }

  @Test
  void release_workThatFails_takesTheTurnBack() {
    assertThatThrownBy(
            () ->
                turn.run(
                    () ->
                        turn.release(
                            () -> {
                              throw new IllegalStateException("fails");
                            })))
        .isInstanceOf(IllegalStateException.class);
    assertThat(CompletableFuture.supplyAsync(() -> turn.hold(() -> "free")).join())
        .isEqualTo("free");
  }

  @Test
  void release_withoutHolding_justRuns() {
    assertThat(turn.<Integer>release(() -> 7)).isEqualTo(7);
  }

  @Test
  void tryHold_whileAnotherHolds_doesNothing_andHoldsWhenItIsFree() throws Exception {
    CompletableFuture<Optional<String>> other = new CompletableFuture<>();
    turn.run(
        () -> {
          Thread thread =
              new Thread(() -> other.complete(turn.tryHold(1_000, () -> "not to be had")));
          thread.setDaemon(true);
          thread.start();
          assertThat(other.orTimeout(10, TimeUnit.SECONDS).join()).isEmpty();
          assertThat(turn.tryHold(0, () -> "nested")).contains("nested");
        });

    assertThat(turn.tryHold(0, () -> "free")).contains("free");
    assertThatThrownBy(
            () ->
                turn.tryHold(
                    0,
                    () -> {
                      throw new IllegalStateException("fails");
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(CompletableFuture.supplyAsync(() -> turn.hold(() -> "free")).join())
        .isEqualTo("free");
  }
}

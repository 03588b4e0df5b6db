package dev.diorama.sqs;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.event.Doorbells;
import dev.diorama.core.router.Call;
import dev.diorama.core.time.SimClock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Long polls that really wait, on a wall clock: for the doorbell, their end, or the cloud's. */
final class SqsPolls {
  private final Cloud cloud;
  private final Set<Runnable> waiting = new LinkedHashSet<>();
  private boolean closed;

  SqsPolls(Cloud cloud) {
    this.cloud = cloud;
    cloud.onClose(() -> cloud.turn().run(this::close));
  }

  private void close() {
    closed = true;
    new ArrayList<>(waiting).forEach(Runnable::run);
  }

  /**
   * Waits, without the turn, until the doorbell rings or {@code untilNanos} comes.
   *
   * @return whether it is worth looking again: the cloud is still open
   */
  boolean await(Call call, String arn, long untilNanos) {
    if (closed) {
      return false;
    }
    long before = cloud.clock().nanos();
    CompletableFuture<Boolean> woken = new CompletableFuture<>();
    Doorbells.Listening bell = cloud.doorbells().listen(arn, () -> woken.complete(true));
    SimClock.Scheduled end =
        cloud
            .clock()
            .scheduleBackground(
                untilNanos - call.nowNanos(), "sqs: a long poll ends", () -> woken.complete(true));
    Runnable givenUp = () -> woken.complete(false);
    waiting.add(givenUp);
    try {
      boolean open = cloud.turn().release(woken::join);
      call.charge(Math.max(0, cloud.clock().nanos() - before));
      return open;
    } finally {
      waiting.remove(givenUp);
      bell.stop();
      end.cancel();
    }
  }
}

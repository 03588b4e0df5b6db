package dev.diorama.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A person's Ctrl-C, which ends the work but not the command: what is finished is still reported.
 */
final class Interruption implements AutoCloseable {
  /** How long the JVM waits for the report; a second Ctrl-C cannot be heard by then. */
  private static final long PATIENCE_SECONDS = 60;

  private final AtomicBoolean asked = new AtomicBoolean();
  private final CountDownLatch reported = new CountDownLatch(1);
  private final Thread hook = new Thread(this::interrupted, "diorama-interrupted");

  /** Listens from now on. */
  static Interruption listening() {
    Interruption interruption = new Interruption();
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  private void interrupted() {
    ask();
    try {
      if (!reported.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        Runtime.getRuntime().halt(1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** As Ctrl-C does. */
  void ask() {
    asked.set(true);
  }

  boolean asked() {
    return asked.get();
  }

  /** The report is out: the JVM may go. */
  @Override
  public void close() {
    reported.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // It is running already, which is why there was something to wait for.
      asked.set(true);
    }
  }
}

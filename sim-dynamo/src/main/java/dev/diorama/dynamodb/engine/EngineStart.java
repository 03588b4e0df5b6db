package dev.diorama.dynamodb.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** The start of an engine, on a thread of its own. */
final class EngineStart {
  private EngineStart() {}

  /** Begins it; the result is the engine once it runs. */
  static CompletableFuture<DynamoEngine> begin(Supplier<DynamoEngine> starter, String name) {
    CompletableFuture<DynamoEngine> engine = new CompletableFuture<>();
    // The engine's own threads join the group of the thread that starts it: see LocalEngine.
    Thread thread =
        new Thread(
            new ThreadGroup(name),
            () -> {
              try {
                engine.complete(starter.get());
              } catch (RuntimeException | LinkageError e) {
                engine.completeExceptionally(e);
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
    return engine;
  }

  /** Stops what was begun, waiting until it can be; a failed start has nothing to be stopped. */
  static void stop(CompletableFuture<DynamoEngine> begun) {
    try {
      begun.join().close();
    } catch (CompletionException e) {
      // Its failure has been told to whoever wanted it.
      return;
    }
  }
}

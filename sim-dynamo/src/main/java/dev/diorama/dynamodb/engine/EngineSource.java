package dev.diorama.dynamodb.engine;

import java.util.concurrent.CompletableFuture;

/** Where the engines of a cloud come from, and where they go when it is closed. */
interface EngineSource {
  /**
   * An engine without tables, or one that is still starting.
   *
   * @param name what its threads are called, should it have to be started
   */
  CompletableFuture<DynamoEngine> take(String name);

  /** Has back what {@link #take} gave, which nobody uses any more. */
  void giveBack(CompletableFuture<DynamoEngine> taken);
}

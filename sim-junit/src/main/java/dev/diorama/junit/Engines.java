package dev.diorama.junit;

import dev.diorama.dynamodb.engine.WarmEngines;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The engines of DynamoDB that the tests of one run take turns with: the first costs seconds, and
 * one that has been emptied serves the next cloud as a new one would. Closed when the run ends.
 */
// From JUnit 5.13 on AutoCloseable is enough, and 5.12 knows this only.
@SuppressWarnings({"deprecation", "removal"})
final class Engines implements ExtensionContext.Store.CloseableResource, AutoCloseable {
  private final WarmEngines warm = new WarmEngines();

  static WarmEngines of(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(Engines.class))
        .getOrComputeIfAbsent(Engines.class, key -> new Engines(), Engines.class)
        .warm;
  }

  @Override
  public void close() {
    warm.close();
  }
}

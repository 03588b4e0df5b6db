package dev.diorama.dynamodb;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.dynamodb.engine.EnginePool;
import org.apiguardian.api.API;

/**
 * DynamoDB in a cloud.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class DynamoDb {
  private final EnginePool engines;

  private DynamoDb(EnginePool engines) {
    this.engines = engines;
  }

  /** Adds DynamoDB to a cloud; its engines are stopped when the cloud is closed. */
  public static DynamoDb install(Cloud cloud, DynamoDbConfig config) {
    return install(cloud, config, EnginePool.local());
  }

  static DynamoDb install(Cloud cloud, DynamoDbConfig config, EnginePool engines) {
    cloud.onClose(engines::close);
    DynamoDbStore store = new DynamoDbStore(engines, cloud.turn());
    CapacityMeter meter = new CapacityMeter(cloud.metrics());
    DynamoDbTableService tables =
        new DynamoDbTableService(store, config, cloud.clock(), cloud.seeds());
    DynamoDbItemService items = new DynamoDbItemService(store, meter);
    DynamoDbTransactionService transactions =
        new DynamoDbTransactionService(store, meter, cloud.clock());
    DynamoDbSettingsService settings = new DynamoDbSettingsService(store, cloud.clock());
    cloud
        .router()
        .install(
            new DynamoDbApi(tables, settings, items, transactions, store, cloud.metrics())
                .table(config));
    return new DynamoDb(engines);
  }

  /**
   * Starts the engine of an account and Region in the background, so that the first request there
   * need not wait. Without it the first request that needs an engine starts it.
   */
  public void warmUp(String account, String region) {
    engines.warmUp(account, region);
  }
}

package dev.diorama.dynamodb;

import dev.diorama.dynamodb.DynamoDbModel.Table;
import dev.diorama.dynamodb.engine.DynamoEngine;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Capacity;
import software.amazon.awssdk.services.dynamodb.model.Condition;
import software.amazon.awssdk.services.dynamodb.model.ConditionalOperator;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.Select;

/**
 * What scanning an index costs that holds but some of the attributes: AWS charges the entries of
 * the index (documented, GSI.html "Read operations"), DynamoDB Local the whole items, though it
 * charges a Query rightly. What a filter or a projection hides is asked for once more without them.
 */
final class IndexScans {
  private IndexScans() {}

  static ConsumedCapacity mended(
      DynamoEngine engine, Table table, ScanRequest asked, ScanResponse found) {
    Optional<IndexShape> shape = partial(table, asked.indexName());
    if (shape.isEmpty() || found.scannedCount() == 0) {
      return found.consumedCapacity();
    }
    boolean whole =
        asked.filterExpression() == null
            && asked.projectionExpression() == null
            && !asked.hasScanFilter()
            && !asked.hasAttributesToGet()
            && asked.select() != Select.COUNT;
    return units(
        shape.get(),
        found.consumedCapacity(),
        whole ? found.items() : entries(engine, asked, found.scannedCount()),
        Boolean.TRUE.equals(asked.consistentRead()));
  }

  private static Optional<IndexShape> partial(Table table, @Nullable String index) {
    return table.shapes.stream()
        .filter(each -> each.name().equals(index) && !each.all())
        .findFirst();
  }

  private static ConsumedCapacity units(
      IndexShape shape,
      ConsumedCapacity engine,
      List<Map<String, AttributeValue>> items,
      boolean consistent) {
    long bytes = items.stream().mapToLong(item -> ItemSize.of(shape.entry(item))).sum();
    double units = ItemSize.readUnits(bytes, consistent);
    Map<String, Capacity> index =
        Map.of(shape.name(), Capacity.builder().capacityUnits(units).build());
    if (!shape.local()) {
      return engine.toBuilder().capacityUnits(units).globalSecondaryIndexes(index).build();
    }
    // What the index lacks has been fetched from the table, at the table's price.
    double fetched = engine.table() == null ? 0 : engine.table().capacityUnits();
    return engine.toBuilder().capacityUnits(units + fetched).localSecondaryIndexes(index).build();
  }

  private static List<Map<String, AttributeValue>> entries(
      DynamoEngine engine, ScanRequest asked, int count) {
    ScanRequest plain =
        asked.toBuilder()
            .filterExpression(null)
            .projectionExpression(null)
            .scanFilter((Map<String, Condition>) null)
            .attributesToGet((List<String>) null)
            .conditionalOperator((ConditionalOperator) null)
            .expressionAttributeNames(null)
            .expressionAttributeValues(null)
            .select(Select.ALL_PROJECTED_ATTRIBUTES)
            .limit(count)
            .build();
    return engine.ask(client -> client.scan(plain)).items();
  }
}

package dev.diorama.dynamodb.stream;

import java.util.Map;
import java.util.Optional;
import org.apiguardian.api.API;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.OperationType;

/**
 * What became of one item.
 *
 * @param key its key
 * @param before the item as it was; empty when there was none
 * @param after the item as it is; empty when there is none
 * @param byService true when DynamoDB itself deleted it because its time had come
 * @since 0.1
 */
@API(status = API.Status.INTERNAL, since = "0.1")
public record ItemChange(
    Map<String, AttributeValue> key,
    Optional<Map<String, AttributeValue>> before,
    Optional<Map<String, AttributeValue>> after,
    boolean byService) {
  public ItemChange {
    if (before.isEmpty() && after.isEmpty()) {
      throw new IllegalArgumentException("nothing became of " + key);
    }
  }

  OperationType name() {
    if (before.isEmpty()) {
      return OperationType.INSERT;
    }
    return after.isEmpty() ? OperationType.REMOVE : OperationType.MODIFY;
  }
}

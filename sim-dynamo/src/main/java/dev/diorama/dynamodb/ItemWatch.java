package dev.diorama.dynamodb;

import java.util.Map;
import org.apiguardian.api.API;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Whoever keeps copies of items and wants to know when they may have grown old.
 *
 * <p>Not a way of AWS's: a cache there knows nothing of writes around it. It is for counting what
 * nobody could see otherwise, never for changing what is answered.
 *
 * @since 0.1
 */
@API(status = API.Status.INTERNAL, since = "0.1")
public interface ItemWatch {
  /**
   * Hears that an item has been written, by a request, by replication or because its time had come.
   *
   * @param key of the item, as it was asked for
   */
  void written(String account, String region, String table, Map<String, AttributeValue> key);

  /** Hears that a table is gone with all its items. */
  void gone(String account, String region, String table);
}

package dev.diorama.dynamodb.global;

import java.util.Map;
import java.util.Optional;
import org.apiguardian.api.API;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * One write on its way from one replica to another.
 *
 * @param number tells it from every other of its table
 * @param group the global table
 * @param target the Region it goes to
 * @param key the item's key
 * @param image the item as it was written; empty for a deletion
 * @param version the write
 * @since 0.1
 */
@API(status = API.Status.INTERNAL, since = "0.1")
public record Flight(
    long number,
    GlobalTable group,
    String target,
    Map<String, AttributeValue> key,
    Optional<Map<String, AttributeValue>> image,
    Version version) {

  /** The Region it comes from. */
  public String source() {
    return version.region();
  }

  Flight to(String other) {
    return new Flight(group.number(), group, other, key, image, version);
  }
}

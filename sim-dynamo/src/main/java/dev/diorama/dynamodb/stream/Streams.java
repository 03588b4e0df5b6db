package dev.diorama.dynamodb.stream;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.router.ServiceApi;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.apiguardian.api.API;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

/**
 * The streams of all tables of a cloud, and the API that reads them.
 *
 * @since 0.1
 */
@API(status = API.Status.INTERNAL, since = "0.1")
public final class Streams {
  private static final DateTimeFormatter LABEL =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

  private final TableStream.Surroundings surroundings;
  private final SortedMap<String, TableStream> byArn = new TreeMap<>();

  /**
   * No streams yet.
   *
   * @param size the size of an item or a key, bytes, as DynamoDB counts it
   */
  public Streams(
      Cloud cloud, StreamsConfig config, ToLongFunction<Map<String, AttributeValue>> size) {
    this.surroundings =
        new TableStream.Surroundings(
            cloud.clock(),
            cloud.doorbells(),
            cloud.seeds().stream("dynamodb/streams"),
            config,
            size);
  }

  /** The API that reads them. */
  public ServiceApi api() {
    return new StreamsApi(
            new StreamsService(this, surroundings.clock(), surroundings.config().readsPerSecond()))
        .table(surroundings.config());
  }

  /** Begins a stream; its label is the present time, or the next that no stream of it has. */
  public TableStream open(TableStream.Source source, StreamViewType view) {
    Instant at = surroundings.clock().instant();
    String prefix = source.arn() + "/stream/";
    while (byArn.containsKey(prefix + LABEL.format(at))) {
      at = at.plusMillis(1);
    }
    TableStream stream = new TableStream(surroundings, source, LABEL.format(at), view);
    byArn.put(stream.arn(), stream);
    return stream;
  }

  /** Forgets every stream, those of deleted tables included. */
  public void clear() {
    byArn.clear();
  }

  Optional<TableStream> find(String arn) {
    byArn.values().removeIf(TableStream::isGone);
    return Optional.ofNullable(byArn.get(arn));
  }

  /** The streams of an account in a Region, by ARN. */
  List<TableStream> of(String account, String region) {
    byArn.values().removeIf(TableStream::isGone);
    return byArn.values().stream()
        .filter(each -> each.source().account().equals(account))
        .filter(each -> each.source().region().equals(region))
        .toList();
  }
}

package dev.diorama.sqs;

import dev.diorama.core.cloud.Cloud;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apiguardian.api.API;

/**
 * Amazon SQS: installs the service into a cloud, and answers what reports want to know of it.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Sqs {
  /**
   * How many messages a queue holds.
   *
   * @param visible could be received now
   * @param inFlight were received and not deleted yet
   * @param delayed cannot be received yet
   * @since 0.1
   */
  @API(status = API.Status.EXPERIMENTAL, since = "0.1")
  public record Depth(long visible, long inFlight, long delayed) {
    /** All of them. */
    public long total() {
      return visible + inFlight + delayed;
    }
  }

  private final Cloud cloud;
  private final SqsStore store;

  private Sqs(Cloud cloud, SqsStore store) {
    this.cloud = cloud;
    this.store = store;
  }

  /** Builds SQS and adds it to the cloud's router. */
  public static Sqs install(Cloud cloud, SqsConfig config) {
    SqsStore store = new SqsStore();
    SqsBell bell = new SqsBell(cloud);
    SqsMetrics metrics = new SqsMetrics(cloud.metrics());
    SqsPolls polls = new SqsPolls(cloud);
    SqsApi api = new SqsApi(config, store);
    SqsQueueService queues = new SqsQueueService(cloud, store, bell, metrics);
    SqsSendService sending = new SqsSendService(cloud, store, bell, metrics);
    SqsReceiveService receiving = new SqsReceiveService(cloud, config, store, bell, metrics, polls);
    SqsReceiptService receipts = new SqsReceiptService(store, bell, metrics);
    SqsMoveService moves = new SqsMoveService(cloud, store, bell);
    cloud
        .router()
        .install(
            api.table()
                .rows(() -> api.queues(queues))
                .rows(() -> api.messages(sending, receiving, receipts))
                .rows(() -> api.moves(moves)));
    return new Sqs(cloud, store);
  }

  /** What every queue holds, by ARN, oldest queue first. */
  public Map<String, Depth> depths() {
    return cloud
        .turn()
        .hold(
            () -> {
              long now = cloud.clock().nanos();
              Map<String, Depth> depths = new LinkedHashMap<>();
              for (SqsQueue queue : store.all()) {
                depths.put(
                    queue.arn(),
                    new Depth(queue.visible(now), queue.inFlight(now), queue.delayed(now)));
              }
              return depths;
            });
  }
}

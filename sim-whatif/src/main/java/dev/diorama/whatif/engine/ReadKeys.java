package dev.diorama.whatif.engine;

import dev.diorama.whatif.design.Design;
import dev.diorama.whatif.engine.Plan.Way;
import dev.diorama.whatif.result.TierFigures;
import dev.diorama.whatif.workload.Action.Does;
import dev.diorama.whatif.workload.RequestStream;
import dev.diorama.whatif.workload.Workload;
import java.util.concurrent.TimeUnit;
import org.apiguardian.api.API;

/**
 * What each tier would be asked for if it stood alone: the keys of a workload's reads as the tier
 * tells them apart, without any cache before it. Miss-ratio curves are made of them.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class ReadKeys {
  private ReadKeys() {}

  /** Takes keys in. */
  @FunctionalInterface
  public interface Sink {
    /**
     * One read.
     *
     * @param tier which tier would be asked
     * @param key what it tells apart
     * @param bytes the size of the answer, an item's or a listing's
     * @param ttlNanos how long it would keep the answer; more than 0
     * @param nanos since the start
     * @return false to end
     */
    boolean read(TierFigures.Kind tier, long key, int bytes, long ttlNanos, long nanos);
  }

  /** Goes through a workload's reads. */
  public static void forEach(Design design, Workload workload, Settings settings, Sink sink) {
    Plan plan = Plan.of(design, workload, settings);
    RequestStream stream = new RequestStream(workload, plan.does());
    stream.forEach(() -> offer(plan, plan.ways().get(stream.action()), stream, sink));
  }

  private static boolean offer(Plan plan, Way way, RequestStream stream, Sink sink) {
    boolean list = way.does() == Does.LIST;
    boolean reads = list || way.does() == Does.GET || way.does() == Does.FETCH;
    if (!reads || stream.consistent()) {
      return true;
    }
    long what =
        list
            ? (long) way.space() << 48 | 1L << 47 | stream.collection()
            : (long) way.space() << 48 | stream.object();
    int bytes = list ? listed(way, stream) : stream.bytes();
    long now = stream.nanos();
    boolean more = true;
    if (way.edgeCaches()) {
      long ttl = TimeUnit.SECONDS.toNanos(way.edgeSeconds());
      more = sink.read(TierFigures.Kind.EDGE, what, bytes, ttl, now);
    }
    if (way.stage() >= 0
        && plan.design().apis().get(way.stage()).cacheGb() > 0
        && way.stageCaches()) {
      long ttl = TimeUnit.SECONDS.toNanos(way.route().orElseThrow().cacheSeconds());
      long who = way.keyHasAuthorization() ? ((long) stream.user() << 12 | stream.session()) : 0;
      more &= sink.read(TierFigures.Kind.STAGE, what * 0x9E3779B97F4A7C15L + who, bytes, ttl, now);
    }
    if (way.cluster() >= 0) {
      Design.Cluster cluster = plan.design().clusters().get(way.cluster());
      long millis = list ? cluster.queryTtlMillis() : cluster.recordTtlMillis();
      if (!list || millis > 0) {
        long ttl = millis == 0 ? Long.MAX_VALUE : TimeUnit.MILLISECONDS.toNanos(millis);
        more &=
            sink.read(
                list ? TierFigures.Kind.DAX_QUERY : TierFigures.Kind.DAX_ITEM,
                what,
                bytes,
                ttl,
                now);
      }
    }
    return more;
  }

  private static int listed(Way way, RequestStream stream) {
    int size = stream.size(way.index(), stream.collection());
    int page = way.items().orElseThrow().page();
    int shown = page == 0 ? size : Math.min(page, size);
    long bytes = 0;
    for (int rank = 0; rank < shown; rank++) {
      bytes += stream.bytes(way.index(), stream.object(way.index(), stream.collection(), rank));
    }
    return ExactCluster.clipped(bytes);
  }
}

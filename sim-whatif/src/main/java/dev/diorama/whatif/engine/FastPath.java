package dev.diorama.whatif.engine;

import dev.diorama.whatif.design.Design;
import dev.diorama.whatif.engine.Plan.Way;
import dev.diorama.whatif.workload.Action.Does;
import dev.diorama.whatif.workload.Items;
import dev.diorama.whatif.workload.RequestStream;
import java.util.concurrent.TimeUnit;

/** What does not change of a way, at hand. */
final class FastPath {
  final Way way;
  final double weight;
  final long times;
  final boolean writes;
  final boolean isOfBucket;
  final boolean edgeReads;
  final boolean edgeKeeps;
  final boolean stageCaches;
  final boolean byUser;
  final boolean byItem;
  final boolean byStrength;
  final boolean byBoth;
  final boolean perUser;
  final long edgeTtl;
  final long edgeLeastTtl;
  final long stageTtl;
  final boolean sessions;

  /** Families of keys, for weak and strong reads. */
  final int[] edgeFamily = new int[2];

  final int[] stageFamily = new int[2];

  /** By city: the edge location that serves it, and how far into a request that looks. */
  FastEdges.Place[] serving = new FastEdges.Place[0];

  long[] lookNanos = new long[0];

  FastPath(Plan plan, RequestStream stream, Way way) {
    this.way = way;
    this.weight = FastRun.weight(plan, stream, way);
    this.times = Math.max(1, Math.round(weight));
    this.writes = way.does().writes();
    this.isOfBucket = !way.bucket().isEmpty();
    String method = way.action().method();
    this.edgeReads = way.distribution() >= 0 && (method.equals("GET") || method.equals("HEAD"));
    this.edgeTtl = TimeUnit.SECONDS.toNanos(way.edgeSeconds());
    this.edgeLeastTtl =
        TimeUnit.SECONDS.toNanos(way.behavior().map(Design.Behavior::minSeconds).orElse(0L));
    this.edgeKeeps = edgeReads && edgeTtl > 0;
    this.stageCaches = way.stageCaches() && plan.design().apis().get(way.stage()).cacheGb() > 0;
    this.stageTtl = TimeUnit.SECONDS.toNanos(way.route().map(Design.Route::cacheSeconds).orElse(0));
    this.byUser = way.keyHasAuthorization();
    this.byItem = way.keyHasPath() && way.does() != Does.LIST;
    this.byStrength = way.keyHasQuery();
    this.perUser = way.items().map(Items::perUser).orElse(false);
    this.byBoth = byUser && byItem && !perUser;
    this.sessions = byUser && plan.workload().users().sessionSeconds() > 0;
  }

  /** The number by which an edge tells the answer apart. */
  int edgeKey(FastKeys keys, boolean strong, int object) {
    return keys.number(edgeFamily[strong ? 1 : 0], Math.max(0, object));
  }

  /** The number by which a stage tells the answer apart. */
  int stageKey(FastKeys keys, boolean strong, int user, int object) {
    long index;
    if (byBoth) {
      index = ((long) user << 30) | object;
    } else if (byItem) {
      index = Math.max(0, object);
    } else {
      index = byUser ? user : 0;
    }
    return keys.number(stageFamily[strong && byStrength ? 1 : 0], index);
  }
}

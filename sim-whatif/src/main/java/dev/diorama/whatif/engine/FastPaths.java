package dev.diorama.whatif.engine;

import dev.diorama.whatif.engine.Plan.Way;
import dev.diorama.whatif.workload.Items;
import dev.diorama.whatif.workload.RequestStream;

/** The ways of all actions, and what the caches on them tell apart. */
final class FastPaths {
  static final int EDGE_OVERHEAD = 400;
  static final int STAGE_OVERHEAD = 200;

  /** By action. */
  final FastPath[] all;

  final FastKeys edgeKeys = new FastKeys();
  final FastKeys stageKeys = new FastKeys();
  private final Plan plan;
  private final RequestStream stream;

  FastPaths(Plan plan, RequestStream stream) {
    this.plan = plan;
    this.stream = stream;
    this.all = new FastPath[plan.ways().size()];
    for (Way way : plan.ways()) {
      all[way.index()] = new FastPath(plan, stream, way);
      families(all[way.index()]);
    }
  }

  private long keysOf(FastPath path) {
    Way way = path.way;
    if (way.items().isEmpty()) {
      return 1;
    }
    Items items = way.items().get();
    long collections = items.perUser() ? plan.workload().users().count() : 1;
    return Math.max(1, collections * items.most());
  }

  /** Ways of one route, or of one kind of objects, share their keys. */
  private void families(FastPath path) {
    for (FastPath before : all) {
      if (before == path) {
        break;
      }
      boolean sameRoute =
          before.way.stage() == path.way.stage()
              && before.way.routeIndex() == path.way.routeIndex()
              && before.way.bucket().equals(path.way.bucket())
              && before.way.space() == path.way.space();
      if (sameRoute) {
        System.arraycopy(before.edgeFamily, 0, path.edgeFamily, 0, 2);
        System.arraycopy(before.stageFamily, 0, path.stageFamily, 0, 2);
        return;
      }
    }
    boolean both = path.way.action().consistent() > 0;
    if (path.edgeReads) {
      path.edgeFamily[0] = edgeKeys.family(keysOf(path));
      path.edgeFamily[1] = both ? edgeKeys.family(keysOf(path)) : path.edgeFamily[0];
    }
    if (path.stageCaches) {
      long size =
          path.byBoth
              ? Long.MAX_VALUE / 2
              : path.byItem ? keysOf(path) : path.byUser ? plan.workload().users().count() : 1;
      path.stageFamily[0] = stageKeys.family(size);
      path.stageFamily[1] = both && path.byStrength ? stageKeys.family(size) : path.stageFamily[0];
    }
  }

  /** What all answers weigh that ways of a kind can have, bytes. */
  double needed(boolean edge, int stage) {
    double bytes = 0;
    for (FastPath path : all) {
      boolean counts = edge ? path.edgeKeeps : path.stageCaches && path.way.stage() == stage;
      if (counts && path.way.items().isPresent()) {
        Items items = path.way.items().get();
        double collections = items.perUser() ? plan.workload().users().count() : 1;
        double each = items.sizes().mean() + EDGE_OVERHEAD;
        bytes +=
            path.byBoth && !edge
                ? Double.POSITIVE_INFINITY
                // Lists show the items once more, and there may be more items than at the start.
                : 1.2 * collections * Math.min(items.most(), 2.0 * items.each()) * each;
      }
    }
    return bytes * stream.share();
  }

  /** The least share of the keys of any way that are gone through: caches are as much smaller. */
  double keyShare() {
    double least = 1;
    for (FastPath path : all) {
      least = Math.min(least, stream.keys(path.way.index()));
    }
    return least;
  }
}

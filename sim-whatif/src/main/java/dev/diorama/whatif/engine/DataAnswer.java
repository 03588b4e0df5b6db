package dev.diorama.whatif.engine;

import dev.diorama.whatif.engine.Plan.Way;
import dev.diorama.whatif.result.Refusal.Reason;

/** What a handler's call for data comes to. */
enum DataAnswer {
  DONE,
  CLUSTER_THROTTLED,
  TABLE_THROTTLED;

  /** What throttled a call; {@code id} is its logical id. */
  record Source(Reason reason, String id) {}

  /** What on a way has throttled its call. */
  Source source(Plan plan, Way way) {
    return switch (this) {
      case TABLE_THROTTLED ->
          new Source(Reason.TABLE_THROTTLE, plan.design().tables().get(way.table()).id());
      case CLUSTER_THROTTLED ->
          new Source(Reason.CLUSTER_THROTTLE, plan.design().clusters().get(way.cluster()).id());
      case DONE -> throw new IllegalStateException("nothing has throttled it");
    };
  }
}

package dev.diorama.whatif.workload;

/**
 * Requests that are drawn together before the first of them is gone through. Draws wait for memory;
 * in a row, a processor waits for many of them at once.
 *
 * <p>What is drawn does not hang on what becomes of earlier requests: who asks, for what, and at
 * which rank among the items. Where items come and go, which has that rank is found out when the
 * request's turn comes.
 */
final class DrawnBlock {
  private static final int MOST = 128;

  final long[] nanos = new long[MOST];
  final int[] actions = new int[MOST];
  final int[] users = new int[MOST];
  final int[] ranks = new int[MOST];

  /** The items of those ranks, as they are when all is drawn. */
  final int[] objects = new int[MOST];

  final boolean[] consistent = new boolean[MOST];
  private final RequestMix mix;
  private final Arrivals arrivals;
  private final int most;

  DrawnBlock(RequestMix mix, Arrivals arrivals) {
    this.mix = mix;
    this.arrivals = arrivals;
    this.most = mix.hangsOnItems() ? 1 : MOST;
  }

  /** Draws further requests; how many, 0 at the end. */
  int draw() {
    int size = 0;
    while (size < most) {
      long at = arrivals.next();
      if (at == Arrivals.OVER) {
        break;
      }
      nanos[size++] = at;
    }
    for (int i = 0; i < size; i++) {
      int action = mix.drawAction();
      actions[i] = action;
      users[i] = mix.drawUser(action, nanos[i]);
      consistent[i] = mix.drawConsistent(action);
      if (mix.isRanked(action) && !mix.drawsRanksApart(action)) {
        ranks[i] = mix.drawRank(action, nanos[i]);
      }
    }
    for (int i = 0; i < size; i++) {
      int action = actions[i];
      if (mix.drawsRanksApart(action)) {
        ranks[i] = mix.drawRank(action, nanos[i]);
      }
      objects[i] = mix.isRanked(action) ? mix.item(action, users[i], ranks[i]) : RequestStream.NONE;
    }
    return size;
  }
}

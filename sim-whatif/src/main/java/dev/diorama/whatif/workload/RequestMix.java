package dev.diorama.whatif.workload;

import dev.diorama.whatif.flat.Hashes;
import dev.diorama.whatif.workload.Action.Does;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What requests are drawn from: the actions by their weights, the users and items by their
 * popularity, all of them or a share.
 */
final class RequestMix {
  private static final int NONE = RequestStream.NONE;

  final Population[] populations;
  final double[] consistent;

  /** The one source for actions, strengths and samples, in the order of the requests. */
  final SplittableRandom chance;

  private final Workload workload;
  private final Does[] does;

  /** By action: the index of its population. */
  private final int[] space;

  /** By action: whether each user has items of their own. */
  private final boolean[] own;

  /** By action: whether it is about an item that is there, of a rank that is drawn. */
  private final boolean[] ranked;

  /** By action: whether ranks are drawn apart from all else. */
  private final boolean[] apart;

  private final AliasTable actions;
  private final Popularity.Draws activity;
  private final double sample;
  private final SomeObjects someUsers;
  private final SomeObjects[] someItems;
  private final double[] shares;
  private final double[] keys;
  private final double share;
  private boolean changes;

  RequestMix(Workload workload, List<Does> does, double sample) {
    List<Action> all = workload.actions();
    if (does.size() != all.size()) {
      throw new IllegalArgumentException("one for each action, not " + does.size());
    }
    this.workload = workload;
    this.does = does.toArray(Does[]::new);
    this.sample = sample;
    long seed = Hashes.mix(workload.seed());
    this.space = new int[all.size()];
    this.own = new boolean[space.length];
    this.ranked = new boolean[space.length];
    this.consistent = new double[space.length];
    this.apart = new boolean[space.length];
    boolean[] changing = new boolean[workload.items().size()];
    for (int i = 0; i < space.length; i++) {
      Does done = this.does[i];
      space[i] = space(all.get(i).items());
      own[i] = space[i] != NONE && workload.items().get(space[i]).perUser();
      consistent[i] = all.get(i).consistent();
      ranked[i] = space[i] != NONE && isOfOneThatIsThere(done);
      if (space[i] != NONE && (done == Does.CREATE || done == Does.DELETE || done == Does.UPLOAD)) {
        changing[space[i]] = true;
        changes = true;
      }
    }
    this.populations = new Population[changing.length];
    this.someItems = new SomeObjects[changing.length];
    for (int i = 0; i < changing.length; i++) {
      populations[i] = population(workload.items().get(i), changing[i], Hashes.mix(seed + 16 + i));
      someItems[i] =
          SomeObjects.of(
              populations[i].items.popularity(), sample, Hashes.mix(seed + 64 + i), !changing[i]);
    }
    for (int i = 0; i < space.length; i++) {
      apart[i] = ranked[i] && (own[i] || !someItems[space[i]].drawsByChance());
    }
    this.activity = workload.users().activity().draws(Hashes.mix(seed + 1));
    this.someUsers =
        SomeObjects.of(workload.users().activity(), sample, Hashes.mix(seed + 5), true);
    this.shares = new double[space.length];
    this.keys = new double[space.length];
    double[] weights = new double[space.length];
    double whole = 0;
    double rest = 0;
    for (int i = 0; i < space.length; i++) {
      SomeObjects some = some(i);
      shares[i] = some.share();
      keys[i] = some.keys();
      weights[i] = all.get(i).weight() * shares[i];
      whole += all.get(i).weight();
      rest += weights[i];
    }
    this.share = rest / whole;
    this.actions = new AliasTable(weights);
    this.chance = new SplittableRandom(Hashes.mix(seed + 2));
  }

  private int space(String name) {
    for (int i = 0; i < workload.items().size(); i++) {
      if (workload.items().get(i).name().equals(name)) {
        return i;
      }
    }
    return NONE;
  }

  private Population population(Items items, boolean changing, long seed) {
    int collections = items.perUser() ? workload.users().count() : 1;
    if ((long) collections * items.most() > Integer.MAX_VALUE / 2) {
      throw new WorkloadException(
          workload.origin(),
          items.line(),
          "more than 2^30 items \"" + items.name() + "\" are too many to tell apart");
    }
    return new Population(items, collections, changing, seed);
  }

  private static boolean isOfOneThatIsThere(Does does) {
    return switch (does) {
      case GET, REPLACE, UPDATE, FETCH -> true;
      case LIST, CREATE, UPLOAD, DELETE, NOTHING -> false;
    };
  }

  /** What an action's requests are sampled by. */
  private SomeObjects some(int action) {
    if (space[action] == NONE) {
      return SomeObjects.ALL;
    }
    if (own[action]) {
      return someUsers;
    }
    return isOfOneThatIsThere(does[action]) ? someItems[space[action]] : SomeObjects.ALL;
  }

  /** What an action's requests do. */
  Does does(int action) {
    return does[action];
  }

  int actions() {
    return does.length;
  }

  boolean hasItems(int action) {
    return space[action] != NONE;
  }

  Population population(int action) {
    return populations[space[action]];
  }

  /** The share of an action's requests that are drawn. */
  double share(int action) {
    return shares[action];
  }

  /** The share of the keys that an action's requests are for. */
  double keys(int action) {
    return keys[action];
  }

  /** The share of all requests that are drawn. */
  double share() {
    return share;
  }

  double sample() {
    return sample;
  }

  /**
   * Whether what is drawn hangs on what earlier requests have made: items that come and go are
   * sampled by what they are, not by their ranks.
   */
  boolean hangsOnItems() {
    return sample < 1 && changes;
  }

  int drawAction() {
    return actions.draw(chance);
  }

  boolean isOwn(int action) {
    return own[action];
  }

  boolean isRanked(int action) {
    return ranked[action];
  }

  int drawUser(int action, long nanos) {
    return own[action] ? someUsers.next(activity, chance, nanos) : activity.next(nanos);
  }

  boolean drawConsistent(int action) {
    return consistent[action] > 0 && chance.nextDouble() < consistent[action];
  }

  /** The rank of the item that a request is about, among those of its collection. */
  int drawRank(int action, long nanos) {
    Population population = populations[space[action]];
    return own[action]
        ? population.ranks.next(nanos)
        : someItems[space[action]].rank(population, chance, nanos);
  }

  /** Whether ranks are drawn from a source of their own, so that they may be drawn later. */
  boolean drawsRanksApart(int action) {
    return apart[action];
  }

  /** The item of a rank, as they are at present. */
  int item(int action, int user, int rank) {
    return populations[space[action]].ranked(own[action] ? user : 0, rank);
  }

  /** Whether items come and go, so that the item of a rank is not always the same. */
  boolean itemsChange(int action) {
    return populations[space[action]].changes();
  }
}

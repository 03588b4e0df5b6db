package dev.diorama.whatif.workload;

import dev.diorama.core.place.City;
import dev.diorama.whatif.flat.Hashes;
import dev.diorama.whatif.flat.ObjectNumbers;
import dev.diorama.whatif.trace.TraceEnd;
import dev.diorama.whatif.trace.TraceSink;
import dev.diorama.whatif.trace.Traces;
import dev.diorama.whatif.workload.Action.Does;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apiguardian.api.API;

/**
 * The requests of a workload, one after the other: the same ones for whoever goes through them, be
 * it an engine or a driver of live clients.
 *
 * <p>The stream is read like a cursor: {@link #forEach} moves it on, and its methods tell of the
 * request that it stands at. It makes no objects for a request.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class RequestStream {
  /** What {@link #object()} answers where a request is about no item in particular. */
  public static final int NONE = -1;

  private static final int SPREAD = 1 << 14;
  private static final int SPREAD_SHIFT = Long.SIZE - 14;
  private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Workload workload;
  private final Does[] does;
  private final int[] space;
  private final double[] consistent;
  private final AliasTable actions;
  private final Population[] populations;
  private final Popularity.Draws activity;
  private final SplittableRandom chance;
  private final Sessions sessions;
  private final double sample;
  private final Sampled someUsers;
  private final Sampled[] someItems;
  private final double[] shares;
  private final double[] keys;

  /** The share of all requests that this stream has. */
  private final double thinned;

  private final byte[] cityOf;
  private final List<City> cities;

  private long nanos;
  private int action;
  private int user;
  private int object = NONE;
  private int collection;
  private int bytes;
  private boolean strong;

  /** The items of one kind: what there is at present, and who asks for what. */
  private static final class Population {
    final Items items;
    final Popularity.Draws ranks;
    final Sizes sizes;
    final int most;

    /** For each collection the numbers of its oldest item and of the one after its newest. */
    final int[] oldest;

    final int[] end;
    final long salt;

    /**
     * Sizes as they are spread over many objects: a size costs one look into a table then, however
     * it is distributed.
     */
    final int[] spread = new int[SPREAD];

    Population(Items items, int collections, boolean changes, long seed) {
      this.items = items;
      this.ranks = items.popularity().draws(seed);
      this.sizes = items.sizes();
      this.most = items.most();
      this.salt = Hashes.mix(seed);
      this.oldest = new int[changes ? collections : 0];
      this.end = new int[changes ? collections : 0];
      Arrays.fill(end, items.each());
      for (int i = 0; i < SPREAD; i++) {
        spread[i] = sizes.of(i);
      }
    }

    int size(int collection) {
      return end.length == 0 ? items.each() : end[collection] - oldest[collection];
    }

    /** The item that is so many newer ones behind the newest. */
    int at(int collection, int rank) {
      int index = end.length == 0 ? items.each() - 1 - rank : end[collection] - 1 - rank;
      return id(collection, index);
    }

    int id(int collection, int index) {
      return collection * most + index % most;
    }

    int drawn(int collection, long now) {
      return ranked(collection, ranks.next(now));
    }

    int ranked(int collection, int rank) {
      int size = size(collection);
      return at(collection, rank < size ? rank : rank % size);
    }

    int created(int collection) {
      int index = end[collection]++;
      if (end[collection] - oldest[collection] > most) {
        oldest[collection]++;
      }
      return id(collection, index);
    }

    /** One stays always. */
    int deleted(int collection) {
      return size(collection) > 1 ? id(collection, oldest[collection]++) : NONE;
    }

    int bytes(int object) {
      return spread[(int) (Hashes.mix(object ^ salt) >>> SPREAD_SHIFT)];
    }
  }

  /**
   * Which of many are looked at. Of a popularity that stands still, they are drawn right away; of
   * one that moves, all are drawn and others passed over.
   */
  private static final class Sampled {
    /** Fewer than so many are no sample. */
    private static final int LEAST = 200;

    static final Sampled ALL = new Sampled(Optional.empty(), new int[0], 1, 1, 0);

    private final Optional<AliasTable> table;
    private final int[] members;
    private final double share;
    private final double keys;
    private final long salt;

    private Sampled(
        Optional<AliasTable> table, int[] members, double share, double keys, long salt) {
      this.table = table;
      this.members = members;
      this.share = share;
      this.keys = keys;
      this.salt = salt;
    }

    static Sampled of(Popularity popularity, double sample, long salt, boolean still) {
      int count = popularity.objects();
      if (sample == 1 || count * sample < LEAST) {
        return ALL;
      }
      Optional<double[]> known = still ? shares(popularity) : Optional.empty();
      if (known.isEmpty()) {
        return new Sampled(Optional.empty(), new int[0], sample, sample, salt);
      }
      int[] members = new int[count];
      double[] weights = new double[count];
      int size = 0;
      double share = 0;
      for (int i = 0; i < count; i++) {
        if (holds(i, salt, sample)) {
          members[size] = i;
          weights[size++] = known.get()[i];
          share += known.get()[i];
        }
      }
      return new Sampled(
          Optional.of(new AliasTable(Arrays.copyOf(weights, size))),
          Arrays.copyOf(members, size),
          share,
          (double) size / count,
          salt);
    }

    static boolean holds(long key, long salt, double sample) {
      return (Hashes.mix(key ^ salt) >>> 11) * 0x1p-53 < sample;
    }

    /** The share of each, which must add up to 1; empty where they change with time. */
    private static Optional<double[]> shares(Popularity popularity) {
      int count = popularity.objects();
      double[] shares = new double[count];
      if (popularity instanceof Popularity.Zipf zipf) {
        return Optional.of(zipf.shares());
      }
      if (popularity instanceof Popularity.Hotspot hot) {
        boolean all = hot.hotObjects() == count;
        Arrays.fill(shares, (1 - hot.hotShare()) / Math.max(1, count - hot.hotObjects()));
        Arrays.fill(shares, 0, hot.hotObjects(), (all ? 1 : hot.hotShare()) / hot.hotObjects());
        return Optional.of(shares);
      }
      if (popularity instanceof Popularity.Uniform) {
        Arrays.fill(shares, 1.0 / count);
        return Optional.of(shares);
      }
      return Optional.empty();
    }

    double share() {
      return share;
    }

    double keys() {
      return keys;
    }

    int next(Popularity.Draws all, SplittableRandom chance, long now) {
      if (table.isPresent()) {
        return members[table.get().draw(chance)];
      }
      int drawn = all.next(now);
      while (keys < 1 && !holds(drawn, salt, keys)) {
        drawn = all.next(now);
      }
      return drawn;
    }

    /** An item of a collection that is everyone's. */
    int item(Population population, SplittableRandom chance, long now) {
      if (table.isPresent()) {
        return population.ranked(0, members[table.get().draw(chance)]);
      }
      int drawn = population.drawn(0, now);
      while (keys < 1 && !holds(drawn, salt, keys)) {
        drawn = population.drawn(0, now);
      }
      return drawn;
    }
  }

  /** When each user's session ends, and the how many-th it is. */
  private static final class Sessions {
    final long nanos;
    final long[] ends;
    final int[] numbers;

    Sessions(Users users) {
      this.nanos = (long) (users.sessionSeconds() * NANOS);
      this.ends = new long[nanos > 0 ? users.count() : 0];
      this.numbers = new int[ends.length];
    }

    void seen(int user, long now) {
      if (nanos > 0 && now >= ends[user]) {
        ends[user] = now + nanos;
        numbers[user]++;
      }
    }

    int number(int user) {
      return nanos > 0 ? numbers[user] : 0;
    }
  }

  /**
   * The stream from its beginning.
   *
   * @param does what each of the workload's actions does, as the design says
   */
  public RequestStream(Workload workload, List<Does> does) {
    this(workload, does, 1);
  }

  /**
   * The stream of the requests for a share of all objects: a user with all items of their own
   * belongs to it or not, and an item that is everyone's does or does not. Where there are few, and
   * where items are made, it has all. {@link #share} tells how many requests that are of all.
   *
   * @param does what each of the workload's actions does, as the design says
   * @param sample the share, more than 0 and up to 1
   */
  public RequestStream(Workload workload, List<Does> does, double sample) {
    this.sample = sample;
    this.workload = workload;
    this.does = does.toArray(Does[]::new);
    List<Action> all = workload.actions();
    if (does.size() != all.size()) {
      throw new IllegalArgumentException("one for each action, not " + does.size());
    }
    long seed = Hashes.mix(workload.seed());
    this.space = new int[all.size()];
    this.consistent = new double[all.size()];
    boolean[] changes = new boolean[workload.items().size()];
    for (int i = 0; i < space.length; i++) {
      space[i] = space(all.get(i).items());
      consistent[i] = all.get(i).consistent();
      boolean makes =
          this.does[i] == Does.CREATE || this.does[i] == Does.DELETE || this.does[i] == Does.UPLOAD;
      if (space[i] >= 0 && makes) {
        changes[space[i]] = true;
      }
    }
    this.populations = new Population[changes.length];
    for (int i = 0; i < changes.length; i++) {
      Items items = workload.items().get(i);
      int collections = items.perUser() ? workload.users().count() : 1;
      if ((long) collections * items.most() > Integer.MAX_VALUE / 2) {
        throw new WorkloadException(
            workload.origin(),
            items.line(),
            "more than 2^30 items \"" + items.name() + "\" are too many to tell apart");
      }
      populations[i] = new Population(items, collections, changes[i], Hashes.mix(seed + 16 + i));
    }
    this.activity = workload.users().activity().draws(Hashes.mix(seed + 1));
    this.someUsers = Sampled.of(workload.users().activity(), sample, Hashes.mix(seed + 5), true);
    this.someItems = new Sampled[populations.length];
    for (int i = 0; i < populations.length; i++) {
      someItems[i] =
          Sampled.of(
              populations[i].items.popularity(), sample, Hashes.mix(seed + 64 + i), !changes[i]);
    }
    this.shares = new double[space.length];
    this.keys = new double[space.length];
    double[] weights = new double[space.length];
    double whole = 0;
    double rest = 0;
    for (int i = 0; i < space.length; i++) {
      Sampled sampled = sampled(i);
      shares[i] = sampled.share();
      keys[i] = sampled.keys();
      weights[i] = all.get(i).weight() * shares[i];
      whole += all.get(i).weight();
      rest += weights[i];
    }
    this.thinned = rest / whole;
    this.actions = new AliasTable(weights);
    this.chance = new SplittableRandom(Hashes.mix(seed + 2));
    this.sessions = new Sessions(workload.users());
    this.cities = List.copyOf(new ArrayList<>(workload.users().cities().keySet()));
    this.cityOf = new byte[cities.size() < 2 ? 0 : workload.users().count()];
    if (cityOf.length > 0) {
      AliasTable shares =
          new AliasTable(
              workload.users().cities().values().stream().mapToDouble(each -> each).toArray());
      SplittableRandom places = new SplittableRandom(Hashes.mix(seed + 3));
      for (int i = 0; i < cityOf.length; i++) {
        cityOf[i] = (byte) shares.draw(places);
      }
    }
  }

  /** What an action's requests are sampled by. */
  private Sampled sampled(int ofAction) {
    if (space[ofAction] == NONE) {
      return Sampled.ALL;
    }
    if (populations[space[ofAction]].items.perUser()) {
      return someUsers;
    }
    return switch (does[ofAction]) {
      case GET, REPLACE, UPDATE, FETCH -> someItems[space[ofAction]];
      case LIST, CREATE, UPLOAD, DELETE, NOTHING -> Sampled.ALL;
    };
  }

  /** The share of an action's requests that are in this stream: 1 without sampling. */
  public double share(int ofAction) {
    return shares[ofAction];
  }

  /** The share of the keys that an action's requests are for: 1 without sampling. */
  public double keys(int ofAction) {
    return keys[ofAction];
  }

  /** The share of all requests that are in this stream: 1 without sampling. */
  public double share() {
    return thinned;
  }

  private int space(String name) {
    for (int i = 0; i < workload.items().size(); i++) {
      if (workload.items().get(i).name().equals(name)) {
        return i;
      }
    }
    return NONE;
  }

  /**
   * Goes through all requests.
   *
   * @param each is called with the stream at each request; false ends it there
   * @return how reading the trace ended, where it is one
   * @throws WorkloadException if the trace cannot be opened
   */
  public Optional<TraceEnd> forEach(BooleanSupplier each) {
    if (workload.traffic() instanceof Traffic.Drawn drawn) {
      long seed = Hashes.mix(Hashes.mix(workload.seed()) + 4);
      RateCurve rate = thinned == 1 ? drawn.rate() : new RateCurve.Scaled(drawn.rate(), thinned);
      Arrivals arrivals =
          drawn.regular()
              ? Arrivals.regular(rate, workload.seconds())
              : Arrivals.poisson(rate, workload.seconds(), seed);
      for (long at = arrivals.next(); at != Arrivals.OVER; at = arrivals.next()) {
        draw(at);
        if (!each.getAsBoolean()) {
          break;
        }
      }
      return Optional.empty();
    }
    return Optional.of(replay((Traffic.Replay) workload.traffic(), each));
  }

  private void draw(long at) {
    nanos = at;
    action = actions.draw(chance);
    boolean own = space[action] != NONE && populations[space[action]].items.perUser();
    user = own ? someUsers.next(activity, chance, at) : activity.next(at);
    sessions.seen(user, at);
    strong = consistent[action] > 0 && chance.nextDouble() < consistent[action];
    object = NONE;
    bytes = 0;
    if (space[action] == NONE) {
      collection = 0;
      return;
    }
    Population population = populations[space[action]];
    collection = population.items.perUser() ? user : 0;
    switch (does[action]) {
      case GET, REPLACE, UPDATE, FETCH ->
          object =
              own
                  ? population.drawn(collection, at)
                  : someItems[space[action]].item(population, chance, at);
      case CREATE, UPLOAD -> object = population.created(collection);
      case DELETE -> object = population.deleted(collection);
      case LIST, NOTHING -> object = NONE;
    }
    bytes = object == NONE ? 0 : population.bytes(object);
  }

  /** The end of the workload, or of who reads it, comes before that of the trace. */
  private static final class Enough extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Enough() {
      super(null, null, false, false);
    }
  }

  private TraceEnd replay(Traffic.Replay replay, BooleanSupplier each) {
    ObjectNumbers numbers = new ObjectNumbers();
    Recorded recorded = new Recorded();
    long end = (long) (workload.seconds() * NANOS);
    long[] count = new long[1];
    try {
      return Traces.read(
          replay.file(),
          replay.format(),
          (at, key, size, operation) -> {
            long now = (long) (at / replay.speed());
            if (now >= end) {
              throw new Enough();
            }
            count[0]++;
            if (sample < 1 && !Sampled.holds(key, workload.seed(), sample)) {
              return;
            }
            if (recorded.take(operation)) {
              nanos = now;
              object = numbers.of(key);
              bytes = size;
              strong = consistent[action] > 0 && chance.nextDouble() < consistent[action];
              user = (int) Long.remainderUnsigned(Hashes.mix(key), workload.users().count());
              sessions.seen(user, now);
              collection = space[action] != NONE && items().perUser() ? user : 0;
              if (!each.getAsBoolean()) {
                throw new Enough();
              }
            }
          });
    } catch (Enough e) {
      return new TraceEnd(count[0], count[0], 0, 0, Optional.empty());
    } catch (IOException e) {
      throw new WorkloadException(
          workload.origin(), 0, "the trace cannot be read: " + e.getMessage());
    }
  }

  private Items items() {
    return populations[space[action]].items;
  }

  /** Which action stands for a record. */
  private final class Recorded {
    private final Optional<AliasTable> reads = those(Does.GET, Does.FETCH);
    private final Optional<AliasTable> writes =
        those(Does.CREATE, Does.REPLACE, Does.UPDATE, Does.UPLOAD);
    private final Optional<AliasTable> deletes = those(Does.DELETE);

    private Optional<AliasTable> those(Does... wanted) {
      double[] weights = new double[does.length];
      double sum = 0;
      for (int i = 0; i < does.length; i++) {
        if (List.of(wanted).contains(does[i])) {
          weights[i] = workload.actions().get(i).weight();
          sum += weights[i];
        }
      }
      return sum > 0 ? Optional.of(new AliasTable(weights)) : Optional.empty();
    }

    /** False when no action does such a thing: then the record is passed over. */
    boolean take(TraceSink.Operation operation) {
      Optional<AliasTable> table =
          switch (operation) {
            case READ -> reads;
            case WRITE -> writes;
            case DELETE -> deletes;
          };
      if (table.isEmpty()) {
        return false;
      }
      action = table.get().draw(chance);
      return true;
    }
  }

  /** When it arrives, nanoseconds since the start. */
  public long nanos() {
    return nanos;
  }

  /** Which of the workload's actions it is, from 0. */
  public int action() {
    return action;
  }

  /** Whose it is, from 0. */
  public int user() {
    return user;
  }

  /** The how many-th session of this user it belongs to; 0 where sessions never end. */
  public int session() {
    return sessions.number(user);
  }

  /** Which of {@link #cities()} the user lives in, from 0; 0 where none is named. */
  public int city() {
    return cityOf.length == 0 ? 0 : cityOf[user];
  }

  /** The cities that users live in; empty when the workload names none. */
  public List<City> cities() {
    return cities;
  }

  /** Which collection of the action's items it is about, from 0. */
  public int collection() {
    return collection;
  }

  /** Which item it is about, among all of its kind; {@link #NONE} for none in particular. */
  public int object() {
    return object;
  }

  /** The size of that item, bytes. */
  public int bytes() {
    return bytes;
  }

  /** Whether it asks for strong consistency. */
  public boolean consistent() {
    return strong;
  }

  /** How many items a collection has at present. */
  public int size(int ofAction, int ofCollection) {
    return populations[space[ofAction]].size(ofCollection);
  }

  /** The item of a collection that is so many newer ones behind the newest. */
  public int object(int ofAction, int ofCollection, int rank) {
    return populations[space[ofAction]].at(ofCollection, rank);
  }

  /** The size of an item, bytes. */
  public int bytes(int ofAction, int ofObject) {
    return populations[space[ofAction]].bytes(ofObject);
  }
}

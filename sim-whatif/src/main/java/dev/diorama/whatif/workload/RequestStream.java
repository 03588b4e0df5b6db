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
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

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

  static final double NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Workload workload;
  private final RequestMix mix;
  private final Sessions sessions;
  private final byte[] cityOf;
  private final List<City> cities;
  private final boolean recorded;

  private long nanos;
  private int action;
  private int user;
  private int object = NONE;
  private int collection;
  private boolean strong;

  /** The size of a recorded request's object. */
  private int bytes;

  /** What was drawn together with this request, where it is drawn. */
  private @Nullable DrawnBlock block;

  private int drawn;

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
    this.workload = workload;
    this.mix = new RequestMix(workload, does, sample);
    this.recorded = workload.traffic() instanceof Traffic.Replay;
    this.sessions = new Sessions(workload.users());
    this.cities = List.copyOf(new ArrayList<>(workload.users().cities().keySet()));
    this.cityOf = new byte[cities.size() < 2 ? 0 : workload.users().count()];
    if (cityOf.length > 0) {
      AliasTable shares =
          new AliasTable(
              workload.users().cities().values().stream().mapToDouble(each -> each).toArray());
      SplittableRandom places = new SplittableRandom(Hashes.mix(Hashes.mix(workload.seed()) + 3));
      for (int i = 0; i < cityOf.length; i++) {
        cityOf[i] = (byte) shares.draw(places);
      }
    }
  }

  /** The share of an action's requests that are in this stream: 1 without sampling. */
  public double share(int ofAction) {
    return mix.share(ofAction);
  }

  /** The share of the keys that an action's requests are for: 1 without sampling. */
  public double keys(int ofAction) {
    return mix.keys(ofAction);
  }

  /** The share of all requests that are in this stream: 1 without sampling. */
  public double share() {
    return mix.share();
  }

  /**
   * Goes through all requests.
   *
   * @param each is called with the stream at each request; false ends it there
   * @return how reading the trace ended, where it is one
   * @throws WorkloadException if the trace cannot be opened
   */
  public Optional<TraceEnd> forEach(BooleanSupplier each) {
    return forEach(() -> {}, each);
  }

  /**
   * Goes through all requests.
   *
   * @param ahead is called when the {@link #upcoming() next ones} are known, before the first of
   *     them: who needs something of each can look for all of it at once
   * @param each is called with the stream at each request; false ends it there
   * @return how reading the trace ended, where it is one
   * @throws WorkloadException if the trace cannot be opened
   */
  public Optional<TraceEnd> forEach(Runnable ahead, BooleanSupplier each) {
    if (workload.traffic() instanceof Traffic.Drawn traffic) {
      goThrough(traffic, ahead, each);
      return Optional.empty();
    }
    return Optional.of(replay((Traffic.Replay) workload.traffic(), each));
  }

  private void goThrough(Traffic.Drawn traffic, Runnable ahead, BooleanSupplier each) {
    double share = mix.share();
    RateCurve rate = share == 1 ? traffic.rate() : new RateCurve.Scaled(traffic.rate(), share);
    Arrivals arrivals =
        traffic.regular()
            ? Arrivals.regular(rate, workload.seconds())
            : Arrivals.poisson(
                rate, workload.seconds(), Hashes.mix(Hashes.mix(workload.seed()) + 4));
    DrawnBlock requests = new DrawnBlock(mix, arrivals);
    block = requests;
    for (drawn = requests.draw(); drawn > 0; drawn = requests.draw()) {
      ahead.run();
      for (int i = 0; i < drawn; i++) {
        moveTo(requests, i);
        if (!each.getAsBoolean()) {
          return;
        }
      }
    }
  }

  private void moveTo(DrawnBlock requests, int i) {
    nanos = requests.nanos[i];
    action = requests.actions[i];
    user = requests.users[i];
    strong = requests.consistent[i];
    sessions.seen(user, nanos);
    collection = mix.isOwn(action) ? user : 0;
    object = requests.objects[i];
    if (object == NONE) {
      madeOrDeleted();
    } else if (mix.itemsChange(action)) {
      object = mix.item(action, user, requests.ranks[i]);
    }
  }

  private void madeOrDeleted() {
    if (mix.hasItems(action)) {
      Population population = mix.population(action);
      switch (mix.does(action)) {
        case CREATE, UPLOAD -> object = population.created(collection);
        case DELETE -> object = population.deleted(collection);
        case GET, REPLACE, UPDATE, FETCH, LIST, NOTHING -> object = NONE;
      }
    }
  }

  /** How many requests are known ahead; 0 where they are read one by one. */
  public int upcoming() {
    return drawn;
  }

  private DrawnBlock known() {
    return Objects.requireNonNull(block, "nothing is drawn");
  }

  /** The action of a request that is known ahead, from 0. */
  public int upcomingAction(int index) {
    return known().actions[index];
  }

  /** When a request that is known ahead arrives. */
  public long upcomingNanos(int index) {
    return known().nanos[index];
  }

  /** The city of a request that is known ahead. */
  public int upcomingCity(int index) {
    return city(known().users[index]);
  }

  /**
   * The item of a request that is known ahead, or {@link #NONE}; another one where requests before
   * it make or delete items.
   */
  public int upcomingObject(int index) {
    return known().objects[index];
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
    Recorded records = new Recorded();
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
            if (mix.sample() < 1 && !SomeObjects.holds(key, workload.seed(), mix.sample())) {
              return;
            }
            if (records.take(operation)) {
              nanos = now;
              object = numbers.of(key);
              bytes = size;
              strong = mix.drawConsistent(action);
              user = (int) Long.remainderUnsigned(Hashes.mix(key), workload.users().count());
              sessions.seen(user, now);
              collection = mix.isOwn(action) ? user : 0;
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

  /** Which action stands for a record. */
  private final class Recorded {
    private final Optional<AliasTable> reads = those(Does.GET, Does.FETCH);
    private final Optional<AliasTable> writes =
        those(Does.CREATE, Does.REPLACE, Does.UPDATE, Does.UPLOAD);
    private final Optional<AliasTable> deletes = those(Does.DELETE);

    private Optional<AliasTable> those(Does... wanted) {
      double[] weights = new double[mix.actions()];
      double sum = 0;
      for (int i = 0; i < weights.length; i++) {
        if (List.of(wanted).contains(mix.does(i))) {
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
      action = table.get().draw(mix.chance);
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
    return city(user);
  }

  private int city(int ofUser) {
    return cityOf.length == 0 ? 0 : cityOf[ofUser];
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
    if (recorded) {
      return bytes;
    }
    // Worked out when it is asked for: of an answer that a cache has, nobody does.
    return object == NONE ? 0 : mix.population(action).bytes(object);
  }

  /** Whether it asks for strong consistency. */
  public boolean consistent() {
    return strong;
  }

  /** How many items a collection has at present. */
  public int size(int ofAction, int ofCollection) {
    return mix.population(ofAction).size(ofCollection);
  }

  /** The item of a collection that is so many newer ones behind the newest. */
  public int object(int ofAction, int ofCollection, int rank) {
    return mix.population(ofAction).at(ofCollection, rank);
  }

  /** The size of an item, bytes. */
  public int bytes(int ofAction, int ofObject) {
    return mix.population(ofAction).bytes(ofObject);
  }
}

package dev.diorama.core.metric;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.ObjLongConsumer;
import org.apiguardian.api.API;

/**
 * One metric of one account and Region, to add samples to and to read.
 *
 * <p>Samples of different units are kept apart, as CloudWatch keeps them. The simulated services
 * count without a unit, since each of their metrics has but one.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Series {
  /** The unit of samples that were added without one. */
  public static final String NO_UNIT = "";

  private final Metrics.Key key;
  private final MinuteClock clock;
  private final Track plain = new Track();
  private final Map<String, Track> byUnit = new TreeMap<>();
  private final List<ObjLongConsumer<Series>> watchers;

  Series(Metrics.Key key, MinuteClock clock, List<ObjLongConsumer<Series>> watchers) {
    this.key = key;
    this.clock = clock;
    this.watchers = watchers;
  }

  /** What is measured. */
  public Metrics.Key key() {
    return key;
  }

  /** Adds one sample at the present minute. */
  public void add(double value) {
    long minute = clock.now();
    synchronized (this) {
      plain.minute(minute, minute).add(value, 1);
    }
    tell(minute * 60);
  }

  /**
   * Adds samples that say when they were taken.
   *
   * @param epochSecond when
   * @param unit as CloudWatch writes it, such as {@code Milliseconds}
   * @param fine whether they are also to be told apart by the second, for the three hours that
   *     CloudWatch keeps such samples
   */
  public void add(long epochSecond, String unit, boolean fine, Samples samples) {
    long minute = Math.floorDiv(epochSecond, 60L);
    long now = clock.now();
    synchronized (this) {
      Track track = track(unit);
      track.minute(minute, now).add(samples);
      if (fine) {
        track.second(epochSecond, now).add(samples);
      }
    }
    tell(epochSecond);
  }

  private void tell(long epochSecond) {
    if (!watchers.isEmpty()) {
      watchers.forEach(each -> each.accept(this, epochSecond));
    }
  }

  private Track track(String unit) {
    return unit.equals(NO_UNIT) ? plain : byUnit.computeIfAbsent(unit, u -> new Track());
  }

  /** True before the first sample. */
  public synchronized boolean isEmpty() {
    return tracks().stream().allMatch(Track::isEmpty);
  }

  /** The units of its samples, in order; {@link #NO_UNIT} among them. */
  public synchronized List<String> units() {
    List<String> units = new ArrayList<>();
    if (!plain.isEmpty()) {
      units.add(NO_UNIT);
    }
    units.addAll(byUnit.keySet());
    return units;
  }

  /** The minute of the newest sample, in seconds since the epoch; empty when there is none. */
  public synchronized OptionalLong newest() {
    return tracks().stream().mapToLong(Track::newest).filter(at -> at >= 0).max();
  }

  /**
   * The samples of one unit within a time.
   *
   * @param fromSecond since the epoch, inclusive
   * @param toSecond since the epoch, exclusive; both multiples of 60, or samples are looked for
   *     among those told apart by the second
   */
  public synchronized Samples between(String unit, long fromSecond, long toSecond) {
    Track track = unit.equals(NO_UNIT) ? plain : byUnit.get(unit);
    Samples all = new Samples();
    if (track != null) {
      track.collect(fromSecond, toSecond, all);
    }
    return all;
  }

  /** The samples of all units within a time, as above. */
  public synchronized Samples between(long fromSecond, long toSecond) {
    Samples all = new Samples();
    tracks().forEach(track -> track.collect(fromSecond, toSecond, all));
    return all;
  }

  synchronized Map<Long, Metrics.Summary> minutes() {
    if (byUnit.isEmpty()) {
      Map<Long, Metrics.Summary> minutes = new LinkedHashMap<>();
      plain.minutes().forEach((minute, samples) -> minutes.put(minute, samples.summary()));
      return minutes;
    }
    TreeMap<Long, Metrics.Summary> minutes = new TreeMap<>();
    for (Track track : tracks()) {
      track
          .minutes()
          .forEach((at, samples) -> minutes.merge(at, samples.summary(), Metrics.Summary::plus));
    }
    return minutes;
  }

  Metrics.Summary total() {
    Metrics.Summary total = Metrics.Summary.NONE;
    for (Metrics.Summary minute : minutes().values()) {
      total = total.plus(minute);
    }
    return total;
  }

  private List<Track> tracks() {
    List<Track> tracks = new ArrayList<>(byUnit.size() + 1);
    tracks.add(plain);
    tracks.addAll(byUnit.values());
    return tracks;
  }
}

package dev.diorama.dynamodb.global;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apiguardian.api.API;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The replicas of one table: where they are, and what each has of the writes that are on their way.
 *
 * @since 0.1
 */
@API(status = API.Status.INTERNAL, since = "0.1")
public final class GlobalTable {
  /** An item that a Region is writing, until another has it. */
  private record Busy(String region, long untilNanos) {}

  /** What one replica knows. */
  private static final class Replica {
    /** The newest write to an item, deletions included, while older ones may still arrive. */
    final Map<Map<String, AttributeValue>, Version> versions = new LinkedHashMap<>();

    /** When the last write to an item that is on its way here will arrive. */
    final Map<Map<String, AttributeValue>, Long> arrivals = new LinkedHashMap<>();
  }

  private final String account;
  private final String name;
  private final SortedMap<String, Replica> replicas = new TreeMap<>();
  private final Map<Long, Flight> flights = new LinkedHashMap<>();
  private final Map<Map<String, AttributeValue>, Busy> busy = new LinkedHashMap<>();
  private boolean strong;
  private Optional<String> witness = Optional.empty();
  private long lastNumber;

  /** A global table of one replica so far. */
  public GlobalTable(String account, String name, String region) {
    this.account = account;
    this.name = name;
    replicas.put(region, new Replica());
  }

  /** The owner. */
  public String account() {
    return account;
  }

  /** The name of the table in every Region. */
  public String name() {
    return name;
  }

  /** Where its replicas are, in name order. */
  public SortedSet<String> regions() {
    return Collections.unmodifiableSortedSet(new TreeSet<>(replicas.keySet()));
  }

  /** Makes it strongly consistent, with that witness if it has but two replicas. */
  public void strengthen(Optional<String> withWitness) {
    strong = true;
    witness = withWitness;
  }

  /** True when a write is acknowledged only when another Region has it. */
  public boolean isStrong() {
    return strong;
  }

  /** Where its witness is. */
  public Optional<String> witness() {
    return witness;
  }

  /** True when another Region is writing that item at that time. */
  public boolean isBusyElsewhere(String region, Map<String, AttributeValue> key, long nanos) {
    busy.values().removeIf(each -> each.untilNanos() <= nanos);
    Busy now = busy.get(key);
    return now != null && !now.region().equals(region);
  }

  /** Remembers that a Region writes an item until then. */
  public void busy(String region, Map<String, AttributeValue> key, long untilNanos) {
    busy.put(key, new Busy(region, untilNanos));
  }

  boolean has(String region) {
    return replicas.containsKey(region);
  }

  /** Adds a replica that has been given a copy of {@code source}; it knows what that one knows. */
  void add(String region, String source) {
    Replica replica = new Replica();
    replica.versions.putAll(replica(source).versions);
    replicas.put(region, replica);
  }

  void remove(String region) {
    replicas.remove(region);
  }

  /** The version of a write that is made at {@code nanos} in one of its Regions. */
  Version stamp(String region, Map<String, AttributeValue> key, long nanos) {
    Map<Map<String, AttributeValue>, Version> versions = replica(region).versions;
    Version seen = versions.get(key);
    long later = seen == null ? nanos : Math.max(nanos, seen.nanos() + 1);
    Version version = new Version(later, region);
    versions.put(key, version);
    return version;
  }

  /** True when what arrives is newer than what the replica has. */
  boolean isNewer(Flight flight) {
    Version seen = replica(flight.target()).versions.get(flight.key());
    return seen == null || seen.compareTo(flight.version()) < 0;
  }

  void took(Flight flight) {
    replica(flight.target()).versions.put(flight.key(), flight.version());
  }

  /** When a write that would arrive at {@code nanos} does so, behind earlier ones to the item. */
  long arrival(Flight flight, long nanos) {
    return replica(flight.target()).arrivals.merge(flight.key(), nanos, Math::max);
  }

  /** A number for a flight. */
  long number() {
    return ++lastNumber;
  }

  void left(Flight flight) {
    flights.put(flight.number(), flight);
  }

  /** One write has come to its end; with the last of them all replicas are equal. */
  void landed(Flight flight) {
    if (flights.remove(flight.number()) == null) {
      throw new IllegalStateException("a write arrived that never left: " + flight.version());
    }
    if (flights.isEmpty()) {
      for (Replica replica : replicas.values()) {
        replica.versions.clear();
        replica.arrivals.clear();
      }
    }
  }

  /** Every write on its way, once for all its targets, in the order in which they left. */
  List<Flight> writesOnTheirWay() {
    List<Flight> once = new ArrayList<>();
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Flight flight : flights.values()) {
      if (seen.add(flight.version())) {
        once.add(flight);
      }
    }
    return once;
  }

  private Replica replica(String region) {
    Replica replica = replicas.get(region);
    if (replica == null) {
      throw new IllegalStateException(name + " has no replica in " + region);
    }
    return replica;
  }
}

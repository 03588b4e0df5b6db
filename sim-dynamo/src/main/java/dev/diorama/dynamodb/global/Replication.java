package dev.diorama.dynamodb.global;

import dev.diorama.core.place.City;
import dev.diorama.core.place.Network;
import dev.diorama.core.random.Seeds;
import dev.diorama.core.time.SimClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apiguardian.api.API;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The ways between the replicas of all global tables of a cloud.
 *
 * @since 0.1
 */
@API(status = API.Status.INTERNAL, since = "0.1")
public final class Replication {
  private final SimClock clock;
  private final Seeds seeds;
  private final ReplicationConfig config;
  private final Receiver receiver;
  private final SortedSet<String> isolated = new TreeSet<>();
  private final List<Flight> parked = new ArrayList<>();

  /** Replication into {@code receiver}. */
  public Replication(SimClock clock, Seeds seeds, ReplicationConfig config, Receiver receiver) {
    this.clock = clock;
    this.seeds = seeds;
    this.config = config;
    this.receiver = receiver;
  }

  /**
   * Sends a write to all other replicas.
   *
   * @param region where it was made
   * @param image the item as it was written; empty for a deletion
   * @param nanos when it was made, which may be a little ahead of the clock
   */
  public void written(
      GlobalTable group,
      String region,
      Map<String, AttributeValue> key,
      Optional<Map<String, AttributeValue>> image,
      long nanos) {
    Version version = group.stamp(region, key, nanos);
    for (String target : group.regions()) {
      if (!target.equals(region)) {
        send(new Flight(group.number(), group, target, key, image, version));
      }
    }
  }

  /** Adds a replica that has been given a copy of {@code source}. */
  public void add(GlobalTable group, String region, String source) {
    group.add(region, source);
    for (Flight flight : group.writesOnTheirWay()) {
      if (!flight.source().equals(region)) {
        send(flight.to(region));
      }
    }
  }

  /** Takes a replica out; what is on its way there goes nowhere. */
  public void remove(GlobalTable group, String region) {
    group.remove(region);
    List<Flight> lost = parked.stream().filter(each -> isLost(each, group, region)).toList();
    parked.removeAll(lost);
    lost.forEach(group::landed);
  }

  private static boolean isLost(Flight flight, GlobalTable group, String region) {
    return flight.group() == group && flight.target().equals(region);
  }

  private void send(Flight flight) {
    flight.group().left(flight);
    go(flight);
  }

  /** A strongly consistent table's writes are there at once: their writer waits for them. */
  private void go(Flight flight) {
    if (flight.group().isStrong()) {
      arrive(flight);
    } else {
      depart(flight);
    }
  }

  /**
   * How long a Region waits until another has its write or has answered its read; empty when it
   * reaches none.
   */
  public OptionalLong acknowledgementNanos(GlobalTable group, String region) {
    if (isolated.contains(region)) {
      return OptionalLong.empty();
    }
    NavigableSet<String> members = new TreeSet<>(group.regions());
    group.witness().ifPresent(members::add);
    return members.stream()
        .filter(each -> !each.equals(region) && !isolated.contains(each))
        .mapToLong(each -> Network.roundTripNanos(City.ofRegion(region), City.ofRegion(each)))
        .min();
  }

  private void depart(Flight flight) {
    long departs = Math.max(flight.version().nanos(), clock.nanos());
    long arrives = flight.group().arrival(flight, departs + lag(flight.source(), flight.target()));
    clock.schedule(
        Math.max(0, arrives - clock.nanos()),
        "dynamodb: " + flight.group().name() + " to " + flight.target(),
        () -> arrive(flight));
  }

  private long lag(String source, String target) {
    return Network.oneWayNanos(City.ofRegion(source), City.ofRegion(target))
        + config.latency().sample(seeds.stream("dynamodb/replication/" + source + "/" + target));
  }

  private void arrive(Flight flight) {
    GlobalTable group = flight.group();
    if (!group.has(flight.target())) {
      group.landed(flight);
      return;
    }
    if (isolated.contains(flight.source()) || isolated.contains(flight.target())) {
      parked.add(flight);
      return;
    }
    boolean newer = group.isNewer(flight);
    if (!receiver.receive(flight, newer)) {
      clock.schedule(
          config.retry().toNanos(),
          "dynamodb: " + group.name() + " to " + flight.target() + " again",
          () -> arrive(flight));
      return;
    }
    if (newer) {
      group.took(flight);
    }
    group.landed(flight);
  }

  /** Lets no write into a Region or out of it; they wait. */
  public void isolate(String region) {
    isolated.add(region);
  }

  /** Lets the writes go on that waited for a Region, in their order. */
  public void heal(String region) {
    if (!isolated.remove(region)) {
      return;
    }
    List<Flight> waiting = new ArrayList<>(parked);
    parked.clear();
    for (Flight flight : waiting) {
      if (isolated.contains(flight.source()) || isolated.contains(flight.target())) {
        parked.add(flight);
      } else {
        go(flight);
      }
    }
  }

  /** Lets every Region be reached again. */
  public void healAll() {
    List.copyOf(isolated).forEach(this::heal);
  }

  /** How many writes wait for a Region that is cut off. */
  public int waiting() {
    return parked.size();
  }
}

package dev.diorama.cache.dax;

import dev.diorama.cache.dax.DaxModel.Cluster;
import dev.diorama.cache.dax.DaxModel.ParameterGroup;
import dev.diorama.cache.dax.DaxModel.SubnetGroup;
import dev.diorama.core.random.SimRandom;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import software.amazon.awssdk.services.dax.model.Event;
import software.amazon.awssdk.services.dax.model.SourceType;

/** Clusters and their groups by account and Region, in the order they were made. */
final class DaxStore {
  private record Place(String account, String region) {}

  /** One account in one Region. */
  static final class Region {
    final Map<String, Cluster> clusters = new LinkedHashMap<>();
    final Map<String, ParameterGroup> parameterGroups = new LinkedHashMap<>();
    final Map<String, SubnetGroup> subnetGroups = new LinkedHashMap<>();
    final String vpcId;
    final String securityGroup;

    /** What happened, oldest first. */
    final Deque<Event> events = new ArrayDeque<>();

    /** Notes what happened; after so many the oldest are forgotten. */
    void event(Instant at, SourceType type, String name, String message) {
      events.add(
          Event.builder().date(at).sourceType(type).sourceName(name).message(message).build());
      if (events.size() > MAX_EVENTS) {
        events.remove();
      }
    }

    /**
     * Every account has default groups (their texts observed in the AWS CLI's examples); its VPC,
     * which nobody simulates, is made up.
     */
    Region(SimRandom ids) {
      vpcId = "vpc-" + ids.hex(17);
      securityGroup = "sg-" + ids.hex(17);
      parameterGroups.put(
          DaxModel.DEFAULT_PARAMETERS,
          new ParameterGroup(DaxModel.DEFAULT_PARAMETERS, "Default parameter group for dax1.0"));
      subnetGroups.put(
          DaxModel.DEFAULT_SUBNETS,
          new SubnetGroup(
              DaxModel.DEFAULT_SUBNETS,
              "Default CacheSubnetGroup",
              vpcId,
              List.of("subnet-" + ids.hex(17), "subnet-" + ids.hex(17), "subnet-" + ids.hex(17))));
    }
  }

  /** Events kept per account and Region; assumed, AWS keeps two weeks of them. */
  private static final int MAX_EVENTS = 10_000;

  private final SimRandom ids;
  private final List<Consumer<Cluster>> watchers = new ArrayList<>();
  private final Map<Place, Region> regions = new LinkedHashMap<>();

  DaxStore(SimRandom ids) {
    this.ids = ids;
  }

  Region region(String account, String region) {
    return regions.computeIfAbsent(new Place(account, region), place -> new Region(ids));
  }

  /** Six characters that no other cluster's address has, drawn like AWS's. */
  String suffix() {
    return ids.text(SimRandom.LOWER_ALNUM, 6);
  }

  /** Every cluster there is. */
  List<Cluster> clusters() {
    List<Cluster> all = new ArrayList<>();
    regions.values().forEach(region -> all.addAll(region.clusters.values()));
    return all;
  }

  /** Lets {@code watcher} know whenever nodes of a cluster come or go. */
  void watch(Consumer<Cluster> watcher) {
    watchers.add(watcher);
  }

  void unwatch(Consumer<Cluster> watcher) {
    watchers.remove(watcher);
  }

  void changed(Cluster cluster) {
    List.copyOf(watchers).forEach(each -> each.accept(cluster));
  }
}

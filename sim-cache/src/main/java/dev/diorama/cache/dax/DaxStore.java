package dev.diorama.cache.dax;

import dev.diorama.cache.dax.DaxModel.Cluster;
import dev.diorama.cache.dax.DaxModel.ParameterGroup;
import dev.diorama.cache.dax.DaxModel.SubnetGroup;
import dev.diorama.core.random.SimRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

    /** Every account has default groups; its VPC, which nobody simulates, is made up. */
    Region(SimRandom ids) {
      vpcId = "vpc-" + ids.hex(17);
      securityGroup = "sg-" + ids.hex(17);
      parameterGroups.put(
          DaxModel.DEFAULT_PARAMETERS,
          new ParameterGroup(
              DaxModel.DEFAULT_PARAMETERS, "Default parameter group for DAX clusters"));
      subnetGroups.put(
          DaxModel.DEFAULT_SUBNETS,
          new SubnetGroup(
              DaxModel.DEFAULT_SUBNETS,
              "Default subnet group",
              vpcId,
              List.of("subnet-" + ids.hex(17), "subnet-" + ids.hex(17), "subnet-" + ids.hex(17))));
    }
  }

  private final SimRandom ids;
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
}

package dev.diorama.check;

import dev.diorama.core.json.Json;
import java.util.List;
import java.util.Optional;

/** Traps of DAX. */
final class CacheRules {
  static final List<Check> CHECKS =
      List.of(
          Check.warning(
              "DIO-DAX-001",
              6,
              "amazondynamodb/latest/developerguide/DAX.concepts.cluster.html",
              CacheRules::oneNode),
          Check.warning(
              "DIO-DAX-002",
              4,
              "amazondynamodb/latest/developerguide/DAX.cluster-management.html",
              CacheRules::keepsNothing),
          Check.error(
              "DIO-DAX-003",
              0,
              "amazondynamodb/latest/developerguide/DAX.html",
              CacheRules::outsideTheVpc));

  private CacheRules() {}

  private static void oneNode(Blueprint design, Traps found) {
    for (Resource cluster : design.of("AWS::DAX::Cluster")) {
      if (cluster.number(1, "ReplicationFactor") == 1) {
        Spot spot = cluster.spot("ReplicationFactor");
        found.add(spot, Fix.replace(spot, "3"), cluster.id());
      }
    }
  }

  private static void keepsNothing(Blueprint design, Traps found) {
    for (Resource group : design.of("AWS::DAX::ParameterGroup")) {
      for (String name : List.of("record-ttl-millis", "query-ttl-millis")) {
        if (group.number(300_000, "ParameterNameValues", name) == 0) {
          Spot spot = group.spot("ParameterNameValues", name);
          found.add(spot, Fix.replace(spot, "300000"), group.id(), name);
        }
      }
    }
  }

  private static void outsideTheVpc(Blueprint design, Traps found) {
    for (Resource function : design.of("AWS::Lambda::Function")) {
      Optional<Json> vpc = function.at("VpcConfig").filter(v -> !v.members().isEmpty());
      Optional<Resource> role = design.roleOf(function);
      boolean uses =
          role.map(design::identityStatements).orElse(List.of()).stream()
              .filter(Statement::allows)
              .flatMap(each -> each.actions().stream())
              .anyMatch(action -> action.startsWith("dax:"));
      if (uses && vpc.isEmpty()) {
        found.add(function.spot(), function.id());
      }
    }
  }
}

package dev.diorama.check;

import java.util.List;

/** Traps of DynamoDB. */
final class TableRules {
  static final List<Check> CHECKS =
      List.of(
          Check.warning(
              "DIO-DDB-001",
              42,
              "amazondynamodb/latest/developerguide/V2globaltables_HowItWorks.html",
              TableRules::onceInEachRegion),
          Check.warning(
              "DIO-DDB-002",
              20,
              "amazondynamodb/latest/developerguide/AutoScaling.html",
              TableRules::fixedCapacity));

  private TableRules() {}

  private static void onceInEachRegion(Blueprint design, Traps found) {
    for (Resource mapping : design.of("AWS::Lambda::EventSourceMapping")) {
      boolean filtered = !mapping.list("FilterCriteria", "Filters").isEmpty();
      design
          .named(mapping.text("EventSourceArn"), "AWS::DynamoDB::GlobalTable")
          .filter(table -> table.list("Replicas").size() > 1 && !filtered)
          .ifPresent(
              table ->
                  found.add(
                      mapping.spot(),
                      design
                          .named(mapping.text("FunctionName"))
                          .map(Resource::id)
                          .orElse(mapping.text("FunctionName")),
                      table.id()));
    }
  }

  private static void fixedCapacity(Blueprint design, Traps found) {
    for (Resource table : design.of("AWS::DynamoDB::Table")) {
      boolean provisioned =
          !table.text("BillingMode").equals("PAY_PER_REQUEST")
              && table.at("ProvisionedThroughput").isPresent();
      boolean scaled =
          design.of("AWS::ApplicationAutoScaling::ScalableTarget").stream()
              .map(target -> target.text("ResourceId"))
              .anyMatch(
                  id ->
                      design.named(id).filter(table::equals).isPresent()
                          || Names.of(table).filter(name -> Names.speaksOf(id, name)).isPresent());
      if (provisioned && !scaled) {
        found.add(table.spot("ProvisionedThroughput"), table.id());
      }
    }
  }
}

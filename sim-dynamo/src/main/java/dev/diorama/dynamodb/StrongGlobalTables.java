package dev.diorama.dynamodb;

import dev.diorama.core.router.Call;
import dev.diorama.core.wire.AwsException;
import dev.diorama.dynamodb.DynamoDbModel.Table;
import dev.diorama.dynamodb.global.GlobalTable;
import dev.diorama.dynamodb.global.Replication;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GlobalTableWitnessGroupUpdate;
import software.amazon.awssdk.services.dynamodb.model.MultiRegionConsistency;
import software.amazon.awssdk.services.dynamodb.model.ReplicationGroupUpdate;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;

/**
 * Global tables with multi-Region strong consistency (MRSC): who may be one, and what a write and a
 * strong read ask of the other Regions.
 *
 * <p>Documented:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_HowItWorks.html.
 * Three Regions of one set, or two and a witness; the table must be empty; a write is acknowledged
 * when another Region has it; writers of one item in two Regions at a time conflict; no time to
 * live, local indexes or transactions. Assumed: that a write and a strong read take the way to the
 * nearest other Region and back on top, and that a Region without quorum answers 503; the words of
 * refusals are ours but for the conflict's.
 */
final class StrongGlobalTables {
  private static final List<Set<String>> SETS =
      List.of(
          Set.of("us-east-1", "us-east-2", "us-west-2"),
          Set.of("eu-west-1", "eu-west-2", "eu-west-3", "eu-central-1"),
          Set.of("ap-northeast-1", "ap-northeast-2", "ap-northeast-3"));

  private static final int REGIONS = 3;

  private final Replication replication;

  StrongGlobalTables(Replication replication) {
    this.replication = replication;
  }

  /** Refuses a write that cannot be acknowledged, or that another Region is just making. */
  void beforeWrite(Call call, Table table, Map<String, AttributeValue> key) {
    GlobalTable group = table.global;
    if (group != null && group.isStrong()) {
      requireQuorum(call, group);
      if (group.isBusyElsewhere(call.region(), key, call.nowNanos())) {
        throw DynamoDbError.REPLICATED_WRITE_CONFLICT.with(
            "The request was rejected because one or more items in the request are being modified"
                + " by a request in another Region.");
      }
    }
  }

  /** Waits until another Region has a write. */
  void afterWrite(Call call, Table table, Map<String, AttributeValue> key) {
    GlobalTable group = table.global;
    if (group != null && group.isStrong()) {
      acknowledge(call, group);
      group.busy(call.region(), key, call.nowNanos());
    }
  }

  /** Asks another Region whether what is here is the last. */
  void read(Call call, Table table, boolean consistent) {
    GlobalTable group = table.global;
    if (consistent && group != null && group.isStrong()) {
      requireQuorum(call, group);
      acknowledge(call, group);
    }
  }

  private void acknowledge(Call call, GlobalTable group) {
    long nanos = replication.acknowledgementNanos(group, call.region()).orElse(0);
    call.charge(nanos);
    call.note("quorum", Long.toString(nanos / 1_000_000) + " ms");
  }

  private void requireQuorum(Call call, GlobalTable group) {
    if (replication.acknowledgementNanos(group, call.region()).isEmpty()) {
      throw DynamoDbError.SERVICE_UNAVAILABLE.with(
          "The Region cannot reach any other Region of the global table.");
    }
  }

  /** Refuses what a table of this kind has not. */
  static void refuse(Table table, String what) {
    if (table.global != null && table.global.isStrong()) {
      throw invalid(what + " is not supported on a global table with strong consistency");
    }
  }

  static boolean isWanted(UpdateTableRequest request) {
    return request.multiRegionConsistency() == MultiRegionConsistency.STRONG;
  }

  /** The Region of the witness that a request adds. */
  static Optional<String> witness(UpdateTableRequest request) {
    return request.globalTableWitnessUpdates().stream()
        .filter(each -> each.create() != null)
        .map(each -> each.create().regionName())
        .findFirst();
  }

  /** Refuses a strong global table that cannot be. */
  static void checkCreate(Table table, UpdateTableRequest request, boolean empty, boolean local) {
    new Violations()
        .oneOf(
            "multiRegionConsistency",
            request.multiRegionConsistencyAsString(),
            "EVENTUAL",
            "STRONG")
        .refuse();
    if (!isWanted(request)) {
      if (request.hasGlobalTableWitnessUpdates() && (table.global == null)) {
        throw invalid("a witness needs MultiRegionConsistency STRONG");
      }
      return;
    }
    List<String> regions = new ArrayList<>(List.of(table.ref.region()));
    for (ReplicationGroupUpdate update : request.replicaUpdates()) {
      regions.add(update.create() == null ? "" : update.create().regionName());
    }
    for (GlobalTableWitnessGroupUpdate update : request.globalTableWitnessUpdates()) {
      regions.add(update.create() == null ? "" : update.create().regionName());
    }
    boolean apart = new TreeSet<>(regions).size() == REGIONS;
    if (table.global != null || regions.size() != REGIONS || !apart) {
      throw invalid(
          "strong consistency needs a table without replicas and, in one request, two replicas or"
              + " one and a witness");
    }
    if (request.globalTableWitnessUpdates().size() > 1) {
      throw invalid("a global table has one witness at most");
    }
    if (SETS.stream().noneMatch(set -> set.containsAll(regions))) {
      throw invalid("the Regions " + regions + " are not of one set");
    }
    if (!empty) {
      throw invalid("only an empty table can become strongly consistent");
    }
    if (local || table.timeToLiveAttribute != null) {
      throw invalid(
          "a table with local secondary indexes or time to live cannot become strongly consistent");
    }
  }

  /** Refuses to take away less than all the other Regions. */
  static void checkDelete(Table table, UpdateTableRequest request) {
    GlobalTable group = table.global;
    if (group == null || !group.isStrong()) {
      return;
    }
    boolean changes =
        !request.replicaUpdates().isEmpty() || !request.globalTableWitnessUpdates().isEmpty();
    long replicas = request.replicaUpdates().stream().filter(each -> each.delete() != null).count();
    long witnesses =
        request.globalTableWitnessUpdates().stream().filter(each -> each.delete() != null).count();
    int witness = group.witness().isPresent() ? 1 : 0;
    if (changes && (replicas != group.regions().size() - 1L || witnesses != witness)) {
      throw invalid(
          "of a global table with strong consistency all other replicas and the witness are removed"
              + " together, and none is added");
    }
  }

  private static AwsException invalid(String why) {
    return DynamoDbError.VALIDATION.with("One or more parameter values were invalid: " + why);
  }
}

package dev.diorama.dynamodb;

import dev.diorama.core.time.SimClock;
import dev.diorama.core.wire.AwsException;
import dev.diorama.dynamodb.DynamoDbModel.Table;
import dev.diorama.dynamodb.TableThroughput.Resource;
import dev.diorama.dynamodb.capacity.CapacityRules;
import dev.diorama.dynamodb.capacity.DecreaseQuota;
import dev.diorama.dynamodb.capacity.OperationType;
import dev.diorama.dynamodb.capacity.Throughput;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexUpdate;
import software.amazon.awssdk.services.dynamodb.model.OnDemandThroughput;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughput;
import software.amazon.awssdk.services.dynamodb.model.UpdateGlobalSecondaryIndexAction;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.WarmThroughput;

/**
 * What is refused of the throughput that is asked for tables and indexes, and what is to be of it.
 *
 * <p>Limits are documented
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html). Messages
 * are observed in the issue trackers of clients where they are AWS's; those of quotas are worded
 * here.
 */
final class ThroughputRules {
  private static final String BOTH =
      "One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits must"
          + " both be specified when BillingMode is PROVISIONED";

  private static final String NEITHER =
      "One or more parameter values were invalid: Neither ReadCapacityUnits nor WriteCapacityUnits"
          + " can be specified when BillingMode is PAY_PER_REQUEST";

  private static final String MAX_NEEDS_ON_DEMAND =
      "One or more parameter values were invalid: OnDemandThroughput can only be specified when"
          + " BillingMode is PAY_PER_REQUEST";

  private final DynamoDbStore store;
  private final CapacityRules rules;
  private final SimClock clock;

  ThroughputRules(DynamoDbStore store, CapacityRules rules, SimClock clock) {
    this.store = store;
    this.rules = rules;
    this.clock = clock;
  }

  /** Refuses what a new table cannot have, before the engine, which knows no quota, makes it. */
  void checkCreate(TableRef ref, CreateTableRequest request) {
    boolean onDemand = request.billingMode() == BillingMode.PAY_PER_REQUEST;
    checkUnits("provisionedThroughput", request.provisionedThroughput());
    checkMaximum(onDemand, request.onDemandThroughput());
    checkWarm(null, request.warmThroughput());
    long reads = reads(request.provisionedThroughput());
    long writes = writes(request.provisionedThroughput());
    for (GlobalSecondaryIndex index : request.globalSecondaryIndexes()) {
      checkUnits("provisionedThroughput", index.provisionedThroughput());
      checkMaximum(onDemand, index.onDemandThroughput());
      checkWarm(null, index.warmThroughput());
      reads += reads(index.provisionedThroughput());
      writes += writes(index.provisionedThroughput());
    }
    checkAccount(ref, reads, writes);
  }

  /** Refuses what cannot be changed, and says what is to be. */
  ThroughputChange checkUpdate(Table table, UpdateTableRequest request) {
    boolean updates =
        request.globalSecondaryIndexUpdates().stream().anyMatch(u -> u.update() != null);
    boolean wanted =
        request.billingMode() != null
            || request.provisionedThroughput() != null
            || request.hasGlobalSecondaryIndexUpdates();
    if (wanted && table.throughput.isUpdating()) {
      throw DynamoDbStore.updating(table);
    }
    boolean wasOnDemand = !table.throughput.table.isProvisioned();
    boolean onDemand =
        request.billingMode() == null
            ? wasOnDemand
            : request.billingMode() == BillingMode.PAY_PER_REQUEST;
    checkMaximum(onDemand, request.onDemandThroughput());
    checkWarm(table.throughput.table, request.warmThroughput());
    if (onDemand && request.provisionedThroughput() != null) {
      throw DynamoDbError.VALIDATION.with(NEITHER);
    }
    if (!onDemand && wasOnDemand && request.provisionedThroughput() == null) {
      throw DynamoDbError.VALIDATION.with(BOTH);
    }
    checkUnits("provisionedThroughput", request.provisionedThroughput());
    checkIndexUpdates(table, onDemand, request.globalSecondaryIndexUpdates());
    Map<Resource, Throughput> to = new LinkedHashMap<>();
    if (onDemand != wasOnDemand) {
      switchMode(table, request, onDemand, to);
    } else if (!onDemand && (request.provisionedThroughput() != null || updates)) {
      provision(table, request, to);
    }
    if (!onDemand) {
      checkAfter(table, request, to);
      checkDecreases(to);
    }
    return to.isEmpty() ? ThroughputChange.NONE : new ThroughputChange(to);
  }

  private void checkIndexUpdates(
      Table table, boolean onDemand, List<GlobalSecondaryIndexUpdate> updates) {
    for (GlobalSecondaryIndexUpdate update : updates) {
      if (update.create() != null) {
        ProvisionedThroughput units = update.create().provisionedThroughput();
        checkUnits("globalSecondaryIndexUpdates.member.create.provisionedThroughput", units);
        checkMaximum(onDemand, update.create().onDemandThroughput());
        checkWarm(null, update.create().warmThroughput());
        if (onDemand == (units != null)) {
          throw DynamoDbError.VALIDATION.with(
              onDemand ? NEITHER : unspecified(update.create().indexName()));
        }
      }
      if (update.update() != null) {
        ProvisionedThroughput units = update.update().provisionedThroughput();
        checkUnits("globalSecondaryIndexUpdates.member.update.provisionedThroughput", units);
        checkMaximum(onDemand, update.update().onDemandThroughput());
        if (onDemand && units != null) {
          throw DynamoDbError.VALIDATION.with(NEITHER);
        }
        if (!table.throughput.indexes.containsKey(String.valueOf(update.update().indexName()))) {
          throw noIndex(table, String.valueOf(update.update().indexName()));
        }
        checkWarm(
            table.throughput.indexes.get(update.update().indexName()),
            update.update().warmThroughput());
      }
    }
  }

  private static AwsException noIndex(Table table, String name) {
    return DynamoDbError.RESOURCE_NOT_FOUND.with(
        DynamoDbError.NO_RESOURCE
            + ": Table: "
            + table.ref.name()
            + " does not have an index named "
            + name);
  }

  private static String unspecified(@Nullable String index) {
    return "One or more parameter values were invalid: ProvisionedThroughput is not specified for"
        + " index: "
        + index;
  }

  private void switchMode(
      Table table, UpdateTableRequest request, boolean onDemand, Map<Resource, Throughput> to) {
    TableThroughput of = table.throughput;
    if (onDemand) {
      if (!of.switches.allows(clock.instant())) {
        throw DynamoDbError.LIMIT_EXCEEDED.with(
            "Subscriber limit exceeded: Update to PayPerRequest mode are limited to 4 times in 1"
                + " day(s)");
      }
      for (Resource each : of.all()) {
        to.put(each, Throughput.OnDemand.FREE);
      }
      return;
    }
    to.put(of.table, TableThroughput.of(false, request.provisionedThroughput(), null));
    for (Resource index : of.indexes.values()) {
      ProvisionedThroughput units = wanted(request, String.valueOf(index.index));
      if (units == null) {
        throw DynamoDbError.VALIDATION.with(unspecified(index.index));
      }
      to.put(index, TableThroughput.of(false, units, null));
    }
  }

  private static @Nullable ProvisionedThroughput wanted(UpdateTableRequest request, String index) {
    for (GlobalSecondaryIndexUpdate update : request.globalSecondaryIndexUpdates()) {
      UpdateGlobalSecondaryIndexAction action = update.update();
      if (action != null && index.equals(action.indexName())) {
        return action.provisionedThroughput();
      }
    }
    return null;
  }

  private static void provision(
      Table table, UpdateTableRequest request, Map<Resource, Throughput> to) {
    TableThroughput of = table.throughput;
    if (request.provisionedThroughput() != null) {
      put(of.table, request.provisionedThroughput(), "table", "the table", to);
    }
    for (Resource index : of.indexes.values()) {
      ProvisionedThroughput units = wanted(request, String.valueOf(index.index));
      if (units != null) {
        put(index, units, "index", "the index " + index.index, to);
      }
    }
  }

  private static void put(
      Resource resource,
      ProvisionedThroughput wanted,
      String kind,
      String name,
      Map<Resource, Throughput> to) {
    long reads = resource.provisioned(OperationType.READ);
    long writes = resource.provisioned(OperationType.WRITE);
    if (reads == wanted.readCapacityUnits() && writes == wanted.writeCapacityUnits()) {
      throw DynamoDbError.VALIDATION.with(
          String.format(
              java.util.Locale.ROOT,
              "The provisioned throughput for %1$s will not change. The requested value equals the"
                  + " current value. Current ReadCapacityUnits provisioned for the %2$s: %3$d."
                  + " Requested ReadCapacityUnits: %3$d. Current WriteCapacityUnits provisioned for"
                  + " the %2$s: %4$d. Requested WriteCapacityUnits: %4$d. Refer to the Amazon"
                  + " DynamoDB Developer Guide for current limits and how to request higher limits.",
              name,
              kind,
              reads,
              writes));
    }
    to.put(resource, TableThroughput.of(false, wanted, null));
  }

  /** What the account will have provisioned when the change has landed must be within its quota. */
  private void checkAfter(Table table, UpdateTableRequest request, Map<Resource, Throughput> to) {
    long reads = 0;
    long writes = 0;
    for (Map.Entry<Resource, Throughput> each : to.entrySet()) {
      Throughput.Provisioned units = (Throughput.Provisioned) each.getValue();
      reads += units.reads() - each.getKey().provisioned(OperationType.READ);
      writes += units.writes() - each.getKey().provisioned(OperationType.WRITE);
    }
    for (GlobalSecondaryIndexUpdate update : request.globalSecondaryIndexUpdates()) {
      if (update.create() != null) {
        reads += reads(update.create().provisionedThroughput());
        writes += writes(update.create().provisionedThroughput());
      }
    }
    if (reads > 0 || writes > 0) {
      checkAccount(table.ref, reads, writes);
    }
  }

  /** The change of a replica that follows another, which is switched to the other mode. */
  ThroughputChange following(Table replica, UpdateTableRequest request) {
    Map<Resource, Throughput> to = new LinkedHashMap<>();
    boolean onDemand = request.billingMode() == BillingMode.PAY_PER_REQUEST;
    if (request.billingMode() != null && onDemand == replica.throughput.table.isProvisioned()) {
      if (onDemand) {
        replica.throughput.all().forEach(each -> to.put(each, Throughput.OnDemand.FREE));
      } else {
        switchMode(replica, request, false, to);
      }
    }
    return to.isEmpty() ? ThroughputChange.NONE : new ThroughputChange(to);
  }

  /** Refuses what a replica, new or old, cannot have of its own. */
  void checkOverrides(Table like, ReplicaOverrides own) {
    boolean onDemand = !like.throughput.table.isProvisioned();
    checkReads("provisionedThroughputOverride", onDemand, own.table());
    own.indexes()
        .forEach(
            (name, reads) -> {
              if (!like.throughput.indexes.containsKey(name)) {
                throw noIndex(like, name);
              }
              checkReads("globalSecondaryIndexes.provisionedThroughputOverride", onDemand, reads);
            });
  }

  private void checkReads(String member, boolean onDemand, ReplicaOverrides.Reads reads) {
    if (reads.provisioned() != null) {
      if (onDemand) {
        throw DynamoDbError.VALIDATION.with(NEITHER);
      }
      checkUnits(member + ".readCapacityUnits", reads.provisioned());
    }
    if (reads.maximum() != null) {
      checkMaximum(
          onDemand, OnDemandThroughput.builder().maxReadRequestUnits(reads.maximum()).build());
    }
  }

  /** Refuses a replica that its Region's quota has no room for. */
  void checkCopy(Table source, TableRef copy, ReplicaOverrides own) {
    long reads = 0;
    long writes = 0;
    for (Resource each : source.throughput.all()) {
      if (own.on(each) instanceof Throughput.Provisioned units) {
        reads += units.reads();
        writes += units.writes();
      }
    }
    checkAccount(copy, reads, writes);
  }

  /** What changes of a replica by what is its own. */
  ThroughputChange checkReads(Table replica, ReplicaOverrides own) {
    Map<Resource, Throughput> to = new LinkedHashMap<>();
    long more = 0;
    for (Resource each : replica.throughput.all()) {
      Throughput wanted = own.on(each);
      if (!wanted.equals(each.capacity.throughput())) {
        to.put(each, wanted);
        more += ((Throughput.Provisioned) wanted).reads() - each.provisioned(OperationType.READ);
      }
    }
    checkAccount(replica.ref, more, 0);
    checkDecreases(to);
    return to.isEmpty() ? ThroughputChange.NONE : new ThroughputChange(to);
  }

  private void checkAccount(TableRef ref, long moreReads, long moreWrites) {
    long reads = moreReads;
    long writes = moreWrites;
    for (Table table : store.region(ref.account(), ref.region()).tables.values()) {
      for (Resource each : table.throughput.all()) {
        reads += each.provisioned(OperationType.READ);
        writes += each.provisioned(OperationType.WRITE);
      }
    }
    if ((moreReads > 0 && reads > rules.accountQuota())
        || (moreWrites > 0 && writes > rules.accountQuota())) {
      throw DynamoDbError.LIMIT_EXCEEDED.with(
          "Subscriber limit exceeded: Provisioned throughput of an account is limited to "
              + rules.accountQuota()
              + " read and as many write capacity units in a Region");
    }
  }

  private void checkDecreases(Map<Resource, Throughput> to) {
    Instant now = clock.instant();
    for (Map.Entry<Resource, Throughput> each : to.entrySet()) {
      Resource resource = each.getKey();
      DecreaseQuota quota = resource.decreases;
      if (ThroughputChange.isLower(resource, each.getValue()) && !quota.allows(now)) {
        // Observed but for the dates at its end.
        throw DynamoDbError.LIMIT_EXCEEDED.with(
            "Subscriber limit exceeded: Provisioned throughput decreases are limited within a given"
                + " UTC day. After the first 4 decreases, each subsequent decrease in the same UTC"
                + " day can be performed at most once every 3600 seconds. Number of decreases today:"
                + " "
                + quota.today(now)
                + ". Last decrease at "
                + quota.last().map(Instant::toString).orElse("-")
                + ". Next decrease can be made at "
                + quota.last().map(then -> then.plus(Duration.ofHours(1)).toString()).orElse("-"));
      }
    }
  }

  private static void checkMaximum(boolean onDemand, @Nullable OnDemandThroughput maximum) {
    if (maximum == null) {
      return;
    }
    if (!onDemand) {
      throw DynamoDbError.VALIDATION.with(MAX_NEEDS_ON_DEMAND);
    }
    for (Long units : new Long[] {maximum.maxReadRequestUnits(), maximum.maxWriteRequestUnits()}) {
      if (units != null && units != -1 && units < 1) {
        throw DynamoDbError.VALIDATION.with(
            "One or more parameter values were invalid: a maximum of OnDemandThroughput must be at"
                + " least 1, or -1 for none");
      }
    }
  }

  /**
   * Warm throughput only rises: documented,
   * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/warm-throughput.html; that it
   * is refused as "lower than" is observed by ScyllaDB's {@code test_warm_throughput.py}, the rest
   * of the words is ours.
   */
  private void checkWarm(@Nullable Resource now, @Nullable WarmThroughput wanted) {
    if (wanted != null) {
      checkWarm(now, OperationType.READ, "ReadUnitsPerSecond", wanted.readUnitsPerSecond());
      checkWarm(now, OperationType.WRITE, "WriteUnitsPerSecond", wanted.writeUnitsPerSecond());
    }
  }

  private void checkWarm(
      @Nullable Resource now, OperationType type, String member, @Nullable Long wanted) {
    long least = type == OperationType.READ ? rules.initialReads() : rules.initialWrites();
    long current = now == null ? least : now.capacity.warm(type, clock.nanos());
    if (wanted != null && wanted < current) {
      throw DynamoDbError.VALIDATION.with(
          "One or more parameter values were invalid: Requested "
              + member
              + " for WarmThroughput is lower than "
              + (now == null ? "the minimum of " + least : "current WarmThroughput")
              + ", decreasing WarmThroughput is not supported");
    }
  }

  private void checkUnits(String member, @Nullable ProvisionedThroughput units) {
    if (units == null) {
      return;
    }
    checkUnits(member + ".readCapacityUnits", units.readCapacityUnits());
    checkUnits(member + ".writeCapacityUnits", units.writeCapacityUnits());
  }

  private void checkUnits(String member, @Nullable Long units) {
    if (units == null || units < 1) {
      throw DynamoDbError.VALIDATION.with(
          units == null
              ? "1 validation error detected: Value null at '"
                  + member
                  + "' failed to satisfy constraint: Member must not be null"
              : "1 validation error detected: Value '"
                  + units
                  + "' at '"
                  + member
                  + "' failed to satisfy constraint: Member must have value greater than or equal to"
                  + " 1");
    }
    if (units > rules.tableQuota()) {
      throw DynamoDbError.LIMIT_EXCEEDED.with(
          "Subscriber limit exceeded: Provisioned throughput of a table or index is limited to "
              + rules.tableQuota()
              + " read and as many write capacity units");
    }
  }

  private static long reads(@Nullable ProvisionedThroughput units) {
    return Optional.ofNullable(units).map(ProvisionedThroughput::readCapacityUnits).orElse(0L);
  }

  private static long writes(@Nullable ProvisionedThroughput units) {
    return Optional.ofNullable(units).map(ProvisionedThroughput::writeCapacityUnits).orElse(0L);
  }
}

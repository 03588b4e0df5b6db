package dev.diorama.dynamodb;

import dev.diorama.core.metric.Metrics;
import dev.diorama.core.time.SimClock;
import dev.diorama.dynamodb.DynamoDbModel.KeyAttributes;
import dev.diorama.dynamodb.DynamoDbModel.Table;
import dev.diorama.dynamodb.TableThroughput.Resource;
import dev.diorama.dynamodb.capacity.CapacityRules;
import dev.diorama.dynamodb.capacity.DecreaseQuota;
import dev.diorama.dynamodb.capacity.OperationType;
import dev.diorama.dynamodb.capacity.Throughput;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateReplicationGroupMemberAction;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexUpdate;
import software.amazon.awssdk.services.dynamodb.model.OnDemandThroughput;
import software.amazon.awssdk.services.dynamodb.model.OnDemandThroughputOverride;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughput;
import software.amazon.awssdk.services.dynamodb.model.ReplicaGlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.UpdateGlobalSecondaryIndexAction;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.WarmThroughput;

/**
 * How the throughput of tables and indexes is set and changed: what is refused, and when a change
 * lands.
 *
 * <p>Limits are documented
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html); that a
 * change needs minutes too (AutoScaling.html). Messages are observed in the issue trackers of
 * clients where they are AWS's; those of quotas are worded here.
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

  private static final ProvisionedThroughput ENGINES =
      ProvisionedThroughput.builder().readCapacityUnits(1L).writeCapacityUnits(1L).build();

  /** What an update changes: the throughput to be of each resource that gets another. */
  record Change(Map<Resource, Throughput> to) {
    static final Change NONE = new Change(Map.of());

    boolean isNone() {
      return to.isEmpty();
    }
  }

  private final DynamoDbStore store;
  private final CapacityRules rules;
  private final Duration updateTime;
  private final SimClock clock;
  private final Metrics metrics;

  ThroughputRules(
      DynamoDbStore store,
      CapacityRules rules,
      Duration updateTime,
      SimClock clock,
      Metrics metrics) {
    this.store = store;
    this.rules = rules;
    this.updateTime = updateTime;
    this.clock = clock;
    this.metrics = metrics;
  }

  /** Refuses what a new table cannot have, before the engine, which knows no quota, makes it. */
  void checkCreate(TableRef ref, CreateTableRequest request) {
    boolean onDemand = request.billingMode() == BillingMode.PAY_PER_REQUEST;
    checkUnits("provisionedThroughput", request.provisionedThroughput());
    checkMaximum(onDemand, request.onDemandThroughput());
    long reads = reads(request.provisionedThroughput());
    long writes = writes(request.provisionedThroughput());
    for (GlobalSecondaryIndex index : request.globalSecondaryIndexes()) {
      checkUnits("provisionedThroughput", index.provisionedThroughput());
      checkMaximum(onDemand, index.onDemandThroughput());
      reads += reads(index.provisionedThroughput());
      writes += writes(index.provisionedThroughput());
    }
    checkAccount(ref, reads, writes);
  }

  /** The throughput of a table that has just been made, its indexes still to come. */
  TableThroughput created(CreateTableRequest request, KeyAttributes key) {
    TableThroughput made =
        new TableThroughput(
            rules,
            key,
            throughput(
                request.billingMode() == BillingMode.PAY_PER_REQUEST,
                request.provisionedThroughput(),
                request.onDemandThroughput()),
            request.localSecondaryIndexes().size(),
            clock.nanos());
    warm(made.table, request.warmThroughput());
    return made;
  }

  /** Adds an index that has just been made, with whatever was asked for it. */
  void created(
      Table table,
      String name,
      KeyAttributes key,
      @Nullable ProvisionedThroughput provisioned,
      @Nullable OnDemandThroughput onDemand,
      @Nullable WarmThroughput warm) {
    Resource index =
        table.throughput.index(
            name, key, throughput(provisioned == null, provisioned, onDemand), clock.nanos());
    index.onDemand = onDemand;
    index.warm = warm;
    warm(index, warm);
  }

  /** Shows CloudWatch how much of its quota the account has provisioned. */
  void tell(TableRef ref) {
    long reads = 0;
    long writes = 0;
    long mostReads = 0;
    long mostWrites = 0;
    for (Table table : store.region(ref.account(), ref.region()).tables.values()) {
      for (Resource each : table.throughput.all()) {
        reads += each.provisioned(OperationType.READ);
        writes += each.provisioned(OperationType.WRITE);
        mostReads = Math.max(mostReads, each.provisioned(OperationType.READ));
        mostWrites = Math.max(mostWrites, each.provisioned(OperationType.WRITE));
      }
    }
    if (reads + writes > 0) {
      utilization(ref, "AccountProvisionedReadCapacityUtilization", reads);
      utilization(ref, "AccountProvisionedWriteCapacityUtilization", writes);
      utilization(ref, "MaxProvisionedTableReadCapacityUtilization", mostReads);
      utilization(ref, "MaxProvisionedTableWriteCapacityUtilization", mostWrites);
    }
  }

  private void utilization(TableRef ref, String metric, long units) {
    metrics
        .in(ref.account(), ref.region())
        .add(CapacityMeter.NAMESPACE, metric, 100.0 * units / rules.accountQuota());
  }

  /** Refuses what cannot be changed, and says what is to be. */
  Change checkUpdate(Table table, UpdateTableRequest request) {
    boolean updates =
        request.globalSecondaryIndexUpdates().stream().anyMatch(u -> u.update() != null);
    boolean wanted =
        request.billingMode() != null
            || request.provisionedThroughput() != null
            || request.hasGlobalSecondaryIndexUpdates();
    if (wanted && table.throughput.isUpdating()) {
      // Observed, in the issue trackers of clients.
      throw DynamoDbError.RESOURCE_IN_USE.with(
          "Attempt to change a resource which is still in use: Table is being updated: "
              + table.ref.name());
    }
    boolean wasOnDemand = !table.throughput.table.isProvisioned();
    boolean onDemand =
        request.billingMode() == null
            ? wasOnDemand
            : request.billingMode() == BillingMode.PAY_PER_REQUEST;
    checkMaximum(onDemand, request.onDemandThroughput());
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
    return to.isEmpty() ? Change.NONE : new Change(to);
  }

  private void checkIndexUpdates(
      Table table, boolean onDemand, List<GlobalSecondaryIndexUpdate> updates) {
    for (GlobalSecondaryIndexUpdate update : updates) {
      if (update.create() != null) {
        ProvisionedThroughput units = update.create().provisionedThroughput();
        checkUnits("globalSecondaryIndexUpdates.member.create.provisionedThroughput", units);
        checkMaximum(onDemand, update.create().onDemandThroughput());
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
          throw DynamoDbError.RESOURCE_NOT_FOUND.with(
              DynamoDbError.NO_RESOURCE
                  + ": Table: "
                  + table.ref.name()
                  + " does not have an index named "
                  + update.update().indexName());
        }
      }
    }
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
    to.put(of.table, throughput(false, request.provisionedThroughput(), null));
    for (Resource index : of.indexes.values()) {
      ProvisionedThroughput units = wanted(request, String.valueOf(index.index));
      if (units == null) {
        throw DynamoDbError.VALIDATION.with(unspecified(index.index));
      }
      to.put(index, throughput(false, units, null));
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
    to.put(resource, throughput(false, wanted, null));
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
      if (isLower(resource, each.getValue()) && !quota.allows(now)) {
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

  private static boolean isLower(Resource resource, Throughput to) {
    return resource.capacity.throughput() instanceof Throughput.Provisioned from
        && to instanceof Throughput.Provisioned units
        && (units.reads() < from.reads() || units.writes() < from.writes());
  }

  private static boolean isHigher(Resource resource, Throughput to) {
    return resource.capacity.throughput() instanceof Throughput.Provisioned from
        && to instanceof Throughput.Provisioned units
        && (units.reads() > from.reads() || units.writes() > from.writes());
  }

  /** Begins a change that has been checked; until it lands the table is UPDATING. */
  void begin(Table table, Change change) {
    if (change.isNone()) {
      return;
    }
    Instant now = clock.instant();
    boolean onDemand = false;
    for (Map.Entry<Resource, Throughput> each : change.to().entrySet()) {
      each.getKey().coming = each.getValue();
      if (isLower(each.getKey(), each.getValue())) {
        each.getKey().decreases.used(now);
      }
      onDemand = onDemand || each.getValue() instanceof Throughput.OnDemand;
    }
    if (onDemand) {
      table.throughput.switches.used(now);
    }
    clock.schedule(
        updateTime.toNanos(),
        "dynamodb: throughput of " + table.ref.name(),
        () -> land(table, change));
  }

  private void land(Table table, Change change) {
    if (store.find(table.ref).filter(each -> each == table).isEmpty()) {
      return; // It was deleted meanwhile.
    }
    Instant now = clock.instant();
    for (Map.Entry<Resource, Throughput> each : change.to().entrySet()) {
      Resource resource = each.getKey();
      Throughput to = each.getValue();
      if (isHigher(resource, to)) {
        resource.lastIncrease = now;
      }
      if (isLower(resource, to)) {
        resource.lastDecrease = now;
      }
      resource.coming = null;
      if (to instanceof Throughput.OnDemand) {
        to = maxima(resource == table.throughput.table ? table.onDemand : resource.onDemand);
        table.onDemandSince = now;
      }
      resource.capacity.change(to, clock.nanos());
      resource.toldMinute = -1;
    }
    tell(table.ref);
  }

  /**
   * Gives a new replica the maxima that were asked for it alone. Only those of reads can be:
   * documented,
   * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateReplicationGroupMemberAction.html
   */
  void override(Table copy, CreateReplicationGroupMemberAction wanted) {
    if (wanted.onDemandThroughputOverride() != null) {
      maximum(copy, reads(wanted.onDemandThroughputOverride()));
    }
    for (ReplicaGlobalSecondaryIndex each : wanted.globalSecondaryIndexes()) {
      Resource index = copy.throughput.indexes.get(each.indexName());
      if (index != null && each.onDemandThroughputOverride() != null) {
        index.onDemand = merged(index.onDemand, reads(each.onDemandThroughputOverride()));
        maximum(index, index.onDemand);
      }
    }
  }

  private static OnDemandThroughput reads(OnDemandThroughputOverride wanted) {
    return OnDemandThroughput.builder().maxReadRequestUnits(wanted.maxReadRequestUnits()).build();
  }

  /** Sets the maximum of a table in on-demand mode at once. */
  void maximum(Table table, OnDemandThroughput wanted) {
    table.onDemand = merged(table.onDemand, wanted);
    maximum(table.throughput.table, table.onDemand);
  }

  /** Sets what updates of indexes ask for beside provisioned throughput. */
  void indexes(Table table, List<GlobalSecondaryIndexUpdate> updates) {
    for (GlobalSecondaryIndexUpdate update : updates) {
      UpdateGlobalSecondaryIndexAction action = update.update();
      Resource index =
          action == null ? null : table.throughput.indexes.get(String.valueOf(action.indexName()));
      if (action != null && index != null) {
        if (action.onDemandThroughput() != null) {
          index.onDemand = merged(index.onDemand, action.onDemandThroughput());
          maximum(index, index.onDemand);
        }
        if (action.warmThroughput() != null) {
          index.warm = action.warmThroughput();
          warm(index, index.warm);
        }
      }
    }
  }

  private void maximum(Resource resource, @Nullable OnDemandThroughput wanted) {
    if (!resource.isProvisioned()) {
      resource.capacity.change(maxima(wanted), clock.nanos());
    }
  }

  /** Warms a table or an index; documented to cost money and no time that matters here. */
  void warm(Resource resource, @Nullable WarmThroughput wanted) {
    if (wanted != null) {
      resource.capacity.warm(
          wanted.readUnitsPerSecond() == null ? 0 : wanted.readUnitsPerSecond(),
          wanted.writeUnitsPerSecond() == null ? 0 : wanted.writeUnitsPerSecond(),
          clock.nanos());
    }
  }

  /** What the engine is told of units that have been checked here: its own quota is not ours. */
  static @Nullable ProvisionedThroughput forEngine(@Nullable ProvisionedThroughput given) {
    return given == null ? null : ENGINES;
  }

  /** The updates of indexes that the engine has to make: it takes no part in throughput. */
  static List<GlobalSecondaryIndexUpdate> forEngine(
      List<GlobalSecondaryIndexUpdate> updates, boolean engineProvisions) {
    List<GlobalSecondaryIndexUpdate> made = new ArrayList<>();
    for (GlobalSecondaryIndexUpdate update : updates) {
      if (update.create() != null) {
        made.add(
            update.toBuilder()
                .create(
                    update.create().toBuilder()
                        .provisionedThroughput(engineProvisions ? ENGINES : null)
                        .onDemandThroughput((OnDemandThroughput) null)
                        .warmThroughput((WarmThroughput) null)
                        .build())
                .build());
      } else if (update.update() == null) {
        made.add(update);
      }
    }
    return made;
  }

  private static OnDemandThroughput merged(
      @Nullable OnDemandThroughput before, OnDemandThroughput wanted) {
    if (before == null) {
      return wanted;
    }
    OnDemandThroughput.Builder both = before.toBuilder();
    if (wanted.maxReadRequestUnits() != null) {
      both.maxReadRequestUnits(wanted.maxReadRequestUnits());
    }
    if (wanted.maxWriteRequestUnits() != null) {
      both.maxWriteRequestUnits(wanted.maxWriteRequestUnits());
    }
    return both.build();
  }

  static Throughput throughput(
      boolean onDemand,
      @Nullable ProvisionedThroughput provisioned,
      @Nullable OnDemandThroughput maximum) {
    return onDemand || provisioned == null
        ? maxima(maximum)
        : new Throughput.Provisioned(
            provisioned.readCapacityUnits(), provisioned.writeCapacityUnits());
  }

  private static Throughput.OnDemand maxima(@Nullable OnDemandThroughput maximum) {
    return maximum == null
        ? Throughput.OnDemand.FREE
        : new Throughput.OnDemand(
            positive(maximum.maxReadRequestUnits()), positive(maximum.maxWriteRequestUnits()));
  }

  /** A maximum of -1 is none; documented. */
  private static OptionalLong positive(@Nullable Long units) {
    return units == null || units < 1 ? OptionalLong.empty() : OptionalLong.of(units);
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

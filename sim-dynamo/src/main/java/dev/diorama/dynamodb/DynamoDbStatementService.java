package dev.diorama.dynamodb;

import dev.diorama.core.random.SimRandom;
import dev.diorama.core.router.Access;
import dev.diorama.core.router.Call;
import dev.diorama.core.time.SimClock;
import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.ErrorCode;
import dev.diorama.dynamodb.CapacityMeter.Kind;
import dev.diorama.dynamodb.CapacityMeter.Spent;
import dev.diorama.dynamodb.DynamoDbChanges.Cause;
import dev.diorama.dynamodb.DynamoDbChanges.Target;
import dev.diorama.dynamodb.DynamoDbModel.Table;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.ExecuteStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.ExecuteTransactionRequest;
import software.amazon.awssdk.services.dynamodb.model.ExecuteTransactionResponse;
import software.amazon.awssdk.services.dynamodb.model.ItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ParameterizedStatement;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;

/**
 * PartiQL: statements alone, in batches and in transactions.
 *
 * <p>The engine runs them and meters nothing, so units are counted here: a write by the larger of
 * the item's images, twice in a transaction; a read by the items that come back, whole. What a
 * filter left out of a SELECT is not counted, nor are writes of indexes; both are deviations.
 */
final class DynamoDbStatementService {
  /** Pages that are remembered until they are asked for; ours. */
  private static final int MAX_PAGES = 1_000;

  private final DynamoDbStore store;
  private final CapacityMeter meter;
  private final DynamoDbChanges changes;
  private final SimClock clock;
  private final SimRandom ids;

  /** The engine's own tokens have the machine's time in them, so clients get others. */
  private final Map<String, String> pages =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
          return size() > MAX_PAGES;
        }
      };

  DynamoDbStatementService(
      DynamoDbStore store,
      CapacityMeter meter,
      DynamoDbChanges changes,
      SimClock clock,
      SimRandom ids) {
    this.store = store;
    this.meter = meter;
    this.changes = changes;
    this.clock = clock;
    this.ids = ids;
  }

  /** The permissions that statements need, one for each action and table or index. */
  List<Access> access(Call call, List<Statement> statements, Optional<String> within) {
    Map<String, Access> all = new LinkedHashMap<>();
    for (Statement each : statements) {
      TableRef ref = ref(call, each.table().isEmpty() ? "*" : each.table());
      Access access =
          store.policed(
              ref, ref.access("dynamodb:" + each.verb().action, each.index().orElse(null)));
      if (within.isPresent()) {
        access = access.with("dynamodb:EnclosingOperation", within.get());
      }
      Optional<AttributeValue> leading =
          store.find(ref).map(table -> each.equal().get(table.key.partition().name()));
      if (leading.isPresent()) {
        access = access.with("dynamodb:LeadingKeys", DynamoDbAccess.text(leading.get()));
      } else if (each.verb() == Statement.Verb.SELECT) {
        access = access.with("dynamodb:FullTableScan", "true");
      }
      all.putIfAbsent(access.toString(), access);
    }
    return List.copyOf(all.values());
  }

  private static TableRef ref(Call call, String table) {
    return TableRef.of(call, table);
  }

  static List<Statement> statements(ExecuteStatementRequest request) {
    return List.of(Statement.of(String.valueOf(request.statement()), request.parameters()));
  }

  static List<Statement> statements(BatchExecuteStatementRequest request) {
    List<Statement> all = new ArrayList<>();
    for (BatchStatementRequest each : request.statements()) {
      all.add(Statement.of(String.valueOf(each.statement()), each.parameters()));
    }
    return all;
  }

  static List<Statement> statements(ExecuteTransactionRequest request) {
    List<Statement> all = new ArrayList<>();
    for (ParameterizedStatement each : request.transactStatements()) {
      all.add(Statement.of(String.valueOf(each.statement()), each.parameters()));
    }
    return all;
  }

  ExecuteStatementResponse execute(Call call, ExecuteStatementRequest request) {
    new Violations()
        .length("statement", request.statement(), 1, 8192)
        .size("parameters", request.hasParameters(), request.parameters().size(), 100)
        .atLeast("limit", request.limit(), 1)
        .oneOf(
            "returnConsumedCapacity",
            request.returnConsumedCapacityAsString(),
            "INDEXES",
            "TOTAL",
            "NONE")
        .refuse();
    Statement statement = statements(request).get(0);
    String token = request.nextToken();
    ExecuteStatementRequest asked =
        request.toBuilder()
            .returnConsumedCapacity(ReturnConsumedCapacity.NONE)
            .nextToken(token == null ? null : page(token))
            .build();
    Metered metered = new Metered(call, List.of(statement), 1);
    ExecuteStatementResponse done =
        metered.run(
            () ->
                store
                    .engine(ref(call, statement.table()))
                    .ask(client -> client.executeStatement(asked)));
    List<Map<String, AttributeValue>> items = Items.sorted(done.items());
    List<ConsumedCapacity> consumed =
        metered.charge(List.of(items), List.of(Boolean.TRUE.equals(request.consistentRead())));
    ExecuteStatementResponse.Builder answer =
        ExecuteStatementResponse.builder()
            .items(items)
            .consumedCapacity(
                consumed.isEmpty()
                    ? null
                    : CapacityMeter.shown(
                        consumed.get(0), request.returnConsumedCapacity(), statement.table()));
    if (done.hasLastEvaluatedKey()) {
      answer.lastEvaluatedKey(Items.sorted(done.lastEvaluatedKey()));
    }
    if (done.nextToken() != null) {
      String ours = ids.hex(64);
      pages.put(ours, done.nextToken());
      answer.nextToken(ours);
    }
    return answer.build();
  }

  /** Forgets the pages that were begun. */
  void forget() {
    pages.clear();
  }

  private String page(String token) {
    String engines = pages.get(token);
    if (engines == null) {
      throw DynamoDbError.VALIDATION.with("NextToken does not match request");
    }
    return engines;
  }

  /**
   * Runs a batch whole, or where that is more than the tables can take, what can be had of it:
   * documented, a batch answers 200 and says of each statement what was wrong with it
   * (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchExecuteStatement.html).
   */
  BatchExecuteStatementResponse executeBatch(Call call, BatchExecuteStatementRequest request) {
    BatchExecuteStatementRequest asked =
        request.toBuilder().returnConsumedCapacity(ReturnConsumedCapacity.NONE).build();
    Batch all = new Batch();
    if (!all.whole(call, asked)) {
      for (BatchStatementRequest each : asked.statements()) {
        all.single(call, asked.toBuilder().statements(each).build());
      }
    }
    return BatchExecuteStatementResponse.builder()
        .responses(all.responses)
        .consumedCapacity(shown(CapacityMeter.sum(all.consumed), request.returnConsumedCapacity()))
        .build();
  }

  /** What has become of the statements of a batch. */
  private final class Batch {
    final List<BatchStatementResponse> responses = new ArrayList<>();
    final List<ConsumedCapacity> consumed = new ArrayList<>();

    /** Runs them all, unless that is too much; then nothing is done or counted. */
    boolean whole(Call call, BatchExecuteStatementRequest asked) {
      Metered metered = new Metered(call, statements(asked), 1);
      Optional<BatchExecuteStatementResponse> done = metered.runIfAdmitted(() -> ask(call, asked));
      if (done.isEmpty() || !metered.wouldAdmit(found(done.get()), consistent(asked))) {
        return false;
      }
      answered(metered, asked, done.get());
      return true;
    }

    /** Runs one alone; what throttles it is its error. */
    void single(Call call, BatchExecuteStatementRequest asked) {
      Metered metered = new Metered(call, statements(asked), 1);
      try {
        answered(metered, asked, metered.run(() -> ask(call, asked)));
      } catch (AwsException e) {
        if (!Throttling.is(e)) {
          throw e;
        }
        responses.add(
            BatchStatementResponse.builder()
                .error(error -> error.code(Throttling.batchCode(e)).message(e.message()))
                .tableName(statements(asked).get(0).table())
                .build());
      }
    }

    private void answered(
        Metered metered, BatchExecuteStatementRequest asked, BatchExecuteStatementResponse done) {
      consumed.addAll(metered.charge(found(done), consistent(asked)));
      for (BatchStatementResponse each : done.responses()) {
        responses.add(
            each.hasItem() ? each.toBuilder().item(Items.sorted(each.item())).build() : each);
      }
    }

    private BatchExecuteStatementResponse ask(Call call, BatchExecuteStatementRequest asked) {
      return store.engine(ref(call, "")).ask(client -> client.batchExecuteStatement(asked));
    }

    private static List<List<Map<String, AttributeValue>>> found(
        BatchExecuteStatementResponse done) {
      List<List<Map<String, AttributeValue>>> found = new ArrayList<>();
      for (BatchStatementResponse each : done.responses()) {
        found.add(each.hasItem() ? List.of(each.item()) : List.of());
      }
      return found;
    }

    private static List<Boolean> consistent(BatchExecuteStatementRequest asked) {
      return asked.statements().stream()
          .map(each -> Boolean.TRUE.equals(each.consistentRead()))
          .toList();
    }
  }

  ExecuteTransactionResponse executeTransaction(Call call, ExecuteTransactionRequest request) {
    new Violations().length("clientRequestToken", request.clientRequestToken(), 1, 36).refuse();
    List<Statement> statements = statements(request);
    ExecuteTransactionRequest plain =
        request.toBuilder()
            .clientRequestToken(null)
            .overrideConfiguration((AwsRequestOverrideConfiguration) null)
            .build();
    ClientTokens tokens = store.region(call.account(), call.region()).tokens;
    if (tokens.isRepeat(clock, request.clientRequestToken(), plain)) {
      return ExecuteTransactionResponse.builder().responses(List.of()).build();
    }
    ExecuteTransactionRequest asked =
        plain.toBuilder().returnConsumedCapacity(ReturnConsumedCapacity.NONE).build();
    Metered metered = new Metered(call, statements, 2);
    ExecuteTransactionResponse done =
        metered.run(
            () -> store.engine(ref(call, "")).ask(client -> client.executeTransaction(asked)));
    tokens.done(clock, request.clientRequestToken(), plain);
    List<ItemResponse> responses = new ArrayList<>();
    List<List<Map<String, AttributeValue>>> found = new ArrayList<>();
    for (ItemResponse each : done.responses()) {
      found.add(each.hasItem() ? List.of(each.item()) : List.of());
      responses.add(
          each.hasItem()
              ? ItemResponse.builder().item(Items.sorted(each.item())).build()
              : ItemResponse.builder().build());
    }
    List<ConsumedCapacity> consumed =
        metered.charge(found, Collections.nCopies(found.size(), true));
    return ExecuteTransactionResponse.builder()
        .responses(responses)
        .consumedCapacity(shown(consumed, request.returnConsumedCapacity()))
        .build();
  }

  private static @Nullable List<ConsumedCapacity> shown(
      List<ConsumedCapacity> consumed, @Nullable ReturnConsumedCapacity level) {
    List<ConsumedCapacity> shown = new ArrayList<>();
    for (ConsumedCapacity each : consumed) {
      ConsumedCapacity one = CapacityMeter.shown(each, level, each.tableName());
      if (one != null) {
        shown.add(one);
      }
    }
    return shown.isEmpty() ? null : shown;
  }

  /** Runs statements, tells what became of the items, and counts what it cost. */
  private final class Metered {
    private final Call call;
    private final List<Statement> statements;
    private final int times;
    private final List<Target> written = new ArrayList<>();
    private final List<Long> before = new ArrayList<>();
    private final List<ConsumedCapacity> writes = new ArrayList<>();

    Metered(Call call, List<Statement> statements, int times) {
      this.call = call;
      this.statements = statements;
      this.times = times;
      for (Statement each : statements) {
        // Of a table that is not there the engine says so, in a batch beside what went well.
        store.find(ref(call, each.table())).ifPresent(table -> consider(table, each));
      }
    }

    private void consider(Table table, Statement statement) {
      if (!DynamoDbStore.hasItems(table)) {
        throw DynamoDbError.RESOURCE_NOT_FOUND.with(DynamoDbError.NO_RESOURCE);
      }
      if (times > 1) {
        StrongGlobalTables.refuse(table, "A transaction");
      }
      if (!statement.verb().writes()) {
        return;
      }
      Map<String, AttributeValue> key = Items.keyOf(table, statement.equal());
      if (KeyRules.keyMismatch(table, key).isEmpty()) {
        written.add(new Target(table, key));
      }
    }

    /** Runs them and pays for what they write, or is throttled. */
    <R> R run(Supplier<R> engine) {
      return run(false, engine).orElseThrow();
    }

    /** Runs them, unless they write more than can be had: then nothing is done. */
    <R> Optional<R> runIfAdmitted(Supplier<R> engine) {
      return run(true, engine);
    }

    private <R> Optional<R> run(boolean ifAdmitted, Supplier<R> engine) {
      written.forEach(each -> before.add(bytes(each)));
      try {
        if (written.isEmpty()) {
          return Optional.of(engine.get());
        }
        return changes.tried(
            call, written, Cause.REQUEST, done -> chargeWrites(ifAdmitted), engine);
      } catch (AwsException e) {
        throw e.code().equals("DuplicateItem")
            ? new AwsException(
                DynamoDbError.DUPLICATE_ITEM.code(),
                DynamoDbError.DUPLICATE_ITEM.status(),
                ErrorCode.Side.CLIENT,
                e.message(),
                e.fields())
            : e;
      }
    }

    private long bytes(Target target) {
      try {
        return changes.image(target.table(), target.key()).map(ItemSize::of).orElse(0L);
      } catch (AwsException e) {
        // The statement itself will be refused, in the words that fit it.
        return 0;
      }
    }

    /** Pays for what has been written, by the larger image, or throttles it. */
    private boolean chargeWrites(boolean ifAdmitted) {
      List<Spent> spent = new ArrayList<>();
      for (int i = 0; i < written.size(); i++) {
        Target to = written.get(i);
        double units = ItemSize.writeUnits(Math.max(before.get(i), bytes(to))) * times;
        spent.add(
            Spent.on(to.table(), CapacityMeter.onTable(to.table().ref.name(), units), to.key()));
      }
      if (ifAdmitted && !meter.wouldAdmit(call, Kind.WRITE, spent)) {
        return false;
      }
      pay(Kind.WRITE, spent);
      spent.forEach(each -> each.table().throughput.wrote(each.units().capacityUnits()));
      spent.forEach(each -> writes.add(each.units()));
      return true;
    }

    /** True when what has been read can be paid for; nothing is paid. */
    boolean wouldAdmit(List<List<Map<String, AttributeValue>>> found, List<Boolean> consistent) {
      return meter.wouldAdmit(call, Kind.READ, reads(found, consistent));
    }

    /** Pays for what has been read, by what came back, and says what all of it costs by table. */
    List<ConsumedCapacity> charge(
        List<List<Map<String, AttributeValue>>> found, List<Boolean> consistent) {
      List<Spent> spent = reads(found, consistent);
      if (!spent.isEmpty()) {
        pay(Kind.READ, spent);
      }
      List<ConsumedCapacity> all = new ArrayList<>();
      spent.forEach(each -> all.add(each.units()));
      all.addAll(writes);
      return CapacityMeter.sum(all);
    }

    private List<Spent> reads(
        List<List<Map<String, AttributeValue>>> found, List<Boolean> consistent) {
      Map<Table, Double> reads = new LinkedHashMap<>();
      for (int i = 0; i < statements.size() && i < found.size(); i++) {
        Statement statement = statements.get(i);
        if (!statement.verb().writes()) {
          long bytes = found.get(i).stream().mapToLong(item -> whole(statement, item)).sum();
          double units = ItemSize.readUnits(bytes, consistent.get(i)) * times;
          store
              .find(ref(call, statement.table()))
              .ifPresent(table -> reads.merge(table, units, Double::sum));
        }
      }
      List<Spent> spent = new ArrayList<>();
      reads.forEach(
          (table, units) ->
              spent.add(
                  new Spent(table, CapacityMeter.onTable(table.ref.name(), units), List.of())));
      return spent;
    }

    private void pay(Kind kind, List<Spent> spent) {
      if (times > 1) {
        List<Table> byStatement =
            statements.stream()
                .flatMap(each -> store.find(ref(call, each.table())).stream())
                .toList();
        meter.admitTransaction(call, kind, spent, byStatement);
      } else {
        meter.admit(call, kind, spent);
      }
    }

    /** The size of an item of which only a part may have come back. */
    private long whole(Statement statement, Map<String, AttributeValue> item) {
      if (!statement.projects()) {
        return ItemSize.of(item);
      }
      Map<String, AttributeValue> known = new LinkedHashMap<>(statement.equal());
      known.putAll(item);
      return store
          .find(ref(call, statement.table()))
          .map(table -> new Target(table, Items.keyOf(table, known)))
          .filter(target -> KeyRules.keyMismatch(target.table(), target.key()).isEmpty())
          .map(this::bytes)
          .orElseGet(() -> ItemSize.of(item));
    }
  }
}

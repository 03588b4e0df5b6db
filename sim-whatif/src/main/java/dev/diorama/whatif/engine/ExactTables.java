package dev.diorama.whatif.engine;

import dev.diorama.core.random.Latency;
import dev.diorama.core.random.Seeds;
import dev.diorama.core.random.SimRandom;
import dev.diorama.core.time.SimClock;
import dev.diorama.dynamodb.DynamoDbConfig;
import dev.diorama.dynamodb.ItemSize;
import dev.diorama.dynamodb.capacity.Limit;
import dev.diorama.dynamodb.capacity.Load;
import dev.diorama.dynamodb.capacity.OperationType;
import dev.diorama.dynamodb.capacity.Position;
import dev.diorama.dynamodb.capacity.TableCapacity;
import dev.diorama.dynamodb.capacity.Throughput;
import dev.diorama.whatif.design.Design.Table;
import dev.diorama.whatif.engine.Plan.Way;
import dev.diorama.whatif.result.RouteLatency.Hop;
import dev.diorama.whatif.workload.Action.Does;
import dev.diorama.whatif.workload.Items;
import dev.diorama.whatif.workload.KeyNames;
import dev.diorama.whatif.workload.RequestStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The design's tables, by the live simulator's capacity rules. */
final class ExactTables {
  /** The most that one Query reads, documented: 1 MB. Longer lists take further ones. */
  private static final long PAGE_BYTES = 1 << 20;

  private final SimClock clock;
  private final RequestStream stream;
  private final Latency latency;
  private final boolean throttles;
  private final SimRandom chance;
  private final SimRandom lags;
  private final Replicas[] tables;
  private final Stored stored;

  /** Where the items of each kind stand, as far as they were asked for; by collection or item. */
  private final long[][] hashes;

  private final Latency lag;

  /** One table in one Region. */
  static final class Replica {
    final String region;
    final TableCapacity capacity;
    final CapacityTally reads;
    final CapacityTally writes;

    Replica(String region, TableCapacity capacity, Plan plan) {
      this.region = region;
      this.capacity = capacity;
      this.reads = new CapacityTally(plan.stepSeconds(), plan.workload().seconds());
      this.writes = new CapacityTally(plan.stepSeconds(), plan.workload().seconds());
    }

    CapacityTally tally(OperationType type) {
      return type == OperationType.READ ? reads : writes;
    }
  }

  /** A table in all its Regions, its own first. */
  static final class Replicas {
    final Table table;
    final List<Replica> all = new ArrayList<>();
    double bytesReplicated;

    Replicas(Table table) {
      this.table = table;
    }

    Replica home() {
      return all.get(0);
    }
  }

  ExactTables(Plan plan, SimClock clock, Seeds seeds, RequestStream stream) {
    DynamoDbConfig config = plan.settings().services().dynamoDb();
    this.stored = new Stored(plan, stream);
    this.clock = clock;
    this.stream = stream;
    this.latency = config.latency();
    this.throttles = config.throttling();
    this.lag = config.replication().latency();
    this.chance = seeds.stream("latency/dynamodb/" + plan.design().region());
    this.lags = seeds.stream("dynamodb/replication");
    this.tables = new Replicas[plan.design().tables().size()];
    for (int i = 0; i < tables.length; i++) {
      Table table = plan.design().tables().get(i);
      tables[i] = new Replicas(table);
      for (String region : table.replicas()) {
        tables[i].all.add(
            new Replica(
                region, new TableCapacity(config.capacity(), throughput(table), true, 0), plan));
      }
    }
    this.hashes = new long[plan.workload().items().size()][];
  }

  static Throughput throughput(Table table) {
    if (!table.onDemand()) {
      return new Throughput.Provisioned(
          Math.max(1, table.readUnits()), Math.max(1, table.writeUnits()));
    }
    return new Throughput.OnDemand(
        table.readUnits() < 0 ? OptionalLong.empty() : OptionalLong.of(table.readUnits()),
        table.writeUnits() < 0 ? OptionalLong.empty() : OptionalLong.of(table.writeUnits()));
  }

  List<Replicas> all() {
    return List.of(tables);
  }

  /** What one request to a table costs, and where. */
  private double units(Way way, boolean consistent) {
    return switch (way.does()) {
      case GET -> ItemSize.readUnits(bytes(way), consistent);
      case LIST -> listUnits(way, consistent);
      case CREATE, REPLACE, UPDATE -> ItemSize.writeUnits(stream.bytes());
      // A conditional delete that finds nothing costs one unit too.
      case DELETE -> ItemSize.writeUnits(bytes(way));
      case FETCH, UPLOAD, NOTHING -> 0;
    };
  }

  /** The size of the item that is asked for, bytes; 0 when it is not there. */
  int bytes(Way way) {
    return stored.has(way.space(), stream.object()) ? stream.bytes() : 0;
  }

  /** Whether the item that is asked for is there. */
  boolean has(Way way) {
    return stored.has(way.space(), stream.object());
  }

  /** Notes what became of the request: what was turned away has not been written. */
  void after(Way way, boolean done) {
    stored.after(way, done);
  }

  private double listUnits(Way way, boolean consistent) {
    long bytes = listBytes(way);
    double units = 0;
    for (long left = bytes; left > PAGE_BYTES; left -= PAGE_BYTES) {
      units += ItemSize.readUnits(PAGE_BYTES, consistent);
    }
    return units + ItemSize.readUnits(bytes % PAGE_BYTES, consistent);
  }

  /** The size of what a listing reads, bytes. */
  long listBytes(Way way) {
    Items items = way.items().orElseThrow();
    int collection = stream.collection();
    int size = stream.size(way.index(), collection);
    int read = items.page() == 0 ? size : Math.min(size, items.page());
    long bytes = 0;
    for (int rank = 0; rank < read; rank++) {
      bytes += stream.bytes(way.index(), stream.object(way.index(), collection, rank));
    }
    return Math.max(0, bytes + (read == size ? stored.more(way.space(), collection) : 0));
  }

  private Position position(Way way) {
    Items items = way.items().orElseThrow();
    int collection = stream.collection();
    int object = stream.object();
    int at = items.spread() && object >= 0 ? object : collection;
    long[] known = hashes[way.space()];
    if (known == null || at >= known.length) {
      long[] more = new long[Math.max(1024, Integer.highestOneBit(at + 1) * 2)];
      if (known != null) {
        System.arraycopy(known, 0, more, 0, known.length);
      }
      hashes[way.space()] = more;
      known = more;
    }
    if (known[at] == 0) {
      known[at] =
          Position.hash(
              KeyNames.partition(items, collection, object).getBytes(StandardCharsets.UTF_8));
    }
    if (way.does() == Does.LIST) {
      // Where the first item that it reads stands: the newest of a page, else the oldest.
      int rank = items.page() > 0 ? 0 : stream.size(way.index(), collection) - 1;
      object = stream.object(way.index(), collection, rank);
    }
    long sort =
        object < 0 ? 0 : Position.order(KeyNames.sort(object).getBytes(StandardCharsets.UTF_8));
    return new Position(known[at], sort);
  }

  /**
   * A request to the way's table in the design's own Region.
   *
   * @return false when it is throttled
   */
  boolean ask(Way way, boolean consistent, Trip trip) {
    trip.spend(Hop.DYNAMODB, latency.sample(chance));
    Replicas replicas = tables[way.table()];
    Replica home = replicas.home();
    OperationType type = way.does().writes() ? OperationType.WRITE : OperationType.READ;
    double units = units(way, consistent);
    Position position = position(way);
    List<Load> loads = List.of(Load.at(position, units));
    CapacityTally tally = home.tally(type);
    tally.provisioned(home.capacity.ready(type, trip.now), trip.now);
    if (throttles) {
      Optional<Limit> refused = home.capacity.refusal(type, loads, trip.now);
      if (refused.isPresent()) {
        home.capacity.heat(type, loads, trip.now);
        tally.throttled(home.capacity.partition(position), units, trip.now);
        return false;
      }
    }
    home.capacity.take(type, loads, trip.now);
    tally.consumed(home.capacity.partition(position), units, trip.now);
    if (type == OperationType.WRITE && replicas.all.size() > 1) {
      replicate(replicas, loads, position, units);
    }
    return true;
  }

  /** A request for the table's own description, which costs time alone. */
  void describe(Trip trip) {
    trip.spend(Hop.DYNAMODB, latency.sample(chance));
  }

  private void replicate(Replicas replicas, List<Load> loads, Position position, double units) {
    for (Replica other : replicas.all.subList(1, replicas.all.size())) {
      replicas.bytesReplicated += stream.bytes();
      clock.schedule(
          lag.sample(lags),
          "replicate",
          () -> {
            long now = clock.nanos();
            other.capacity.take(OperationType.WRITE, loads, now);
            other.writes.provisioned(other.capacity.ready(OperationType.WRITE, now), now);
            other.writes.consumed(other.capacity.partition(position), units, now);
          });
    }
  }
}

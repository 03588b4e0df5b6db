package dev.diorama.whatif.engine;

import dev.diorama.core.random.Latency;
import dev.diorama.core.random.Seeds;
import dev.diorama.core.random.SimRandom;
import dev.diorama.core.time.SimClock;
import dev.diorama.dynamodb.DynamoDbConfig;
import dev.diorama.dynamodb.ItemSize;
import dev.diorama.dynamodb.capacity.OperationType;
import dev.diorama.dynamodb.capacity.Position;
import dev.diorama.whatif.design.Design.Table;
import dev.diorama.whatif.engine.ExactReplica.Demand;
import dev.diorama.whatif.engine.Plan.Way;
import dev.diorama.whatif.result.RouteLatency.Hop;
import dev.diorama.whatif.workload.Action.Does;
import dev.diorama.whatif.workload.Items;
import dev.diorama.whatif.workload.KeyNames;
import dev.diorama.whatif.workload.RequestStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

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

  /** A table in all its Regions, its own first. */
  static final class Replicas {
    final Table table;
    final List<ExactReplica> all = new ArrayList<>();
    double bytesReplicated;

    Replicas(Table table) {
      this.table = table;
    }

    ExactReplica home() {
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
        tables[i].all.add(new ExactReplica(plan, table, region, clock));
      }
    }
    this.hashes = new long[plan.workload().items().size()][];
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
      bytes += way.listed(stream.bytes(way.index(), stream.object(way.index(), collection, rank)));
    }
    return read < size ? bytes : Math.max(0, bytes + more(way, collection));
  }

  /** Bytes that a listing of a collection shows beside those of items that the stream counts. */
  private long more(Way way, int collection) {
    boolean whole = way.through() < 0 || way.entries().get(way.through()).whole();
    return whole
        ? stored.more(way.space(), collection)
        : (long) stored.moreItems(way.space(), collection) * way.listed(Integer.MAX_VALUE);
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
    OperationType type = way.does().writes() ? OperationType.WRITE : OperationType.READ;
    List<Demand> demands = demands(way, units(way, consistent));
    if (!replicas.home().ask(type, demands, trip.now, throttles)) {
      return false;
    }
    if (type == OperationType.WRITE && replicas.all.size() > 1) {
      replicate(replicas, demands);
    }
    return true;
  }

  /** What a request wants of the table and of its indexes, local ones drawing on the table. */
  private List<Demand> demands(Way way, double units) {
    Position at = position(way);
    if (way.entries().isEmpty()) {
      return List.of(Demand.of(0, at, units));
    }
    boolean write = way.does().writes();
    List<Demand> demands = new ArrayList<>();
    double onTable = way.through() < 0 || way.entries().get(way.through()).local() ? units : 0;
    int part = 0;
    for (int i = 0; i < way.entries().size(); i++) {
      IndexEntry entry = way.entries().get(i);
      part += entry.local() ? 0 : 1;
      double wanted = write ? entry.writeUnits(way.does(), stream.bytes(), has(way)) : 0;
      if (entry.local()) {
        onTable += wanted;
      } else if (i == way.through() || wanted > 0) {
        long hash = entry.hash(stream.collection(), stream.object());
        demands.add(Demand.of(part, new Position(hash, at.sort()), write ? wanted : units));
      }
    }
    if (onTable > 0) {
      demands.add(Demand.of(0, at, onTable));
    }
    return demands;
  }

  /** A request for the table's own description, which costs time alone. */
  void describe(Trip trip) {
    trip.spend(Hop.DYNAMODB, latency.sample(chance));
  }

  private void replicate(Replicas replicas, List<Demand> demands) {
    for (ExactReplica other : replicas.all.subList(1, replicas.all.size())) {
      replicas.bytesReplicated += stream.bytes();
      clock.schedule(lag.sample(lags), "replicate", () -> other.replicate(demands, clock.nanos()));
    }
  }
}

package dev.diorama.whatif.engine;

import dev.diorama.core.time.Turn;
import dev.diorama.core.time.VirtualClock;
import dev.diorama.dynamodb.capacity.OperationType;
import dev.diorama.whatif.design.Design.Index;
import dev.diorama.whatif.design.Design.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A table in one Region with its global indexes. What a request wants of each is said first, then
 * asked for at once.
 */
final class FastTable {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final FastCapacity[] parts;
  private final double[] wanted;
  private final long[] where;

  /** By index of the design: its part, or 0 for a local one. */
  private final int[] partOfIndex;

  /** Of what scales it, which looks every second; null when nothing does. */
  private final @Nullable VirtualClock scaling;

  private long nextLook;

  FastTable(Plan plan, Table table, String region) {
    List<FastCapacity> all = new ArrayList<>();
    all.add(new FastCapacity(plan, TableResource.of(plan, table, region)));
    this.partOfIndex = new int[table.indexes().size()];
    for (int i = 0; i < partOfIndex.length; i++) {
      Index index = table.indexes().get(i);
      if (!index.local()) {
        partOfIndex[i] = all.size();
        all.add(new FastCapacity(plan, TableResource.of(plan, table, index, region)));
      }
    }
    this.parts = all.toArray(FastCapacity[]::new);
    this.wanted = new double[parts.length];
    this.where = new long[parts.length];
    if (all.stream().anyMatch(each -> each.resource.isScaled())) {
      this.scaling = new VirtualClock(Instant.EPOCH, new Turn());
      AutoScaler scaler = new AutoScaler(scaling, plan.settings().services());
      all.forEach(each -> each.resource.scaleBy(scaler, each));
    } else {
      this.scaling = null;
    }
  }

  /** The table, then its indexes. */
  List<TableResource> resources() {
    return Arrays.stream(parts).map(each -> each.resource).toList();
  }

  /** Begins to say what a request wants. */
  void begin() {
    Arrays.fill(wanted, 0);
  }

  /** The request wants so many units of the table, for a partition key of that hash. */
  void want(double units, long hash) {
    wanted[0] += units;
    where[0] = hash;
  }

  /** The request wants so many units of an index, for a key of that hash there. */
  void want(int index, double units, long hash) {
    int part = partOfIndex[index];
    wanted[part] += units;
    if (part > 0) {
      where[part] = hash;
    }
  }

  /** Lets what scales it work up to a time. */
  void advance(long nanos) {
    if (scaling != null && nanos >= nextLook) {
      scaling.advance(Duration.ofNanos(Math.max(0, nanos - scaling.nanos())));
      nextLook = (nanos / SECOND + 1) * SECOND;
    }
  }

  /**
   * Takes what was said to be wanted, if all of it is to be had.
   *
   * @param now when it is asked for
   * @param arrived when the viewer's request came
   * @param throttles whether anything is refused; replicated writes never are
   */
  boolean ask(OperationType type, long now, long arrived, boolean throttles) {
    advance(arrived);
    boolean has = true;
    for (int i = 0; i < parts.length; i++) {
      if (wanted[i] > 0) {
        parts[i].look(type, now);
        has &= !throttles || parts[i].has(type, wanted[i], where[i], now);
      }
    }
    // The indexes before the table, which matters to what scales them.
    for (int i = parts.length - 1; has && i >= 0; i--) {
      if (wanted[i] > 0) {
        parts[i].take(type, wanted[i], where[i], now, arrived);
      }
    }
    return has;
  }
}

package dev.diorama.whatif.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.diorama.whatif.design.Design;
import dev.diorama.whatif.design.Design.Function;
import dev.diorama.whatif.design.Design.Index;
import dev.diorama.whatif.design.Design.Projection;
import dev.diorama.whatif.design.Design.Route;
import dev.diorama.whatif.design.Design.Stage;
import dev.diorama.whatif.design.Design.Table;
import dev.diorama.whatif.design.Design.Use;
import dev.diorama.whatif.result.CapacityFigures;
import dev.diorama.whatif.result.Outcome;
import dev.diorama.whatif.result.Refusal.Reason;
import dev.diorama.whatif.result.Usage.TableUse;
import dev.diorama.whatif.workload.Action;
import dev.diorama.whatif.workload.Action.Does;
import dev.diorama.whatif.workload.IndexEntries;
import dev.diorama.whatif.workload.Items;
import dev.diorama.whatif.workload.Popularity;
import dev.diorama.whatif.workload.RateCurve;
import dev.diorama.whatif.workload.Sizes;
import dev.diorama.whatif.workload.Traffic;
import dev.diorama.whatif.workload.Users;
import dev.diorama.whatif.workload.Workload;
import dev.diorama.whatif.workload.WorkloadException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IndexRunTest {
  private static final Action LIST = Action.of("GET /notes", 1, "notes").doing(Does.LIST);
  private static final Action POST = Action.of("POST /notes", 1, "notes").doing(Does.CREATE);
  private static final Action PUT = Action.of("PUT /notes", 1, "notes").doing(Does.UPDATE);
  private static final Action DELETE = Action.of("DELETE /notes", 1, "notes").doing(Does.DELETE);

  private static final Items NOTES =
      Items.perUser("notes", new Popularity.Uniform(40), new Sizes.Constant(3000)).withMost(4000);

  private static Index index(String name, boolean local, Projection projection, long units) {
    return new Index(name, local, projection, units, units, Optional.empty(), Optional.empty());
  }

  private static Design design(long units, Index... indexes) {
    List<Use> all = List.of(new Use("*", "Notes", false));
    List<Route> routes =
        List.of("GET", "POST", "PUT", "DELETE").stream()
            .map(method -> new Route(method, "/notes", "Notes", 0, List.of(), -1, -1))
            .toList();
    return new Design(
        "test",
        "us-east-1",
        List.of(),
        List.of(new Stage("Api", 0, routes)),
        List.of(new Function("Notes", 1024, 10, -1, all)),
        List.of(),
        List.of(
            new Table(
                "Notes",
                units < 0,
                units,
                units,
                Optional.empty(),
                Optional.empty(),
                List.of(indexes),
                List.of("us-east-1"),
                false)),
        List.of());
  }

  private static Outcome run(Engine engine, Design design, Items items, Action... actions) {
    Services once = Services.defaults().with(Services.Retries.NONE);
    Settings settings = engine == Engine.EXACT ? Settings.exact() : Settings.fast();
    return WhatIf.run(design, workload(items, actions), settings.withServices(once));
  }

  private static Workload workload(Items items, Action... actions) {
    return new Workload(
        "w",
        "test",
        1,
        100,
        new Traffic.Drawn(new RateCurve.Constant(10), true),
        Users.of(10),
        List.of(items),
        List.of(actions));
  }

  private static CapacityFigures capacity(Outcome outcome, String index, boolean write) {
    return outcome.capacities().stream()
        .filter(each -> each.index().equals(index) && each.write() == write)
        .findFirst()
        .orElseThrow();
  }

  private static double writes(Outcome outcome, String index) {
    return capacity(outcome, index, true).consumed().sum();
  }

  @ParameterizedTest
  @EnumSource
  void writes_costTheirEntriesInEachIndex(Engine engine) {
    Design design =
        design(
            -1,
            index("all", false, Projection.ALL, -1),
            index("keys", false, Projection.KEYS_ONLY, -1),
            index("some", false, Projection.INCLUDE, -1),
            index("moves", false, Projection.ALL, -1));
    Items items =
        NOTES
            .indexed(IndexEntries.of("some", 1500, 1, 0))
            .indexed(IndexEntries.of("moves", 3000, 2, 5));
    // 3,000 bytes are three units; 1,500 are two.
    Outcome made = run(engine, design, items, POST);
    assertThat(writes(made, "")).isEqualTo(3000);
    assertThat(writes(made, "all")).isEqualTo(3000);
    assertThat(writes(made, "keys")).isEqualTo(1000);
    assertThat(writes(made, "some")).isEqualTo(2000);
    assertThat(writes(made, "moves")).isEqualTo(3000);
    Outcome changed = run(engine, design, items, PUT);
    assertThat(writes(changed, "")).isEqualTo(3000);
    assertThat(writes(changed, "all")).isEqualTo(3000);
    assertThat(writes(changed, "keys")).isZero();
    assertThat(writes(changed, "some")).isEqualTo(2000);
    assertThat(writes(changed, "moves")).isEqualTo(6000);
    // There are fewer items than deletes; a delete of none costs one unit, of the table alone.
    Outcome deleted = run(engine, design, items, DELETE);
    double found = writes(deleted, "all") / 3;
    assertThat(found).isBetween(380.0, 400.0);
    assertThat(writes(deleted, "keys")).isEqualTo(found);
    assertThat(writes(deleted, "")).isEqualTo(3 * found + (1000 - found));
  }

  @ParameterizedTest
  @EnumSource
  void listing_byAnIndex_isChargedToIt_byWhatItShows(Engine engine) {
    Design design =
        design(
            -1,
            index("near", true, Projection.ALL, -1),
            index("keys", false, Projection.KEYS_ONLY, -1));
    Outcome byIndex = run(engine, design, NOTES, LIST.through("keys"));
    // Forty entries of 100 bytes are one block, half a unit; forty items are thirty blocks.
    assertThat(capacity(byIndex, "keys", false).consumed().sum()).isEqualTo(500);
    assertThat(capacity(byIndex, "", false).consumed().sum()).isZero();
    Outcome local = run(engine, design, NOTES, LIST.through("near"));
    assertThat(capacity(local, "", false).consumed().sum()).isEqualTo(15_000);
    Outcome plain = run(engine, design, NOTES, LIST);
    assertThat(capacity(plain, "", false).consumed().sum()).isEqualTo(15_000);
    // A local index's entries are written from the table's units, and are no line of their own.
    Outcome made = run(engine, design, NOTES, POST);
    assertThat(writes(made, "")).isEqualTo(6000);
    assertThat(made.capacities()).extracting(CapacityFigures::index).doesNotContain("near");
  }

  @ParameterizedTest
  @EnumSource
  void index_withoutUnits_throttlesItsTable(Engine engine) {
    // An index of 1 unit has 300 saved and gets 100 more; each write wants three.
    Design design = design(1000, index("all", false, Projection.ALL, 1));
    Outcome outcome = run(engine, design, NOTES, POST);
    CapacityFigures index = capacity(outcome, "all", true);
    assertThat(index.throttledRequests()).isEqualTo(outcome.refused()).isGreaterThan(800);
    assertThat(index.consumed().sum()).isCloseTo(400, within(6.0));
    // What the index turned away has not been taken from the table either.
    assertThat(writes(outcome, "")).isEqualTo(index.consumed().sum());
    assertThat(capacity(outcome, "", true).throttledRequests()).isZero();
    assertThat(outcome.refusals().get(0).reason()).isEqualTo(Reason.TABLE_THROTTLE);
  }

  @Test
  void index_ofOneKey_isHotWhereItsTableIsNot() {
    Design design = design(40_000, index("all", false, Projection.ALL, 40_000));
    Workload busy =
        workload(NOTES.withMost(1_000_000).indexed(IndexEntries.of("all", 3000, 1, 1)), POST)
            .withSeconds(20)
            .timesRate(40);
    Services once = Services.defaults().with(Services.Retries.NONE);
    for (Settings each : List.of(Settings.exact(), Settings.fast())) {
      Outcome outcome = WhatIf.run(design, busy, each.withServices(once));
      // One partition of the index gives 1,000 units a second of the 1,200 that are wanted.
      CapacityFigures index = capacity(outcome, "all", true);
      assertThat(index.consumed().at(15)).isBetween(980.0, 1020.0);
      assertThat(index.throttledRequests()).isGreaterThan(500);
      assertThat(index.partitions()).filteredOn(part -> part.consumed().sum() > 0).hasSize(1);
      assertThat(capacity(outcome, "", true).throttledRequests()).isZero();
    }
  }

  @Test
  void usage_hasALineForEachGlobalIndex() {
    Design design =
        design(
            10,
            index("all", false, Projection.ALL, 7),
            index("near", true, Projection.KEYS_ONLY, -1));
    List<TableUse> uses = run(Engine.EXACT, design, NOTES, POST).usage().tables();
    assertThat(uses).extracting(TableUse::index).containsExactly("", "all");
    assertThat(uses.get(1).provisionedWriteUnits()).isEqualTo(7);
    // 400 items of 3,000 bytes and DynamoDB's 100; their 100 bytes and 100 in the local index.
    assertThat(uses.get(0).storedBytes()).isEqualTo(400 * (3100 + 200));
    assertThat(uses.get(1).storedBytes()).isEqualTo(400 * 3100);
  }

  @Test
  void workload_thatDoesNotFitTheIndexes_isRefused() {
    Design design = design(10, index("all", false, Projection.ALL, 7));
    refused(design, NOTES, "Notes has no index none, only all", LIST.through("none"));
    refused(
        design,
        NOTES,
        "consistent reads are not supported on the global index all",
        LIST.through("all").withConsistent(0.5));
    refused(
        design,
        NOTES,
        "an index is read by listing; say does: list",
        LIST.through("all").doing(Does.GET));
    refused(
        design,
        NOTES.indexed(IndexEntries.of("none", 1, 1, 1)),
        "test: Notes has no index none, only all",
        LIST);
    assertThatThrownBy(() -> IndexEntries.of("all", 0, 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("an entry has 1 byte or more, not 0");
    assertThatThrownBy(() -> IndexEntries.of("all", 1, 3, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a change writes 0, 1 or 2 entries of an index, not 3");
    assertThatThrownBy(() -> IndexEntries.of("all", 1, 1, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("an index has 1 key or more, not -1");
  }

  private static void refused(Design design, Items items, String message, Action action) {
    assertThatThrownBy(() -> run(Engine.EXACT, design, items, action))
        .isInstanceOf(WorkloadException.class)
        .hasMessageContaining(message);
  }

  @Test
  void run_ofAnIndexThatShowsSome_saysWhatIsAssumed() {
    Design design = design(10, index("some", false, Projection.INCLUDE, 7));
    assertThat(run(Engine.EXACT, design, NOTES, POST).run().notes())
        .anySatisfy(note -> assertThat(note).contains("the index some is taken to show whole"));
    assertThat(
            run(Engine.EXACT, design, NOTES.indexed(IndexEntries.of("some", 9, 1, 0)), POST)
                .run()
                .notes())
        .noneSatisfy(note -> assertThat(note).contains("some"));
  }
}

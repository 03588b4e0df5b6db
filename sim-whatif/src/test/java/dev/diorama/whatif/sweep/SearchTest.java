package dev.diorama.whatif.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diorama.whatif.report.SweepFindings;
import dev.diorama.whatif.result.TierFigures;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SearchTest {
  @Test
  void search_findsTheCheapestThatMeetsAllGoals_andSaysWhatBinds() {
    List<Trial> trials = NotesSetup.trials(2, "dax.nodes=0,1", "api.cacheSize=0,0.5");
    Search free = Search.among(trials, List.of(), Measure.COST);
    assertThat(free.best().orElseThrow().title()).isEqualTo("dax.nodes=0 api.cacheSize=0");
    double half = Measure.HIT_RATE.of(trials.get(1));
    Goal goal =
        Goal.parse("hitRate>=" + String.format(java.util.Locale.ROOT, "%.3f", half - 0.01) + "%");
    Search bound = Search.among(trials, List.of(goal, Goal.parse("p99<10s")), Measure.COST);
    assertThat(bound.best().orElseThrow().bill().total())
        .isGreaterThan(free.best().orElseThrow().bill().total());
    assertThat(bound.bindings()).hasSize(1);
    assertThat(bound.bindings().get(0).goal()).isEqualTo(goal);
    assertThat(bound.bindings().get(0).without()).isEqualTo(free.best().orElseThrow());
    Search none = Search.among(trials, List.of(Goal.parse("p99<1us")), Measure.COST);
    assertThat(none.best()).isEmpty();
  }

  @Test
  void goal_thatIsNone_isRefused() {
    assertThat(Goal.parse("p99 < 0.05s").limit()).isEqualTo(50);
    assertThat(Goal.parse("cost<=100$").inclusive()).isTrue();
    for (String bad : List.of("p98<5ms", "p99", "p99<5%", "cost<5ms", "p99=5ms")) {
      assertThatThrownBy(() -> Goal.parse(bad))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void goal_ofAShare_isReadAsAShareOrAsPercent() {
    assertThat(Goal.parse("dax.item.hitRate>0.9"))
        .isEqualTo(Goal.parse("dax.item.hitRate > 90%"))
        .hasToString("dax.item.hitRate>90%");
    assertThatThrownBy(() -> Goal.parse("hitRate>90"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("\"hitRate>90\": a share is 0 to 1, or 0% to 100%");
  }

  @Test
  void goal_ofATier_isAboutThatTierAlone() {
    List<Trial> trials = NotesSetup.trials(2, "dax.nodes=0,1", "api.cacheTtl=0,300");
    assertThat(trials)
        .extracting(Measure.API_HIT_RATE::of)
        .satisfiesExactly(
            rate -> assertThat(rate).isZero(),
            rate -> assertThat(rate).isGreaterThan(50),
            rate -> assertThat(rate).isZero(),
            rate -> assertThat(rate).isGreaterThan(50));
    Trial last = trials.get(2);
    TierFigures items = last.outcome().tier(TierFigures.Kind.DAX_ITEM).orElseThrow();
    assertThat(Measure.DAX_ITEM_HIT_RATE.of(last)).isEqualTo(100 * items.hitRate());
    assertThat(Measure.DAX_ITEM_HIT_RATE.isOf(trials.get(0))).isFalse();
    Search found = Search.among(trials, List.of(Goal.parse("dax.item.hitRate>0.5")), Measure.COST);
    assertThat(found.best().orElseThrow().title()).startsWith("dax.nodes=1");
    assertThat(new SweepFindings(trials, 4, Optional.of(found)).text())
        .contains("dax.item.hitRate", "  -  ");
  }

  @Test
  void goal_ofATierThatNoCombinationHas_isRefused_namingThoseThereAre() {
    Sweep sweep = Sweep.of(NotesSetup.setup(), NotesSetup.axes("dax.nodes=0", "api.cacheTtl=0,60"));
    sweep.require(Measure.API_HIT_RATE);
    sweep.require(Measure.COST);
    assertThatThrownBy(() -> sweep.require(Measure.EDGE_HIT_RATE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("edge.hitRate: no combination has that tier; there is api.hitRate");
    Sweep bare = Sweep.of(NotesSetup.setup(), NotesSetup.axes("dax.nodes=0", "api.cacheSize=0"));
    assertThatThrownBy(() -> bare.require(Measure.DAX_QUERY_HIT_RATE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("dax.query.hitRate: no combination has that tier; none has any");
    assertThatThrownBy(() -> Goal.parse("ddb.hitRate>0.5"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("hitRate, edge.hitRate, edge.regional.hitRate, api.hitRate");
  }
}

package dev.diorama.whatif.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diorama.autoscaling.TargetTracking;
import dev.diorama.whatif.design.Design.Table;
import java.util.List;
import org.junit.jupiter.api.Test;

class KnobTest {
  @Test
  void sweep_outOfRange_isRefusedBeforeAnythingRuns() {
    refused("dax.nodeType=t9.huge", "dax.nodeType=t9.huge: there is dax.");
    refused("dax.nodes=0,12", "dax.nodes=12: it takes 0 (no DAX) to 11");
    refused("dax.nodes=many", "dax.nodes=many: it takes 0 (no DAX) to 11");
    refused("api.cacheTtl=3601", "api.cacheTtl=3601: it takes 0 (nothing is cached");
    refused("api.cacheSize=2", "api.cacheSize=2: it takes 0 (none), 0.5, 1.6");
    refused("cloudfront.priceClass=100", "the design has no distribution");
    refused("dynamodb.replicas=mars-1", "\"mars-1\" is no further Region");
    refused("dynamodb.billing=free", "it takes on-demand or provisioned");
    refused("dynamodb.scaling=400-5", "it takes none, or the least and the greatest units");
    refused("dynamodb.scaling=much", "it takes none, or the least and the greatest units");
    refused("dynamodb.scaling=5-400@95", "a target lies between 20 and 90 percent");
    refused("dynamodb.indexWriteUnits=5", "the design has a table without global index");
    refused("users.city=Atlantis", "there is Ashburn");
    refused("nothing=1", "nothing is called \"nothing\"; there is dax.nodeType, ");
    refused("dax.nodes", "is not a name and values");
    refused("dax.nodes=1,", "a value is missing");
    refused("dax.nodes=1,1", "1 stands there twice");
    assertThatThrownBy(
            () -> Sweep.of(NotesSetup.setup(), NotesSetup.axes("dax.nodes=1", "dax.nodes=2")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("dax.nodes is swept twice");
  }

  private static void refused(String text, String message) {
    assertThatThrownBy(() -> Sweep.of(NotesSetup.setup(), NotesSetup.axes(text)))
        .as(text)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void everyKnob_changesWhatIsRun() {
    for (String each :
        List.of(
            "dax.nodeType=r5.large",
            "dax.nodes=0",
            "dax.nodes=3",
            "dax.itemTtl=1",
            "dax.queryTtl=0",
            "api.cacheTtl=0",
            "api.cacheSize=0",
            "api.rateLimit=1",
            "api.burstLimit=1",
            "lambda.memory=512",
            "lambda.concurrency=1",
            "dynamodb.billing=provisioned",
            "dynamodb.readUnits=1",
            "dynamodb.writeUnits=1",
            "dynamodb.scaling=5-400",
            "dynamodb.scaling=5-400@50",
            "dynamodb.replicas=eu-west-1",
            "traffic.times=2",
            "traffic.reads=0.1",
            "traffic.consistent=1",
            "items.bytes=9000",
            "items.zipf=1",
            "users.city=Seoul")) {
      Setup changed = Change.parse(each).apply(NotesSetup.setup());
      assertThat(changed).as(each).isNotEqualTo(NotesSetup.setup());
      changed.check();
    }
  }

  @Test
  void scaling_ofATableWithAnIndex_isOfBoth_andUnitsEndIt() {
    Setup setup = NotesSetup.indexed();
    Setup scaled = Change.parse("dynamodb.scaling=5-400").apply(setup);
    Table table = scaled.design().tables().get(0);
    assertThat(table.onDemand()).isFalse();
    assertThat(table.readUnits()).isEqualTo(5);
    assertThat(table.writes()).contains(TargetTracking.of(5, 400, 70));
    assertThat(table.indexes().get(0).writes()).contains(TargetTracking.of(5, 400, 70));
    Table further =
        Change.parse("dynamodb.replicas=eu-west-1").apply(scaled).design().tables().get(0);
    assertThat(further.writes()).isEqualTo(table.writes());
    Table fixed = Change.parse("dynamodb.writeUnits=9").apply(scaled).design().tables().get(0);
    assertThat(fixed.writeUnits()).isEqualTo(9);
    assertThat(fixed.writes()).isEmpty();
    assertThat(fixed.reads()).isPresent();
    Table index = Change.parse("dynamodb.indexWriteUnits=3").apply(scaled).design().tables().get(0);
    assertThat(index.indexes().get(0).writeUnits()).isEqualTo(3);
    assertThat(index.indexes().get(0).writes()).isEmpty();
    Table none = Change.parse("dynamodb.scaling=none").apply(scaled).design().tables().get(0);
    assertThat(none.reads()).isEmpty();
    assertThat(none.readUnits()).isEqualTo(5);
  }
}

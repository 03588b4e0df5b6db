package dev.diorama.whatif.sweep;

import dev.diorama.whatif.cost.Billing;
import dev.diorama.whatif.design.Design;
import dev.diorama.whatif.design.Design.Cluster;
import dev.diorama.whatif.design.Design.Function;
import dev.diorama.whatif.design.Design.Index;
import dev.diorama.whatif.design.Design.Projection;
import dev.diorama.whatif.design.Design.Route;
import dev.diorama.whatif.design.Design.Stage;
import dev.diorama.whatif.design.Design.Table;
import dev.diorama.whatif.design.Design.Use;
import dev.diorama.whatif.engine.Progress;
import dev.diorama.whatif.engine.Settings;
import dev.diorama.whatif.price.PriceList;
import dev.diorama.whatif.workload.Action;
import dev.diorama.whatif.workload.Items;
import dev.diorama.whatif.workload.Popularity;
import dev.diorama.whatif.workload.RateCurve;
import dev.diorama.whatif.workload.Sizes;
import dev.diorama.whatif.workload.Traffic;
import dev.diorama.whatif.workload.Users;
import dev.diorama.whatif.workload.Workload;
import java.util.List;
import java.util.Optional;

/** A small design with every tier but an edge, and a workload for it. */
public final class NotesSetup {
  public static final Billing BILLING = new Billing(PriceList.standard(), false);

  private NotesSetup() {}

  public static Setup setup() {
    List<String> key = List.of("method.request.header.Authorization", "method.request.path.id");
    Design design =
        new Design(
            "notes",
            "us-east-1",
            List.of(),
            List.of(
                new Stage(
                    "Api",
                    0.5,
                    List.of(
                        new Route("GET", "/notes/{id}", "Get", 60, key, -1, -1),
                        new Route("PUT", "/notes/{id}", "Put", 0, List.of(), -1, -1)))),
            List.of(
                new Function("Get", 1024, 10, -1, List.of(new Use("GetItem", "Cache", true))),
                new Function("Put", 1024, 10, -1, List.of(new Use("UpdateItem", "Cache", true)))),
            List.of(new Cluster("Cache", "dax.t3.small", 1, 300_000, 60_000)),
            List.of(
                new Table(
                    "Notes",
                    true,
                    -1,
                    -1,
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    List.of("us-east-1"),
                    false)),
            List.of());
    Workload workload =
        new Workload(
            "w",
            "test",
            1,
            200,
            new Traffic.Drawn(new RateCurve.Constant(10), false),
            Users.of(10),
            List.of(Items.perUser("notes", new Popularity.Uniform(4), new Sizes.Constant(1000))),
            List.of(
                Action.of("GET /notes/{id}", 9, "notes"),
                Action.of("PUT /notes/{id}", 1, "notes")));
    return new Setup(design, workload, Settings.exact());
  }

  static List<List<Change>> axes(String... texts) {
    return java.util.Arrays.stream(texts).map(Change::parseAll).toList();
  }

  public static List<Trial> trials(int threads, String... texts) {
    return Sweep.of(setup(), axes(texts)).run(BILLING, threads, Progress.NONE);
  }

  /** The same with a global index. */
  static Setup indexed() {
    Setup plain = setup();
    return plain.with(
        Designs.tables(
            plain.design(),
            table ->
                new Table(
                    table.id(),
                    true,
                    -1,
                    -1,
                    Optional.empty(),
                    Optional.empty(),
                    List.of(
                        new Index(
                            "byTime",
                            false,
                            Projection.ALL,
                            -1,
                            -1,
                            Optional.empty(),
                            Optional.empty())),
                    table.replicas(),
                    false)));
  }
}

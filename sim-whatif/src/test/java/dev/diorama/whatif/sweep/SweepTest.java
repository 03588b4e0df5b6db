package dev.diorama.whatif.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diorama.whatif.cost.Billing;
import dev.diorama.whatif.design.Design;
import dev.diorama.whatif.design.Design.Cluster;
import dev.diorama.whatif.design.Design.Function;
import dev.diorama.whatif.design.Design.Route;
import dev.diorama.whatif.design.Design.Stage;
import dev.diorama.whatif.design.Design.Table;
import dev.diorama.whatif.design.Design.Use;
import dev.diorama.whatif.engine.Progress;
import dev.diorama.whatif.engine.Settings;
import dev.diorama.whatif.price.PriceList;
import dev.diorama.whatif.report.Findings;
import dev.diorama.whatif.report.SweepFindings;
import dev.diorama.whatif.result.TierFigures;
import dev.diorama.whatif.trace.TraceFormat;
import dev.diorama.whatif.workload.Action;
import dev.diorama.whatif.workload.Items;
import dev.diorama.whatif.workload.Popularity;
import dev.diorama.whatif.workload.RateCurve;
import dev.diorama.whatif.workload.Sizes;
import dev.diorama.whatif.workload.Traffic;
import dev.diorama.whatif.workload.Users;
import dev.diorama.whatif.workload.Workload;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepTest {
  private static final Billing BILLING = new Billing(PriceList.standard(), false);

  static Setup setup() {
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

  private static List<List<Change>> axes(String... texts) {
    return java.util.Arrays.stream(texts).map(Change::parseAll).toList();
  }

  private static List<Trial> trials(int threads, String... texts) {
    return Sweep.of(setup(), axes(texts)).run(BILLING, threads, Progress.NONE);
  }

  @Test
  void sweep_runsEveryCombination_theSameByAnyNumberOfThreads() {
    List<Trial> one = trials(1, "dax.nodeType=t3.small,r5.large", "api.cacheTtl=0,60,300");
    assertThat(one)
        .extracting(Trial::title)
        .containsExactly(
            "dax.nodeType=t3.small api.cacheTtl=0",
            "dax.nodeType=t3.small api.cacheTtl=60",
            "dax.nodeType=t3.small api.cacheTtl=300",
            "dax.nodeType=r5.large api.cacheTtl=0",
            "dax.nodeType=r5.large api.cacheTtl=60",
            "dax.nodeType=r5.large api.cacheTtl=300");
    assertThat(trials(4, "dax.nodeType=t3.small,r5.large", "api.cacheTtl=0,60,300")).isEqualTo(one);
    // A longer life means more hits at the stage; a larger node costs more by the hour.
    assertThat(stageHits(one.get(0))).isZero();
    assertThat(stageHits(one.get(1))).isLessThan(stageHits(one.get(2)));
    assertThat(one.get(3).bill().total() - one.get(0).bill().total())
        .isCloseTo(730 * (0.255 - 0.04), org.assertj.core.api.Assertions.within(1e-6));
  }

  private static long stageHits(Trial trial) {
    return trial.outcome().tier(TierFigures.Kind.STAGE).map(TierFigures::hits).orElse(0L);
  }

  @Test
  void sweep_ended_keepsWhatIsFinished() {
    List<Trial> trials =
        Sweep.of(setup(), axes("api.cacheTtl=0,60"))
            .run(BILLING, 1, (done, requests) -> done < 0.4);
    assertThat(trials).hasSize(1);
  }

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
    refused("users.city=Atlantis", "there is Ashburn");
    refused("nothing=1", "nothing is called \"nothing\"; there is dax.nodeType, ");
    refused("dax.nodes", "is not a name and values");
    refused("dax.nodes=1,", "a value is missing");
    refused("dax.nodes=1,1", "1 stands there twice");
    assertThatThrownBy(() -> Sweep.of(setup(), axes("dax.nodes=1", "dax.nodes=2")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("dax.nodes is swept twice");
  }

  private static void refused(String text, String message) {
    assertThatThrownBy(() -> Sweep.of(setup(), axes(text)))
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
            "dynamodb.replicas=eu-west-1",
            "traffic.times=2",
            "traffic.reads=0.1",
            "traffic.consistent=1",
            "items.bytes=9000",
            "items.zipf=1",
            "users.city=Seoul")) {
      Setup changed = Change.parse(each).apply(setup());
      assertThat(changed).as(each).isNotEqualTo(setup());
      changed.check();
    }
  }

  @Test
  void search_findsTheCheapestThatMeetsAllGoals_andSaysWhatBinds() {
    List<Trial> trials = trials(2, "dax.nodes=0,1", "api.cacheSize=0,0.5");
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
    SweepFindings findings = new SweepFindings(trials, 4, Optional.of(none));
    assertThat(findings.text()).contains("No combination meets p99<0.001ms", "p99<0.001ms binds");
    assertThat(new SweepFindings(trials.subList(0, 2), 4, Optional.empty()).text())
        .contains("ENDED EARLY, 2 of 4 done");
    wellFormed(new SweepFindings(trials, 4, Optional.of(bound)).html());
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
  void findings_areToldInEveryForm() throws Exception {
    Setup setup = setup();
    Findings findings = Findings.compared(setup, setup.run(Progress.NONE), BILLING, Progress.NONE);
    assertThat(findings.breakEvens())
        .extracting(each -> each.other().title())
        .containsExactly(
            "without DAX",
            "without API cache",
            "provisioned for the peak",
            "provisioned, auto scaled");
    assertThat(findings.text())
        .contains("Where reads were answered", "DAX item cache", "RCU, on demand")
        .contains("p99.9", "What a month costs, free tier off", "Sources of the prices")
        .contains("without DAX: ", "2025-06-17", "https://");
    assertThat(findings.csv()).startsWith("section,item,figure,value,unit\nrun,w,requests,");
    assertThat(dev.diorama.core.json.Json.parse(findings.json()).at("month", "usd")).isPresent();
    String html = findings.html();
    wellFormed(html);
    assertThat(html)
        .contains("prefers-color-scheme:dark", "Hit rate against cache size")
        .contains(
            "Cost of a month against traffic", "Latency by percentile", "Write units of Notes")
        .doesNotContain("<script", "src=", "@import", "url(", "NaN", "Infinity");
    assertThat(findings.curves()).extracting(SweepTest::last).allMatch(rate -> rate > 0.5);
  }

  private static double last(dev.diorama.whatif.report.SizeCurve curve) {
    return curve.hitRates().get(curve.hitRates().size() - 1);
  }

  /** Every chart is XML, and says what it is. */
  private static void wellFormed(String html) {
    Matcher figures = Pattern.compile("(?s)<figure>.*?</figure>").matcher(html);
    int count = 0;
    while (figures.find()) {
      count++;
      try {
        javax.xml.parsers.DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new org.xml.sax.InputSource(new StringReader(figures.group())));
      } catch (Exception e) {
        throw new AssertionError(figures.group(), e);
      }
      assertThat(figures.group()).contains("<figcaption>", "role=\"img\" aria-label=\"", "<title>");
    }
    assertThat(count).isGreaterThan(1);
  }

  @Test
  void sweep_overATraceThatBreaksOff_keepsWhatWasRead(@TempDir Path folder) throws IOException {
    Path trace = folder.resolve("trace.csv");
    Files.writeString(trace, "key,time\na,0\na,1\nb,soon\n");
    Setup replayed =
        setup().with(setup().workload().withTraffic(new Traffic.Replay(trace, TraceFormat.CSV, 1)));
    List<Trial> trials =
        Sweep.of(replayed, List.of(Change.parseAll("api.cacheTtl=0,60")))
            .run(BILLING, 2, Progress.NONE);
    assertThat(trials).extracting(each -> each.outcome().run().requests()).containsExactly(2L, 2L);
    assertThat(trials.get(0).outcome().run().notes().toString())
        .contains("the trace broke off: " + trace + ": record 3: time is \"soon\"");
  }
}

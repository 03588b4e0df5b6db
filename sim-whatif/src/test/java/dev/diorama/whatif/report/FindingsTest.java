package dev.diorama.whatif.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.json.Json;
import dev.diorama.whatif.engine.Progress;
import dev.diorama.whatif.sweep.Goal;
import dev.diorama.whatif.sweep.Measure;
import dev.diorama.whatif.sweep.NotesSetup;
import dev.diorama.whatif.sweep.Search;
import dev.diorama.whatif.sweep.Setup;
import dev.diorama.whatif.sweep.Trial;
import java.io.StringReader;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class FindingsTest {
  @Test
  void findings_areToldInEveryForm() throws Exception {
    Setup setup = NotesSetup.setup();
    Findings findings =
        Findings.compared(setup, setup.run(Progress.NONE), NotesSetup.BILLING, Progress.NONE);
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
    assertThat(Json.parse(findings.json()).at("month", "usd")).isPresent();
    String html = findings.html();
    wellFormed(html);
    assertThat(html)
        .contains("prefers-color-scheme:dark", "Hit rate against cache size")
        .contains(
            "Cost of a month against traffic", "Latency by percentile", "Write units of Notes")
        .doesNotContain("<script", "src=", "@import", "url(", "NaN", "Infinity");
    assertThat(findings.curves()).extracting(FindingsTest::last).allMatch(rate -> rate > 0.5);
  }

  private static double last(SizeCurve curve) {
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
  void sweepFindings_tellWhatBinds_andWhatIsMissing() {
    List<Trial> trials = NotesSetup.trials(2, "dax.nodes=0,1", "api.cacheSize=0,0.5");
    Search none = Search.among(trials, List.of(Goal.parse("p99<1us")), Measure.COST);
    SweepFindings findings = new SweepFindings(trials, 4, Optional.of(none));
    assertThat(findings.text()).contains("No combination meets p99<0.001ms", "p99<0.001ms binds");
    assertThat(new SweepFindings(trials.subList(0, 2), 4, Optional.empty()).text())
        .contains("ENDED EARLY, 2 of 4 done");
    Search found = Search.among(trials, List.of(Goal.parse("p99<10s")), Measure.COST);
    wellFormed(new SweepFindings(trials, 4, Optional.of(found)).html());
  }
}

package dev.diorama.scenarios.blog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.cli.Progress;
import dev.diorama.cli.Report;
import dev.diorama.cli.RunOptions;
import dev.diorama.core.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The run that {@code ./diorama run blog} makes, small. */
class BlogDesignTest {
  @Test
  void run_tellsWhereRequestsWereAnsweredAndThatWhatMustFailFails() {
    TreeSet<String> stages = new TreeSet<>();
    Progress progress =
        (what, done, total) -> {
          assertThat(done).isBetween(0L, total);
          stages.add(what);
        };

    Report report = new BlogDesign().run(new RunOptions(6, 10, 300, 0.9, 1.1), progress);

    assertThat(report.asExpected()).as(report.text()).isTrue();
    assertThat(stages).hasSize(4);
    Json json = report.json();
    assertThat(json.text("failedRequests")).contains("0");
    List<Json> edges = json.get("edges").orElseThrow().items();
    assertThat(edges).as("one edge location in each of the five cities").hasSize(5);
    for (Json edge : edges) {
      assertThat(number(edge, "hits") + number(edge, "misses")).isEqualTo(number(edge, "requests"));
      assertThat(number(edge, "hits")).isPositive();
    }
    assertThat(number(json, "originRequestsSaved")).isGreaterThan(number(json, "originRequests"));
    assertThat(number(json, "lagP50Millis")).isBetween(300.0, 1_500.0);
    assertThat(number(json, "staleReads")).isBetween(1.0, number(json, "freshChecks"));
    List<Json> uploads = json.get("uploads").orElseThrow().items();
    assertThat(number(json, "thumbnails")).isEqualTo(uploads.size());
    assertThat(number(json, "queueMessages")).isEqualTo(uploads.size());
    assertThat(json.get("events").orElseThrow().items()).hasSize(uploads.size());
    List<String> readers = new ArrayList<>();
    for (Json mail : json.get("mails").orElseThrow().items()) {
      readers.add(mail.text("to").orElseThrow());
    }
    assertThat(readers).isNotEmpty().doesNotHaveDuplicates();
    assertThat(number(json, "readersWithOneMail")).isEqualTo(readers.size());
    assertThat(json.get("mustNotWork").orElseThrow().items())
        .extracting(tried -> tried.text("observed").orElseThrow())
        .containsExactly(
            "403 AccessDenied", // S3 itself.
            "403 AccessDenied", // Another distribution.
            "403 MissingKey",
            "403 AccessDenied", // Beside the authors' prefix.
            "403 Missing Authentication Token",
            "400 MessageRejected", // The sender is not verified.
            "400 MessageRejected", // The Region is in the sandbox.
            "400 InvalidArgument", // A FIFO queue as target of S3's events.
            "403 AccessDeniedException", // The function's role lacks ses:SendEmail.
            "1 mail");
    assertThat(report.text().lines())
        .allSatisfy(line -> assertThat(line.length()).as(line).isLessThanOrEqualTo(120));
  }

  private static double number(Json json, String name) {
    return Double.parseDouble(json.text(name).orElseThrow());
  }
}

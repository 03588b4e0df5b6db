package dev.diorama.scenarios.blog;

import dev.diorama.Diorama;
import dev.diorama.cli.Progress;
import dev.diorama.cli.Report;
import dev.diorama.cli.RunOptions;
import dev.diorama.scenarios.run.Probe;
import java.util.List;

/** One run of the blog: deploy, prepare, measure, try what must fail. */
final class BlogRun {
  private final BlogDesign design;
  private final RunOptions options;
  private final Progress progress;

  BlogRun(BlogDesign design, RunOptions options, Progress progress) {
    this.design = design;
    this.options = options;
    this.progress = progress;
  }

  Report report() {
    progress.at("deploy the template in two Regions", 0, 1);
    try (Diorama diorama = Diorama.builder().seed(options.seed()).build().warmUp()) {
      Site site = Site.live(diorama, design);
      progress.at("deploy the template in two Regions", 1, 1);
      BlogMeasurements measured = new BlogMeasurements(site);
      try (BlogWorkload workload = new BlogWorkload(site, options)) {
        workload.prepare(progress);
        workload.requests(progress);
        BlogReport report = new BlogReport(options, workload, measured);
        progress.at("try what must not work", 0, 1);
        List<Probe> probes = BlogAttempts.all(site, workload);
        progress.at("try what must not work", 1, 1);
        return report.with(probes, diorama);
      }
    }
  }
}

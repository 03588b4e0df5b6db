package dev.diorama.whatif.spark;

import dev.diorama.whatif.design.DesignReader;
import dev.diorama.whatif.engine.Settings;
import dev.diorama.whatif.sweep.Change;
import dev.diorama.whatif.sweep.Setup;
import dev.diorama.whatif.workload.Workload;
import dev.diorama.whatif.workload.WorkloadReader;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apiguardian.api.API;

/**
 * A setup as text, which can be sent to another machine and is read there as it was here.
 *
 * @param templateName what to call the template in messages
 * @param template its text
 * @param parameters values for its parameters
 * @param region where it is deployed
 * @param workloadName what to call the workload in messages
 * @param workload its text
 * @param folder where traces that the workload names are looked for, the same on every machine
 * @param seed in place of the workload's; empty when that stays
 * @param sample the share of objects that a fast run looks at; 0 for an exact run
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Experiment(
    String templateName,
    String template,
    Map<String, String> parameters,
    String region,
    String workloadName,
    String workload,
    String folder,
    List<Long> seed,
    double sample)
    implements Serializable {
  public Experiment {
    parameters = new TreeMap<>(parameters);
    seed = List.copyOf(seed);
  }

  /** A seed as this record holds it: an optional cannot be sent. */
  static List<Long> seed(OptionalLong seed) {
    return seed.isPresent() ? List.of(seed.getAsLong()) : List.of();
  }

  /**
   * Reads it.
   *
   * @throws dev.diorama.whatif.design.DesignException if the template makes no sense
   * @throws dev.diorama.whatif.workload.WorkloadException if the workload makes none
   */
  public Setup setup() {
    Workload read = WorkloadReader.read(workloadName, workload, Path.of(folder));
    return new Setup(
        DesignReader.read(templateName, template, parameters, region),
        seed.isEmpty() ? read : read.withSeed(seed.get(0)),
        sample == 0 ? Settings.exact() : Settings.sampled(sample));
  }

  /** Reads it and makes changes such as {@code dax.nodes=3}. */
  Setup setup(List<String> changes) {
    Setup setup = setup();
    for (String change : changes) {
      setup = Change.parse(change).apply(setup);
    }
    return setup;
  }
}

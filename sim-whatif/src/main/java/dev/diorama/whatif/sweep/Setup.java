package dev.diorama.whatif.sweep;

import dev.diorama.whatif.design.Design;
import dev.diorama.whatif.engine.Progress;
import dev.diorama.whatif.engine.Settings;
import dev.diorama.whatif.engine.WhatIf;
import dev.diorama.whatif.result.Outcome;
import dev.diorama.whatif.workload.Workload;
import org.apiguardian.api.API;

/**
 * What is run, and how.
 *
 * @param design the tiers
 * @param workload the traffic
 * @param settings how it is gone through
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Setup(Design design, Workload workload, Settings settings) {
  /** Runs it; see {@link WhatIf#run(Design, Workload, Settings, Progress)}. */
  public Outcome run(Progress progress) {
    return WhatIf.run(design, workload, settings, progress);
  }

  /** Checks that the workload fits the design, without running; see {@link WhatIf#check}. */
  public void check() {
    WhatIf.check(design, workload, settings);
  }

  Setup with(Design other) {
    return new Setup(other, workload, settings);
  }

  Setup with(Workload other) {
    return new Setup(design, other, settings);
  }
}

/** What the runs of both designs share: popularity, latencies, what must fail, and its report. */
@NullMarked
package dev.diorama.scenarios.run;

import org.jspecify.annotations.NullMarked;

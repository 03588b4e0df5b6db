package dev.diorama.lambda;

import java.time.Instant;
import org.apiguardian.api.API;

/**
 * One event of a function's log.
 *
 * @param at when it was written, on the instance's clock
 * @param stream the log stream, one per execution environment
 * @param message the text, without a line break at its end
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record LogLine(Instant at, String stream, String message) {}

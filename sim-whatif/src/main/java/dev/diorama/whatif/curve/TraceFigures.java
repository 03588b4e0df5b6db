package dev.diorama.whatif.curve;

import dev.diorama.whatif.trace.TraceEnd;
import org.apiguardian.api.API;

/**
 * What a recorded file held.
 *
 * @param file as it was named
 * @param reads requests that count
 * @param writes that store
 * @param deletes that are passed over
 * @param end how reading came to its end; a bad record ends its own file only
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record TraceFigures(String file, long reads, long writes, long deletes, TraceEnd end) {}

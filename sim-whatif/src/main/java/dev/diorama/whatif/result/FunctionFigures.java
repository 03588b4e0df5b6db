package dev.diorama.whatif.result;

import java.io.Serializable;
import org.apiguardian.api.API;

/**
 * What one function did.
 *
 * @param id its logical id
 * @param memoryMb its memory
 * @param invocations that ran
 * @param coldStarts invocations, among those, that had to wait for an environment to start
 * @param throttled invocations that found no environment
 * @param timeouts invocations that ran into their time limit
 * @param gbSeconds what is billed for its time, starts included
 * @param peakConcurrency the most environments that were busy at once
 * @param concurrency environments busy at once, the most in each step
 * @param duration of the invocations, starts left out
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record FunctionFigures(
    String id,
    int memoryMb,
    long invocations,
    long coldStarts,
    long throttled,
    long timeouts,
    double gbSeconds,
    long peakConcurrency,
    TimeSeries concurrency,
    Histogram duration)
    implements Serializable {}

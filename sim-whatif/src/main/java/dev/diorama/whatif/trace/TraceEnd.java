package dev.diorama.whatif.trace;

import java.util.Optional;
import org.apiguardian.api.API;

/**
 * How reading a trace came to its end.
 *
 * @param records the records that were read and are good, those passed over included
 * @param requests the requests handed on
 * @param passedOver records of another kind than requests for objects, such as listings
 * @param backwards records earlier than the one before, which were given its time; logs that
 *     several servers write have them
 * @param problem what was wrong with the record after these, and where; empty when all was read
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record TraceEnd(
    long records, long requests, long passedOver, long backwards, Optional<String> problem) {}

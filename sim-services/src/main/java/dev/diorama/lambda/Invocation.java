package dev.diorama.lambda;

import dev.diorama.core.json.Json;
import dev.diorama.core.router.Principal;
import org.jspecify.annotations.Nullable;

/**
 * One event for a function.
 *
 * @param requestId the request id, the same for every attempt at an asynchronous event
 * @param invokedArn the ARN as it was asked for
 * @param caller who invoked
 * @param payload the event, JSON
 * @param clientContext what a client sent about itself; null when it sent nothing
 */
@SuppressWarnings("ArrayRecordComponent") // A payload is handed on, never compared.
record Invocation(
    String requestId,
    String invokedArn,
    Principal caller,
    byte[] payload,
    @Nullable Json clientContext) {}

package dev.diorama.scenarios.explore;

import org.apiguardian.api.API;

/**
 * One thing that a user does, and how long nothing is done after it.
 *
 * @param what such as {@code create}
 * @param who the number of the user
 * @param which what it is done to, counted among what there is
 * @param thenMillis virtual milliseconds until the next step
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Step(String what, int who, int which, long thenMillis) {}

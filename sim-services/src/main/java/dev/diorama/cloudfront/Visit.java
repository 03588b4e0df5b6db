package dev.diorama.cloudfront;

import dev.diorama.core.place.City;
import dev.diorama.core.router.Call;
import dev.diorama.core.wire.HttpRequest;

/**
 * One request of a viewer at an edge location.
 *
 * @param call the call that it is
 * @param request the request, with the path below the distribution
 * @param mount what stands before that path where the distribution is reached by path; else empty
 * @param distribution the distribution asked
 * @param from where the viewer is
 * @param edge the edge location
 * @param id what {@code X-Amz-Cf-Id} shows
 */
record Visit(
    Call call,
    HttpRequest request,
    String mount,
    Distribution distribution,
    City from,
    Places.Edge edge,
    String id) {

  /** The same visit in the course of another call, such as a revalidation behind its back. */
  Visit during(Call other) {
    return new Visit(other, request, mount, distribution, from, edge, id);
  }

  /** The same visit asking for something else. */
  Visit asking(HttpRequest other) {
    return new Visit(call, other, mount, distribution, from, edge, id);
  }
}

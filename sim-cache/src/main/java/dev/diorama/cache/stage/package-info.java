/**
 * The tier behind API Gateway's stage cache.
 *
 * <p>{@link dev.diorama.cache.stage.StageCacheTier} implements the port {@link
 * dev.diorama.apigateway.StageCaches} on {@link dev.diorama.cache.SimCache}: whole responses, a
 * time to live each, within the bytes of the cluster's size. What is cached and under which key is
 * API Gateway's rule, not this tier's.
 *
 * <p>Assumed: a GB of a cluster is 2<sup>30</sup> bytes, all of them hold entries, an entry weighs
 * its key, headers and body, and the least recently used entry goes first. AWS publishes the sizes
 * and calls the cache best effort:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html
 */
@NullMarked
package dev.diorama.cache.stage;

import org.jspecify.annotations.NullMarked;

/**
 * The tier behind CloudFront's edge locations and regional edge caches.
 *
 * <p>{@link dev.diorama.cache.edge.EdgeCacheTier} implements the port {@link
 * dev.diorama.cloudfront.EdgeCaches} on {@link dev.diorama.cache.SimCache}: whole responses within
 * the bytes of a place, the least recently used going first. What is cached, under which key and
 * for how long is CloudFront's rule, not this tier's.
 *
 * <p>Assumed: an entry weighs its key, headers and body, and stays for a week after its end, to be
 * revalidated or served while the origin fails. AWS says that objects seldom asked for may go at
 * any time: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Expiration.html
 */
@NullMarked
package dev.diorama.cache.edge;

import org.jspecify.annotations.NullMarked;

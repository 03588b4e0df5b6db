/**
 * Runs a workload against a design without deploying it.
 *
 * <p>{@link dev.diorama.whatif.engine.WhatIf#run} is the one door. {@link
 * dev.diorama.whatif.engine.Engine} says how: exactly, with the classes of the live simulator on a
 * virtual clock, or fast, with arrays of primitives and, if wished, a sample of the objects.
 *
 * <p>As live, a request is gone through as a whole when it arrives: its time runs ahead of the
 * clock, and what it stores is there for whoever arrives later. A test in {@code scenarios} holds
 * the exact engine to the live simulator, request by request. What is not in it:
 *
 * <ul>
 *   <li>Authorizers, request validation and what else costs no capacity.
 *   <li>Of auto scaling: scheduled actions, and the alarms that notice capacity changed by hand.
 *   <li>Items that are in no index because they lack its key: every item is taken to be in all.
 *   <li>Event source mappings by themselves: what a change sets off stands in the workload as
 *       {@code invokes} and {@code mails}.
 *   <li>CloudFront's caching of errors, revalidation and invalidation; every answer of a path that
 *       may be cached counts as new when its time is over.
 *   <li>What keys of caches weigh is assumed, and matters where a cache is full.
 *   <li>In a fast run further: partitions are not split, turned-away writes are taken for made,
 *       DAX's replicas follow at once, functions that are invoked asynchronously start at once; in
 *       a sampled one concurrency follows from Little's law and is not limited.
 * </ul>
 */
@NullMarked
package dev.diorama.whatif.engine;

import org.jspecify.annotations.NullMarked;

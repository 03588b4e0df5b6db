/**
 * Where things are: cities, the Regions in them, and how long a packet travels between two of them.
 *
 * <p>The delays between Regions are measured ones (CometBFT's {@code aws-latencies.csv}, file of
 * 2023-11-29, one way, symmetrized); other pairs are computed from the distance. Both are a model
 * of the public network, not of one provider's line.
 */
@NullMarked
package dev.diorama.core.place;

import org.jspecify.annotations.NullMarked;

/**
 * Recorded requests: AWS's access logs and the formats in which cache traces are published, read as
 * a stream, compressed by gzip or zstd or not at all.
 */
@NullMarked
package dev.diorama.whatif.trace;

import org.jspecify.annotations.NullMarked;

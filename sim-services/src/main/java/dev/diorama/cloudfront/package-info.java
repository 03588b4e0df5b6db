/** CloudFront: distributions, their policies, and the edge locations that serve them. */
@NullMarked
package dev.diorama.cloudfront;

import org.jspecify.annotations.NullMarked;

/** HTTP clients that AWS SDK clients use to reach the router without a socket. */
@NullMarked
package dev.diorama.core.client;

import org.jspecify.annotations.NullMarked;

/** The served port: HTTP and HTTPS on one loopback socket, with a local certificate authority. */
@NullMarked
package dev.diorama.core.endpoint;

import org.jspecify.annotations.NullMarked;

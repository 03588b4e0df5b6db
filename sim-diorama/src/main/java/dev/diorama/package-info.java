/**
 * The front door: {@link dev.diorama.Diorama} is one isolated cloud with every service installed.
 *
 * <p>This is the one composition root. Services are wired here and nowhere else; what they need of
 * each other goes through the router, and the few ports that remain (the caches in front of a
 * service, the verifier of tokens) are handed over by constructor.
 */
@NullMarked
package dev.diorama;

import org.jspecify.annotations.NullMarked;

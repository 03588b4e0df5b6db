/**
 * Assertions in the manner of AssertJ: {@link dev.diorama.junit.assertj.DioramaAssertions} is where
 * they begin. They look at what a cloud has recorded anyway, its trace, metrics and outbox, and
 * change nothing. A failure says what was seen instead, and where to look.
 *
 * <p>Needs AssertJ 3 on the test's class path.
 */
@NullMarked
package dev.diorama.junit.assertj;

import org.jspecify.annotations.NullMarked;

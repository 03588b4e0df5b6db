/**
 * The JUnit Jupiter extension: {@link dev.diorama.junit.DioramaTest} gives a test class a simulated
 * cloud, deploys a template to it, and gives its tests the cloud's clients, clock, mails, trace and
 * the stack's outputs.
 */
@NullMarked
package dev.diorama.junit;

import org.jspecify.annotations.NullMarked;

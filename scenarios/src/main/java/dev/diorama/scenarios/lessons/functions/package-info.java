/**
 * The Lambda functions of the lessons, written as for AWS; their templates name them. The sandbox
 * gives them the simulated clock, chance and SDK clients.
 */
@NullMarked
package dev.diorama.scenarios.lessons.functions;

import org.jspecify.annotations.NullMarked;

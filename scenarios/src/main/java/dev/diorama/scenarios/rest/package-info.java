/**
 * What the handlers of both designs have in common: JSON in and out behind API Gateway, and a table
 * reached through DAX. Knows nothing of Diorama, so that it can be deployed to AWS as it is.
 */
@NullMarked
package dev.diorama.scenarios.rest;

import org.jspecify.annotations.NullMarked;

/** IAM: identities, policies and their evaluation. */
@NullMarked
package dev.diorama.iam;

import org.jspecify.annotations.NullMarked;

/** IAM: policies, principals, signatures. */
@NullMarked
package dev.diorama.iam;

import org.jspecify.annotations.NullMarked;

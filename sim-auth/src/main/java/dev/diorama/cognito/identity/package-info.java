/** Amazon Cognito identity pools. */
@NullMarked
package dev.diorama.cognito.identity;

import org.jspecify.annotations.NullMarked;

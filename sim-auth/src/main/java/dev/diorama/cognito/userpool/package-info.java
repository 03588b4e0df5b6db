/** Amazon Cognito user pools: a directory of users that signs them in and hands out tokens. */
@NullMarked
package dev.diorama.cognito.userpool;

import org.jspecify.annotations.NullMarked;

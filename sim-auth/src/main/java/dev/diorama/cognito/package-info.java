/** What both Cognito services share: paging, request quotas, and the SDK's types as settings. */
@NullMarked
package dev.diorama.cognito;

import org.jspecify.annotations.NullMarked;

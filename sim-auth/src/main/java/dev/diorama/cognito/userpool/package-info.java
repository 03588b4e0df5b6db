/**
 * Amazon Cognito user pools: a directory of users that signs them up, signs them in and hands out
 * tokens.
 *
 * <p><b>Simulated.</b> Pools, app clients (with or without a secret), groups and tags. Sign-up with
 * codes mailed to the cloud's outbox, confirmation, resending, forgotten passwords. Sign-in by SRP
 * ({@code USER_SRP_AUTH}, whose client side is {@link dev.diorama.cognito.userpool.SrpClient}), by
 * password, by refresh token, by an administrator's back end; {@code NEW_PASSWORD_REQUIRED}. RS256
 * tokens with Cognito's claims, key documents, revocation, global sign-out. Password policy and
 * history, required, immutable and custom attributes, read and write permissions of clients,
 * user-name attributes, aliases, case sensitivity, lockout after failed sign-ins, hiding who
 * exists, administrators' operations on users, filters of {@code ListUsers}, quotas of the two
 * busiest categories. Passwords are kept as SRP verifiers only.
 *
 * <p><b>Refused, by name, with 501.</b> Lambda triggers, multi-factor authentication, remembered
 * devices, threat protection, {@code AttributesRequireVerificationBeforeUpdate}, confirmation by
 * link, sign-in without a password, developer-only attributes, the flows {@code CUSTOM_AUTH} and
 * {@code USER_AUTH}, refresh token rotation, Pinpoint analytics, other identity providers.
 * Operations not in the table answer 501 too.
 *
 * <p><b>Kept and shown, without effect.</b> OAuth settings of clients (there are no hosted pages to
 * use them), {@code SmsConfiguration} and {@code EmailConfiguration} beyond {@code From} (all
 * messages go straight to the outbox; a pool that sends through SES does not pass SES), {@code
 * UserPoolTier}, {@code ClientMetadata}, {@code UserContextData} and {@code AnalyticsMetadata} of
 * requests.
 *
 * <p><b>Deviations.</b> Keys are picked from a table and follow from the seed ({@link
 * dev.diorama.jwt.SigningKey}). Refresh tokens are random texts, not encrypted JWTs. {@code
 * EstimatedNumberOfUsers} is exact. A client without {@code ReadAttributes} or {@code
 * WriteAttributes} may see and write custom attributes as well as standard ones: the API reference
 * says standard only, the CDK's and everyone's experience says all. Quotas other than those of
 * {@link dev.diorama.cognito.userpool.UserPoolConfig} are not enforced. An SRP answer's timestamp
 * must be well formed; how old it may be is not known, and the challenge's own three minutes apply.
 *
 * <p>AWS pages: https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools.html
 * and https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/Welcome.html
 */
@NullMarked
package dev.diorama.cognito.userpool;

import org.jspecify.annotations.NullMarked;

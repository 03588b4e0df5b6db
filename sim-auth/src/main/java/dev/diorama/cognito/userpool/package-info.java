/**
 * Amazon Cognito user pools: a directory of users that signs them up, signs them in and hands out
 * tokens.
 *
 * <p><b>Simulated.</b> Pools, app clients (with or without a secret), groups and tags. Sign-up with
 * codes mailed to the cloud's outbox, confirmation, resending, forgotten passwords, addresses that
 * change only once verified. Sign-in by SRP ({@code USER_SRP_AUTH}, whose client side is {@link
 * dev.diorama.cognito.userpool.SrpClient}), by password, by an administrator's back end, by the
 * pool's own challenges ({@code CUSTOM_AUTH}), by the user's choice ({@code USER_AUTH}); {@code
 * NEW_PASSWORD_REQUIRED}; second factors by text message, mail and authenticator app; remembered
 * devices. All Lambda triggers but the custom senders, called through the router. RS256 tokens with
 * Cognito's claims, key documents, key rotation, refresh token rotation, revocation, global
 * sign-out. Managed login at a pool's domain: pages, authorization code with PKCE, implicit and
 * client credentials grants, userInfo, revocation, logout; resource servers and scopes. Password
 * policy and history, required, immutable and custom attributes (added later too), read and write
 * permissions of clients, user-name attributes, aliases, case sensitivity, lockout after failed
 * sign-ins, hiding who exists, administrators' operations on users, filters of {@code ListUsers},
 * quotas of the two busiest categories. Passwords are kept as SRP verifiers only.
 *
 * <p><b>The way of a sign-in.</b> {@code AuthService} begins it in its flow and hands each answer
 * to the component that asked; a {@code SignIn} keeps what has been proved; {@code Admission}
 * decides after every answer what is due next.
 *
 * <p><b>Refused, by name, with 501.</b> Passkeys ({@code WEB_AUTHN}), threat protection,
 * confirmation by link, developer-only attributes, custom senders of messages, custom domains,
 * Pinpoint analytics, other identity providers, built-in challenges other than {@code
 * PASSWORD_VERIFIER} in custom sign-ins. Operations not in the table (user import, branding, risk
 * configuration) answer 501 too.
 *
 * <p><b>Kept and shown, without effect.</b> {@code SmsConfiguration} and {@code EmailConfiguration}
 * beyond {@code From} (all messages go straight to the outbox; a pool that sends through SES does
 * not pass SES), {@code UserPoolTier}, {@code ManagedLoginVersion}, {@code UserContextData} and
 * {@code AnalyticsMetadata} of requests, {@code Session} of {@code InitiateAuth} and of sign-up.
 *
 * <p><b>Deviations.</b> Keys are picked from a table and follow from the seed ({@link
 * dev.diorama.jwt.SigningKey}). Refresh tokens are random texts, not encrypted JWTs. {@code
 * EstimatedNumberOfUsers} is exact. A client without {@code ReadAttributes} or {@code
 * WriteAttributes} may see and write custom attributes as well as standard ones: the API reference
 * says standard only, the CDK's and everyone's experience says all. Quotas other than those of
 * {@link dev.diorama.cognito.userpool.UserPoolConfig} are not enforced. An SRP answer's timestamp
 * must be well formed; how old it may be is not known, and the challenge's own three minutes apply.
 * Migrated users get no welcome message. Who has signed up at the login pages signs in himself.
 *
 * <p>AWS pages: https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools.html
 * and https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/Welcome.html
 */
@NullMarked
package dev.diorama.cognito.userpool;

import org.jspecify.annotations.NullMarked;

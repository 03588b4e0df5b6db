/**
 * Amazon Cognito identity pools: they trade a user pool's ID token for temporary AWS credentials.
 *
 * <p><b>Simulated.</b> Pools that trust user pools, their roles and role mappings (by token, by
 * rules), attributes for access control, identities (one per pool and user, stable), guests, the
 * enhanced flow and, where switched on, the basic flow. A login's token is verified by the keys
 * that its user pool publishes, fetched through the router; its audience, use and expiry are
 * checked, and where {@code ServerSideTokenCheck} is set, whether the user has been signed out,
 * disabled or deleted.
 *
 * <p>Credentials come from STS and nowhere else: the pool signs an OpenID token ({@code aud} the
 * pool, {@code sub} the identity, {@code amr} how it signed in, session tags) and calls {@code
 * sts:AssumeRoleWithWebIdentity} with it, so that the role's trust policy is evaluated, for real,
 * on what it says of {@code cognito-identity.amazonaws.com:aud} and {@code :amr}. What STS refuses
 * comes out as {@code InvalidIdentityPoolConfigurationException}, with STS's reason in the trace.
 * Guests' sessions are narrowed by the session policy that AWS documents.
 *
 * <p>Other logins: OpenID Connect providers that IAM knows, found by discovery, their audience one
 * of the clients IAM lists; and a developer's own back end, whose users are looked up, merged and
 * unlinked. Several logins linked to an identity are one identity; one that has lost its last login
 * is disabled.
 *
 * <p><b>Refused, by name, with 501.</b> Social and SAML providers. Operations not in the table
 * answer 501 too.
 *
 * <p><b>Deviations.</b> The OpenID tokens are signed with RS256 where AWS uses RS512. A guest who
 * signs in as somebody with an identity already is refused, where AWS may merge the two.
 *
 * <p>AWS pages: https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-identity.html and
 * https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/Welcome.html
 */
@NullMarked
package dev.diorama.cognito.identity;

import org.jspecify.annotations.NullMarked;

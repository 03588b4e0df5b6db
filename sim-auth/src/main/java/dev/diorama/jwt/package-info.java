/**
 * Verification of JSON Web Tokens, for everything that trusts a token it did not issue itself.
 *
 * <p>{@link dev.diorama.jwt.JwtVerifier} fetches the issuer's key set through the router, as a
 * client would over HTTPS, caches it, and checks signature, issuer and times on the instance's
 * clock. Only RS256 is accepted, the one algorithm that Amazon Cognito signs with: {@code none} and
 * the symmetric algorithms are refused before any key is looked at, so that a public key can never
 * be taken for a shared secret. Audience and {@code token_use} mean something else to each consumer
 * and are theirs to check.
 *
 * <p>Sources: RFC 7519, RFC 7517, and
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
 */
@NullMarked
package dev.diorama.jwt;

import org.jspecify.annotations.NullMarked;

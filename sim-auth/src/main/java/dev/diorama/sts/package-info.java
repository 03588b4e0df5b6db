/**
 * The security token service: temporary credentials for roles, users and web identities.
 *
 * <p>Simulated: AssumeRole (trust policy, external id, session policies and policy ARNs, session
 * tags and transitive tags, source identity, role chaining and its hour), AssumeRoleWithWebIdentity
 * (RS256 tokens of Amazon Cognito identity pools and of OpenID Connect providers that the role's
 * account has registered with IAM, principal tags in the token), AssumeRoleWithSAML (responses
 * signed by the SAML providers of the account; session name, duration, tags and source identity
 * from its attributes), GetCallerIdentity, GetSessionToken, GetFederationToken, GetAccessKeyInfo,
 * DecodeAuthorizationMessage and MFA by virtual devices. Services assume roles by typed calls as
 * {@code Principal.service(...)}, under the same trust policies as everybody.
 *
 * <p>Who may assume a role is decided by the role's trust policy; a caller that the trust policy
 * names through its account needs the permission from its own policies too, and so does every
 * caller of another account. The conditions of trust policies can ask for {@code sts:ExternalId},
 * {@code sts:RoleSessionName}, {@code sts:SourceIdentity}, {@code sts:TransitiveTagKeys}, {@code
 * aws:RequestTag/...}, {@code aws:TagKeys}, the role's {@code aws:ResourceTag/...} and, for web
 * identities, {@code <issuer>:aud}, {@code :sub} and {@code :amr}, for SAML {@code saml:...}.
 *
 * <p>Not simulated: encrypted SAML assertions, {@code ProvidedContexts}, the OAuth 2.0 providers
 * that need a {@code ProviderId}, AssumeRoot. Encoded authorization messages stand in the spans of
 * denied calls. Known deviations: managed session policies are those of the time at which the
 * session began; {@code PackedPolicySize} is computed from the plain length.
 *
 * <p>Source: https://docs.aws.amazon.com/STS/latest/APIReference/welcome.html and
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_request.html
 */
@NullMarked
package dev.diorama.sts;

import org.jspecify.annotations.NullMarked;

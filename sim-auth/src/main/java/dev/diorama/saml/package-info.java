/**
 * Verification of SAML 2.0 authentication responses, for whoever trusts an identity provider by its
 * metadata: IAM keeps the metadata, STS shows the responses.
 *
 * <p>A response is believed only where all of this holds: it is small and plain XML without a
 * document type; it has one assertion in all, not encrypted; every signature in it is over the
 * whole response or the whole assertion, by its id, with exclusive canonicalization and RSA or
 * ECDSA over SHA-256 or better, made with a key of the provider's metadata (keys that the response
 * brings along are not looked at); at least one signature is there; issuer, audience, recipient and
 * times are right, on the instance's clock. What is read afterwards is read from the very nodes
 * that were verified. So signature wrapping, comments in names, entities, transforms and public
 * keys taken for shared secrets lead nowhere.
 *
 * <p>Not simulated: encrypted assertions (refused), the artifact and redirect bindings, requests
 * ({@code AuthnRequest}) and single logout. Signatures over SHA-1 are refused: the Java platform's
 * own secure validation does not take them any longer.
 *
 * <p>Sources: https://docs.oasis-open.org/security/saml/v2.0/saml-core-2.0-os.pdf,
 * https://www.w3.org/TR/xmldsig-core1/ and
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml_assertions.html
 */
@NullMarked
package dev.diorama.saml;

import org.jspecify.annotations.NullMarked;

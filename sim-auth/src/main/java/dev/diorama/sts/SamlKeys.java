package dev.diorama.sts;

import dev.diorama.saml.SamlAssertion;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The condition keys that a SAML assertion gives: {@code saml:...}. Documented:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-saml
 *
 * @param provider the name of the SAML provider in IAM
 */
record SamlKeys(SamlAssertion assertion, String account, String provider) {
  private static final String FORMATS = "urn:oasis:names:tc:SAML:2.0:nameid-format:";

  /**
   * A condition key and whether it can have several values.
   *
   * @param key without {@code saml:}
   */
  private record Key(String key, boolean list) {}

  private static Key one(String key) {
    return new Key(key, false);
  }

  private static Key list(String key) {
    return new Key(key, true);
  }

  /**
   * Which key an attribute gives, by the attribute's name. Documented:
   * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml_assertions.html#saml-attribute-mapping
   */
  private static final Map<String, Key> BY_ATTRIBUTE =
      Map.ofEntries(
          Map.entry("urn:oid:1.3.6.1.4.1.5923.1.1.1.1", list("edupersonaffiliation")),
          Map.entry("urn:oid:1.3.6.1.4.1.5923.1.1.1.2", list("edupersonnickname")),
          Map.entry("urn:oid:1.3.6.1.4.1.5923.1.1.1.3", one("edupersonorgdn")),
          Map.entry("urn:oid:1.3.6.1.4.1.5923.1.1.1.4", list("edupersonorgunitdn")),
          Map.entry("urn:oid:1.3.6.1.4.1.5923.1.1.1.5", one("edupersonprimaryaffiliation")),
          Map.entry("urn:oid:1.3.6.1.4.1.5923.1.1.1.6", one("edupersonprincipalname")),
          Map.entry("urn:oid:1.3.6.1.4.1.5923.1.1.1.7", list("edupersonentitlement")),
          Map.entry("urn:oid:1.3.6.1.4.1.5923.1.1.1.8", one("edupersonprimaryorgunitdn")),
          Map.entry("urn:oid:1.3.6.1.4.1.5923.1.1.1.9", list("edupersonscopedaffiliation")),
          Map.entry("urn:oid:1.3.6.1.4.1.5923.1.1.1.10", list("edupersontargetedid")),
          Map.entry("urn:oid:1.3.6.1.4.1.5923.1.1.1.11", list("edupersonassurance")),
          Map.entry("urn:oid:1.3.6.1.4.1.5923.1.2.1.2", list("eduorghomepageuri")),
          Map.entry("urn:oid:1.3.6.1.4.1.5923.1.2.1.3", list("eduorgidentityauthnpolicyuri")),
          Map.entry("urn:oid:1.3.6.1.4.1.5923.1.2.1.4", list("eduorglegalname")),
          Map.entry("urn:oid:1.3.6.1.4.1.5923.1.2.1.5", list("eduorgsuperioruri")),
          Map.entry("urn:oid:1.3.6.1.4.1.5923.1.2.1.6", list("eduorgwhitepagesuri")),
          Map.entry("urn:oid:2.5.4.3", list("cn")),
          Map.entry("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name", one("name")),
          Map.entry("http://schemas.xmlsoap.org/claims/CommonName", one("commonName")),
          Map.entry(
              "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname", one("givenName")),
          Map.entry(
              "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname", one("surname")),
          Map.entry(
              "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress", one("mail")),
          Map.entry(
              "http://schemas.microsoft.com/ws/2008/06/identity/claims/primarygroupsid",
              one("uid")),
          Map.entry("2.5.4.3", one("commonName")),
          Map.entry("2.5.4.4", one("surname")),
          Map.entry("2.4.5.42", one("givenName")),
          Map.entry("2.5.4.45", one("x500UniqueIdentifier")),
          Map.entry("0.9.2342.19200300100.1.1", one("uid")),
          Map.entry("0.9.2342.19200300100.1.3", one("mail")),
          Map.entry("0.9.2342.19200300.100.1.45", one("organizationStatus")));

  /** {@code persistent}, {@code transient}, or the whole format where it is another's. */
  static String subjectType(SamlAssertion.NameId name) {
    return name.format().startsWith(FORMATS)
        ? name.format().substring(FORMATS.length())
        : name.format();
  }

  /** Base64 of the SHA-1 of issuer, account and provider; documented in AssumeRoleWithSAML. */
  String nameQualifier() {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-1")
              .digest(
                  (assertion.issuer() + account + "/" + provider).getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }

  /** What permission policies can ask for as long as the session lives. */
  Map<String, List<String>> ofSession(SamlAssertion.NameId subject) {
    Map<String, List<String>> keys = new LinkedHashMap<>();
    keys.put(
        "aws:FederatedProvider", List.of("arn:aws:iam::" + account + ":saml-provider/" + provider));
    keys.put("saml:namequalifier", List.of(nameQualifier()));
    keys.put("saml:sub", List.of(subject.value()));
    keys.put("saml:sub_type", List.of(subjectType(subject)));
    return keys;
  }

  /** What the role's trust policy can ask for beside that. */
  Map<String, List<String>> ofTrust() {
    Map<String, List<String>> keys = new LinkedHashMap<>();
    keys.put("saml:aud", List.of(assertion.recipient()));
    keys.put("saml:iss", List.of(assertion.issuer()));
    keys.put("saml:doc", List.of(account + "/" + provider));
    assertion
        .attributes()
        .forEach(
            (attribute, values) -> {
              Key key = BY_ATTRIBUTE.get(attribute);
              // Only one attribute counts for each key, documented; assumed: the first.
              if (key != null && !values.isEmpty()) {
                keys.putIfAbsent("saml:" + key.key(), key.list() ? values : List.of(values.get(0)));
              }
            });
    return keys;
  }
}

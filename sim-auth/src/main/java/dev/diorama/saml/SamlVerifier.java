package dev.diorama.saml;

import dev.diorama.saml.SamlRejected.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apiguardian.api.API;
import org.w3c.dom.Attr;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;

/**
 * Tells responses to be believed from others, for AWS as the one they are meant for.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class SamlVerifier {
  /** How long after its issue a response is taken; observed: gimme-aws-creds issue 251. */
  static final Duration REDEEMABLE = Duration.ofMinutes(5);

  private static final String SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success";
  private static final String BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer";

  /**
   * AWS's sign-in endpoints, of all Regions; documented:
   * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml_assertions.html
   */
  private static final Pattern ENDPOINT =
      Pattern.compile("https://([a-z0-9-]+\\.)?signin\\.aws\\.amazon\\.com/saml(/acs/[A-Z0-9]+)?");

  private static final String AUDIENCE = "urn:amazon:webservices";

  private SamlVerifier() {}

  /**
   * The assertion of a response that an identity provider of the metadata signed for AWS and that
   * is good now.
   *
   * @throws SamlRejected if it is no such response
   */
  public static SamlAssertion verify(byte[] response, SamlMetadata metadata, Instant now) {
    Element root = SamlXml.parse(response);
    if (!SamlXml.is(root, SamlXml.PROTOCOL, "Response")
        || !root.getAttribute("Version").equals("2.0")) {
      throw SamlRejected.malformed("no Response of SAML 2.0 but " + root.getNodeName());
    }
    checkIds(root);
    checkStatus(root);
    Element assertion = assertion(root);
    String issuer = issuer(assertion);
    SamlXml.child(root, SamlXml.ASSERTION, "Issuer")
        .map(SamlXml::text)
        .filter(other -> !other.equals(issuer))
        .ifPresent(
            other -> {
              throw SamlRejected.malformed(
                  "the response is by " + other + ", its assertion by " + issuer);
            });
    SamlMetadata.Idp idp =
        metadata.idps().stream()
            .filter(known -> known.entityId().equals(issuer))
            .findFirst()
            .orElseThrow(
                () -> new SamlRejected(Reason.WRONG_ISSUER, issuer + " is not in the metadata"));
    SamlSignatures.check(root, assertion, idp.keys());
    String recipient = recipient(assertion, now);
    checkConditions(assertion, now);
    checkAge(assertion, now);
    return new SamlAssertion(
        issuer, subject(assertion), recipient, sessionEnds(assertion), attributes(assertion));
  }

  /** No two elements may have one id, or a signature over the one would pass for the other's. */
  private static void checkIds(Element root) {
    Set<String> ids = new HashSet<>();
    for (Element element : SamlXml.all(root)) {
      NamedNodeMap attributes = element.getAttributes();
      for (int i = 0; i < attributes.getLength(); i++) {
        Attr attribute = (Attr) attributes.item(i);
        if (attribute.getName().equalsIgnoreCase("id")
            || attribute.getName().equalsIgnoreCase("xml:id")) {
          if (!ids.add(attribute.getValue())) {
            throw SamlRejected.malformed("two elements have the id " + attribute.getValue());
          }
        }
      }
    }
  }

  private static void checkStatus(Element root) {
    String status =
        SamlXml.child(root, SamlXml.PROTOCOL, "Status")
            .flatMap(element -> SamlXml.child(element, SamlXml.PROTOCOL, "StatusCode"))
            .map(code -> code.getAttribute("Value"))
            .orElse("");
    if (!status.equals(SUCCESS)) {
      throw new SamlRejected(Reason.FAILED, "the status of the response is '" + status + "'");
    }
  }

  /** The one assertion, which must be where it belongs. */
  private static Element assertion(Element root) {
    List<Element> assertions = new ArrayList<>();
    for (Element element : SamlXml.all(root)) {
      if ("EncryptedAssertion".equals(element.getLocalName())) {
        throw SamlRejected.malformed("encrypted assertions are not simulated");
      }
      if ("Assertion".equals(element.getLocalName())) {
        assertions.add(element);
      }
    }
    if (assertions.size() != 1
        || !SamlXml.is(assertions.get(0), SamlXml.ASSERTION, "Assertion")
        || assertions.get(0).getParentNode() != root) {
      throw SamlRejected.malformed(
          "one assertion is due in the response; there are " + assertions.size() + " or elsewhere");
    }
    return assertions.get(0);
  }

  private static String issuer(Element assertion) {
    return SamlXml.child(assertion, SamlXml.ASSERTION, "Issuer")
        .map(SamlXml::text)
        .filter(name -> !name.isEmpty())
        .orElseThrow(() -> SamlRejected.malformed("the assertion names no Issuer"));
  }

  private static Optional<SamlAssertion.NameId> subject(Element assertion) {
    return SamlXml.child(assertion, SamlXml.ASSERTION, "Subject")
        .flatMap(subject -> SamlXml.child(subject, SamlXml.ASSERTION, "NameID"))
        .map(name -> new SamlAssertion.NameId(SamlXml.text(name), name.getAttribute("Format")))
        .filter(name -> !name.value().isEmpty());
  }

  /**
   * Whom the assertion may be shown to. There must be exactly one confirmation, with an end and a
   * recipient, documented on AWS's page.
   */
  private static String recipient(Element assertion, Instant now) {
    Element data =
        SamlXml.child(assertion, SamlXml.ASSERTION, "Subject")
            .flatMap(subject -> SamlXml.child(subject, SamlXml.ASSERTION, "SubjectConfirmation"))
            .filter(confirmation -> confirmation.getAttribute("Method").equals(BEARER))
            .flatMap(
                confirmation ->
                    SamlXml.child(confirmation, SamlXml.ASSERTION, "SubjectConfirmationData"))
            .orElseThrow(
                () ->
                    SamlRejected.malformed(
                        "no bearer SubjectConfirmation with SubjectConfirmationData"));
    Instant end =
        SamlXml.instant(data, "NotOnOrAfter")
            .orElseThrow(
                () -> SamlRejected.malformed("SubjectConfirmationData has no NotOnOrAfter"));
    checkBegun(data, now);
    checkEnd(end, now);
    String recipient = data.getAttribute("Recipient");
    if (!ENDPOINT.matcher(recipient).matches()) {
      throw new SamlRejected(
          Reason.WRONG_AUDIENCE, "the recipient is '" + recipient + "', not AWS's sign-in");
    }
    return recipient;
  }

  private static void checkConditions(Element assertion, Instant now) {
    Element conditions =
        SamlXml.child(assertion, SamlXml.ASSERTION, "Conditions")
            .orElseThrow(() -> new SamlRejected(Reason.WRONG_AUDIENCE, "no Conditions"));
    checkBegun(conditions, now);
    SamlXml.instant(conditions, "NotOnOrAfter").ifPresent(end -> checkEnd(end, now));
    List<Element> restrictions =
        SamlXml.children(conditions, SamlXml.ASSERTION, "AudienceRestriction");
    // Each restriction must be met, and is by one of its audiences (saml-core 2.5.1.4).
    boolean forAws =
        !restrictions.isEmpty()
            && restrictions.stream()
                .allMatch(
                    restriction ->
                        SamlXml.children(restriction, SamlXml.ASSERTION, "Audience").stream()
                            .map(SamlXml::text)
                            .anyMatch(SamlVerifier::isAws));
    if (!forAws) {
      throw new SamlRejected(Reason.WRONG_AUDIENCE, "AWS is not among the audience");
    }
  }

  private static boolean isAws(String audience) {
    return audience.equals(AUDIENCE) || ENDPOINT.matcher(audience).matches();
  }

  private static void checkBegun(Element element, Instant now) {
    SamlXml.instant(element, "NotBefore")
        .filter(now::isBefore)
        .ifPresent(
            begin -> {
              throw new SamlRejected(Reason.NOT_YET_VALID, "good from " + begin + " only");
            });
  }

  private static void checkEnd(Instant end, Instant now) {
    if (!now.isBefore(end)) {
      throw new SamlRejected(Reason.EXPIRED, "good until " + end + " only");
    }
  }

  private static void checkAge(Element assertion, Instant now) {
    Instant issued =
        SamlXml.instant(assertion, "IssueInstant")
            .orElseThrow(() -> SamlRejected.malformed("the assertion has no IssueInstant"));
    if (now.isAfter(issued.plus(REDEEMABLE))) {
      throw new SamlRejected(Reason.STALE, "issued at " + issued);
    }
  }

  private static Optional<Instant> sessionEnds(Element assertion) {
    return SamlXml.children(assertion, SamlXml.ASSERTION, "AuthnStatement").stream()
        .flatMap(statement -> SamlXml.instant(statement, "SessionNotOnOrAfter").stream())
        .min(Instant::compareTo);
  }

  private static Map<String, List<String>> attributes(Element assertion) {
    Map<String, List<String>> attributes = new LinkedHashMap<>();
    for (Element statement : SamlXml.children(assertion, SamlXml.ASSERTION, "AttributeStatement")) {
      for (Element attribute : SamlXml.children(statement, SamlXml.ASSERTION, "Attribute")) {
        List<String> values =
            attributes.computeIfAbsent(attribute.getAttribute("Name"), name -> new ArrayList<>());
        SamlXml.children(attribute, SamlXml.ASSERTION, "AttributeValue").stream()
            .map(SamlXml::text)
            .forEach(values::add);
      }
    }
    return attributes;
  }
}

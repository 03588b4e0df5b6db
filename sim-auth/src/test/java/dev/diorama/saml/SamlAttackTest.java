package dev.diorama.saml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.saml.SamlRejected.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import javax.crypto.spec.SecretKeySpec;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.SignatureMethod;
import javax.xml.crypto.dsig.Transform;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Forged, changed, wrapped and misplaced responses: none is believed. The wrappings are those of
 * Somorovsky et al., "On Breaking SAML: Be Whoever You Want to Be", 2012.
 */
class SamlAttackTest {
  private static final String ISSUER = "https://idp.example.com/saml";
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final TestIdp IDP = new TestIdp(ISSUER, 1, 2_048);
  private static final TestIdp STRANGER = new TestIdp(ISSUER, 2, 2_048);
  private static final SamlMetadata METADATA = SamlMetadata.parse(IDP.metadata());
  private static final String PLAIN =
      IDP.response(NOW, Map.of("role", List.of("reader"), "team", List.of("red")));
  private static final String ASSERTION =
      PLAIN.substring(PLAIN.indexOf("<saml:Assertion"), PLAIN.indexOf("</samlp:Response>"));

  /** The same assertion as a thief would want it. */
  private static final String EVIL =
      ASSERTION.replace("reader", "owner").replace(">mina<", ">root<").replace("_a", "_evil");

  private static SamlAssertion verify(String xml, Instant now) {
    return SamlVerifier.verify(xml.getBytes(StandardCharsets.UTF_8), METADATA, now);
  }

  private static String refused(String xml, Reason reason) {
    return refused(xml, NOW, reason);
  }

  private static String refused(String xml, Instant now, Reason reason) {
    try {
      verify(xml, now);
    } catch (SamlRejected rejected) {
      assertThat(rejected.reason()).as(rejected.message()).isEqualTo(reason);
      return rejected.message();
    }
    throw new AssertionError("believed, where " + reason + " was due: " + xml);
  }

  /** A response whose parts are signed, with the signed assertion's text as it then is. */
  private static String signedAssertion(String response) {
    return response.substring(
        response.indexOf("<saml:Assertion"),
        response.indexOf("</saml:Assertion>") + "</saml:Assertion>".length());
  }

  @ParameterizedTest
  @ValueSource(strings = {"_a", "_r", "_a,_r"})
  void response_signedInWholeOrPart_isBelieved(String parts) {
    SamlAssertion assertion = verify(IDP.sign(PLAIN, parts.split(",", -1)), NOW);
    assertThat(assertion.issuer()).isEqualTo(ISSUER);
    assertThat(assertion.subject().orElseThrow().value()).isEqualTo("mina");
    assertThat(assertion.recipient()).isEqualTo("https://signin.aws.amazon.com/saml");
    assertThat(assertion.values("role")).containsExactly("reader");
    assertThat(assertion.values("none")).isEmpty();
    assertThat(assertion.sessionEnds()).isEmpty();
  }

  @Test
  void unsigned_isRefused() {
    assertThat(refused(PLAIN, Reason.BAD_SIGNATURE)).contains("neither");
  }

  @ParameterizedTest
  @CsvSource({"reader,owner", ">mina<,>root<", "team,crew", "urn:amazon:webservices,urn:x"})
  void changedAfterSigning_isRefused(String from, String to) {
    for (String part : List.of("_a", "_r")) {
      refused(IDP.sign(PLAIN, part).replace(from, to), Reason.BAD_SIGNATURE);
    }
  }

  @Test
  void signedByAStranger_isRefused() {
    refused(STRANGER.sign(PLAIN, "_a"), Reason.BAD_SIGNATURE);
    // One good signature does not make up for a bad one.
    refused(STRANGER.sign(IDP.sign(PLAIN, "_a"), "_r"), Reason.BAD_SIGNATURE);
    refused(IDP.sign(STRANGER.sign(PLAIN, "_a"), "_r"), Reason.BAD_SIGNATURE);
  }

  @Test
  void keyThatTheResponseBringsAlong_isNotLookedAt() {
    String certificate =
        STRANGER.metadata().replaceAll("(?s).*(<ds:KeyInfo.*</ds:KeyInfo>).*", "$1");
    refused(
        STRANGER
            .sign(PLAIN, "_a")
            .replace("</ds:SignatureValue>", "</ds:SignatureValue>" + certificate),
        Reason.BAD_SIGNATURE);
  }

  @Test
  void publicKeyAsSharedSecret_isRefused() {
    String forged =
        IDP.sign(
            PLAIN,
            "_a",
            "#_a",
            "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256",
            new SecretKeySpec(IDP.publicKey(), "HmacSHA256"));
    assertThat(refused(forged, Reason.BAD_SIGNATURE)).contains("hmac-sha256");
  }

  @Test
  void sha1_isRefused() {
    String weak = IDP.sign(PLAIN, "_a", "#_a", SignatureMethod.RSA_SHA1, IDP.privateKey());
    assertThat(refused(weak, Reason.BAD_SIGNATURE)).contains("rsa-sha1");
  }

  @Test
  void wrapped_evilAssertionBesideTheSignedOne_isRefused() {
    String signed = IDP.sign(PLAIN, "_a");
    String good = signedAssertion(signed);
    for (String both : List.of(EVIL + good, good + EVIL)) {
      refused(signed.replace(good, both), Reason.MALFORMED);
      refused(signed.replace(good, both.replace("_evil", "_a")), Reason.MALFORMED);
    }
  }

  @Test
  void wrapped_signedAssertionHiddenInTheEvilOne_isRefused() {
    String signed = IDP.sign(PLAIN, "_a");
    String good = signedAssertion(signed);
    String signature = good.replaceAll("(?s).*(<ds:Signature .*</ds:Signature>).*", "$1");
    String withoutSignature = good.replace(signature, "");
    for (String hidden :
        List.of(
            "<samlp:Extensions>" + good + "</samlp:Extensions>",
            "<ds:Object xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">" + good + "</ds:Object>",
            "<saml:Advice>" + good + "</saml:Advice>",
            good)) {
      refused(
          signed.replace(good, EVIL.replace("</saml:Assertion>", hidden + "</saml:Assertion>")),
          Reason.MALFORMED);
      refused(signed.replace(good, hidden + EVIL), Reason.MALFORMED);
    }
    // The signature taken out of the signed assertion, which then hides within the signature.
    String object = "<ds:Object>" + withoutSignature + "</ds:Object></ds:Signature>";
    String carrying = signature.replace("</ds:Signature>", object);
    refused(
        signed.replace(good, EVIL.replace("</saml:Issuer>", "</saml:Issuer>" + carrying)),
        Reason.MALFORMED);
  }

  @Test
  void wrapped_signedResponseHiddenInTheEvilOne_isRefused() {
    String signed = IDP.sign(PLAIN, "_r");
    String evil = PLAIN.replace("reader", "owner").replace("\"_r\"", "\"_e\"").replace("_a", "_b");
    refused(
        evil.replace(
            "<samlp:Status>", "<samlp:Extensions>" + signed + "</samlp:Extensions><samlp:Status>"),
        Reason.MALFORMED);
    String signature = signed.replaceAll("(?s).*(<ds:Signature .*</ds:Signature>).*", "$1");
    refused(
        evil.replaceFirst("</saml:Issuer>", "</saml:Issuer>" + signature), Reason.BAD_SIGNATURE);
  }

  @Test
  void assertionUnderAnotherName_doesNotCount() {
    String signed = IDP.sign(PLAIN, "_a");
    String good = signedAssertion(signed);
    String foreign =
        EVIL.replace("saml:Assertion", "x:Assertion")
            .replace("<x:Assertion ", "<x:Assertion xmlns:x=\"urn:x\" ");
    refused(signed.replace(good, foreign + good), Reason.MALFORMED);
  }

  @Test
  void signatureOverSomethingElse_isRefused() {
    String other = PLAIN.replace("<saml:Conditions ", "<saml:Conditions ID=\"_c\" ");
    assertThat(
            refused(
                IDP.sign(other, "_a", "#_c", SignatureMethod.RSA_SHA256, IDP.privateKey()),
                Reason.BAD_SIGNATURE))
        .contains("not over what it is in");
    assertThat(
            refused(
                IDP.sign(PLAIN, "_a", "", SignatureMethod.RSA_SHA256, IDP.privateKey()),
                Reason.BAD_SIGNATURE))
        .contains("not over what it is in");
    assertThat(refused(IDP.sign(other, "_c"), Reason.BAD_SIGNATURE)).contains("none belongs");
  }

  @Test
  void transformsThatLeaveThingsOut_areRefused() {
    String signed =
        IDP.sign(
            PLAIN,
            "_a",
            "#_a",
            SignatureMethod.RSA_SHA256,
            IDP.privateKey(),
            List.of(
                Transform.ENVELOPED,
                CanonicalizationMethod.EXCLUSIVE,
                CanonicalizationMethod.INCLUSIVE));
    assertThat(refused(signed, Reason.BAD_SIGNATURE)).contains("transforms");
    String good = IDP.sign(PLAIN, "_a");
    String exclusive = "<ds:Transform Algorithm=\"" + CanonicalizationMethod.EXCLUSIVE + "\"/>";
    assertThat(good).contains(exclusive);
    for (String transform :
        List.of(
            "<ds:Transform Algorithm=\""
                + Transform.XPATH
                + "\"><ds:XPath>not(ancestor-or-self::*[local-name()='Attribute'])</ds:XPath>"
                + "</ds:Transform>",
            "<ds:Transform Algorithm=\""
                + Transform.XSLT
                + "\"><xsl:stylesheet xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\""
                + " version=\"1.0\"/></ds:Transform>")) {
      refused(good.replace(exclusive, transform), Reason.BAD_SIGNATURE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"<!-- -->", "<!-- > -->", "<![CDATA[]]>"})
  void nameCutInTwo_isReadWhole(String cut) {
    // One who may choose a name such as root.evil must not be taken for root.
    String named = PLAIN.replace(">mina<", ">root" + cut + ".evil<");
    assertThat(verify(IDP.sign(named, "_a"), NOW).subject().orElseThrow().value())
        .isEqualTo("root.evil");
    String commented = IDP.sign(PLAIN, "_a").replace(">mina<", ">mi" + cut + "na<");
    assertThat(verify(commented, NOW).subject().orElseThrow().value()).isEqualTo("mina");
  }

  @Test
  void documentTypesAndEntities_areRefused() {
    String signed = IDP.sign(PLAIN, "_a");
    for (String type :
        List.of(
            "<!DOCTYPE r>",
            "<!DOCTYPE r [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>",
            "<!DOCTYPE r [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>",
            "<!DOCTYPE r SYSTEM \"http://127.0.0.1:1/evil.dtd\">")) {
      assertThat(refused(type + signed, Reason.MALFORMED)).contains("DOCTYPE");
    }
    refused(signed.replace("mina", "&undefined;"), Reason.MALFORMED);
  }

  @Test
  void oneIdForTwo_isRefused() {
    String signed = IDP.sign(PLAIN, "_a");
    assertThat(
            refused(signed.replace("<samlp:Status>", "<samlp:Status Id=\"_a\">"), Reason.MALFORMED))
        .isEqualTo("two elements have the id _a");
  }

  @Test
  void anotherIssuer_isRefused() {
    TestIdp other = new TestIdp("https://evil.example.com", 2, 2_048);
    refused(other.sign(other.response(NOW, Map.of()), "_a"), Reason.WRONG_ISSUER);
    refused(
        IDP.sign(PLAIN.replaceFirst(ISSUER, "https://evil.example.com"), "_a"), Reason.MALFORMED);
  }

  @ParameterizedTest
  @CsvSource({
    "urn:amazon:webservices, https://other.example.com, WRONG_AUDIENCE",
    "<saml:Audience>urn:amazon:webservices</saml:Audience>, '', WRONG_AUDIENCE",
    "https://signin.aws.amazon.com/saml\"/>, https://signin.aws.amazon.com.evil.com/saml\"/>,"
        + " WRONG_AUDIENCE",
    "https://signin.aws.amazon.com/saml\"/>, http://signin.aws.amazon.com/saml\"/>, WRONG_AUDIENCE",
    "cm:bearer, cm:holder-of-key, MALFORMED",
    "status:Success, status:Requester, FAILED",
    "Response\" Version=\"2.0\", Response\" Version=\"1.1\", MALFORMED",
    "saml:Assertion, saml:EncryptedAssertion, MALFORMED",
  })
  void whatIsMeantForOthersOrSaysNo_isRefused(String from, String to, Reason reason) {
    String changed =
        from.startsWith("Response")
            ? PLAIN.replace("ID=\"_r\" Version=\"2.0\"", "ID=\"_r\" Version=\"1.1\"")
            : PLAIN.replace(from, to);
    assertThat(changed).isNotEqualTo(PLAIN);
    refused(IDP.sign(changed, "_r"), reason);
  }

  @Test
  void times_areJudgedOnTheClockGiven() {
    String signed = IDP.sign(PLAIN, "_a");
    verify(signed, NOW.plusSeconds(299));
    refused(signed, NOW.plusSeconds(300), Reason.EXPIRED);
    refused(signed, NOW.minusSeconds(1), Reason.NOT_YET_VALID);
    UnaryOperator<String> longer =
        xml -> xml.replace("2026-01-01T00:05:00Z", "2026-01-02T00:00:00Z");
    String late = IDP.sign(longer.apply(PLAIN), "_a");
    verify(late, NOW.plusSeconds(300));
    refused(late, NOW.plusSeconds(301), Reason.STALE);
    assertThat(refused(IDP.sign(PLAIN.replace("00:05:00Z", "soon"), "_a"), Reason.MALFORMED))
        .contains("no date");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "<a/>", "<samlp:Response>", "\u0000"})
  void whatIsNoResponse_isRefused(String text) {
    refused(text, Reason.MALFORMED);
  }

  @Test
  void assertionWithoutItsResponse_isRefused() {
    refused(
        signedAssertion(IDP.sign(PLAIN, "_a"))
            .replaceFirst(
                "<saml:Assertion ",
                "<saml:Assertion xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\" "),
        Reason.MALFORMED);
  }

  @Test
  void deepNesting_isReadWithoutFault() {
    String deep = "<x>".repeat(20_000) + "</x>".repeat(20_000);
    refused(PLAIN.replace("<samlp:Status>", deep + "<samlp:Status>"), Reason.BAD_SIGNATURE);
  }

  @Test
  void metadata_withoutUsableKey_isRefused() {
    String good = IDP.metadata();
    assertThat(SamlMetadata.parse(good).idps()).hasSize(1);
    for (String bad :
        List.of(
            good.replace("EntityDescriptor", "SPDescriptor"),
            good.replace("IDPSSODescriptor", "SPSSODescriptor"),
            good.replace("use=\"signing\"", "use=\"encryption\""),
            good.replace("entityID", "name"),
            good.replace("<ds:X509Certificate>MII", "<ds:X509Certificate>AAA"),
            "\ufeff\ufeff" + good,
            "<!DOCTYPE x>" + good.substring(good.indexOf("<md:")),
            new TestIdp(ISSUER, 3, 1_000).metadata())) {
      try {
        SamlMetadata.parse(bad);
      } catch (SamlRejected rejected) {
        assertThat(rejected.reason()).isEqualTo(Reason.MALFORMED);
        continue;
      }
      throw new AssertionError("taken: " + bad);
    }
  }

  @Test
  void metadata_ofSeveralProviders_knowsEach() {
    String entity = IDP.metadata().substring(IDP.metadata().indexOf("<md:Entity"));
    SamlMetadata both =
        SamlMetadata.parse(
            "<md:EntitiesDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\""
                + " validUntil=\"2027-01-01T00:00:00Z\">"
                + entity
                + entity.replace(ISSUER, "https://two.example.com")
                + "</md:EntitiesDescriptor>");
    assertThat(both.idps())
        .extracting(SamlMetadata.Idp::entityId)
        .containsExactly(ISSUER, "https://two.example.com");
    assertThat(both.validUntil()).contains(Instant.parse("2027-01-01T00:00:00Z"));
  }
}

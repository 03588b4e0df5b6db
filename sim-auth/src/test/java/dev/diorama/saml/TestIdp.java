package dev.diorama.saml;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.diorama.core.random.Seeds;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import javax.xml.crypto.MarshalException;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.DigestMethod;
import javax.xml.crypto.dsig.SignatureMethod;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLSignatureException;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMSignContext;
import javax.xml.crypto.dsig.spec.C14NMethodParameterSpec;
import javax.xml.crypto.dsig.spec.TransformParameterSpec;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** A SAML identity provider that signs whatever it is given, right or wrong. */
public final class TestIdp {
  public static final String ATTRIBUTES = "https://aws.amazon.com/SAML/Attributes/";

  private static final String RESPONSE =
      """
      <samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" \
      xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_r" Version="2.0" \
      IssueInstant="NOW" Destination="https://signin.aws.amazon.com/saml">\
      <saml:Issuer>ISSUER</saml:Issuer>\
      <samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/>\
      </samlp:Status>\
      <saml:Assertion ID="_a" Version="2.0" IssueInstant="NOW">\
      <saml:Issuer>ISSUER</saml:Issuer>\
      <saml:Subject>\
      <saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">mina</saml:NameID>\
      <saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">\
      <saml:SubjectConfirmationData NotOnOrAfter="LATER" \
      Recipient="https://signin.aws.amazon.com/saml"/></saml:SubjectConfirmation></saml:Subject>\
      <saml:Conditions NotBefore="NOW" NotOnOrAfter="LATER"><saml:AudienceRestriction>\
      <saml:Audience>urn:amazon:webservices</saml:Audience></saml:AudienceRestriction>\
      </saml:Conditions>\
      <saml:AuthnStatement AuthnInstant="NOW"><saml:AuthnContext><saml:AuthnContextClassRef>\
      urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef>\
      </saml:AuthnContext></saml:AuthnStatement>\
      <saml:AttributeStatement>VALUES</saml:AttributeStatement>\
      </saml:Assertion></samlp:Response>""";

  private static final String METADATA =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="ISSUER">
        <md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
          <md:KeyDescriptor use="signing">
            <ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">
              <ds:X509Data><ds:X509Certificate>KEY</ds:X509Certificate></ds:X509Data>
            </ds:KeyInfo>
          </md:KeyDescriptor>
          <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
              Location="ISSUER/sso"/>
        </md:IDPSSODescriptor>
      </md:EntityDescriptor>
      """;

  private final String issuer;
  private final RSAKey key;
  private final X509Certificate certificate;

  /** One with a key of its own, which the seed decides. */
  public TestIdp(String issuer, long seed, int bits) {
    this.issuer = issuer;
    try {
      this.key =
          new RSAKeyGenerator(bits, true)
              .secureRandom(new Seeds(seed).stream("idp").asSecureRandom())
              .generate();
      X500Name name = new X500Name("CN=idp");
      this.certificate =
          new JcaX509CertificateConverter()
              .getCertificate(
                  new JcaX509v3CertificateBuilder(
                          name,
                          BigInteger.ONE,
                          Date.from(Instant.EPOCH),
                          Date.from(Instant.parse("2020-01-01T00:00:00Z")),
                          name,
                          key.toRSAPublicKey())
                      .build(
                          new JcaContentSignerBuilder("SHA256withRSA")
                              .build(key.toRSAPrivateKey())));
    } catch (JOSEException | GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  byte[] publicKey() {
    return certificate.getPublicKey().getEncoded();
  }

  Key privateKey() {
    try {
      return key.toRSAPrivateKey();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What it says of itself. */
  public String metadata() {
    try {
      return METADATA
          .replace("ISSUER", issuer)
          .replace("KEY", Base64.getMimeEncoder().encodeToString(certificate.getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A response with these attributes, not yet signed; its parts have the ids _r and _a. */
  public String response(Instant now, Map<String, List<String>> attributes) {
    StringBuilder values = new StringBuilder();
    attributes.forEach(
        (name, all) -> {
          values.append("<saml:Attribute Name=\"").append(name).append("\">");
          for (String value : all) {
            values.append("<saml:AttributeValue>").append(value).append("</saml:AttributeValue>");
          }
          values.append("</saml:Attribute>");
        });
    return RESPONSE
        .replace("ISSUER", issuer)
        .replace("NOW", now.toString())
        .replace("LATER", now.plusSeconds(300).toString())
        .replace("VALUES", values);
  }

  /** The same with the parts of those ids signed, one after another, as SAML wants it. */
  public String sign(String xml, String... ids) {
    String signed = xml;
    for (String id : ids) {
      signed = sign(signed, id, "#" + id, SignatureMethod.RSA_SHA256, privateKey());
    }
    return signed;
  }

  /** The same with a signature in the part of that id over whatever the URI refers to. */
  String sign(String xml, String id, String uri, String method, Key with) {
    return sign(
        xml, id, uri, method, with, List.of(Transform.ENVELOPED, CanonicalizationMethod.EXCLUSIVE));
  }

  String sign(String xml, String id, String uri, String method, Key with, List<String> transforms) {
    Element root = SamlXml.parse(xml.getBytes(StandardCharsets.UTF_8));
    Element parent =
        SamlXml.all(root).stream()
            .filter(element -> element.getAttribute("ID").equals(id))
            .findFirst()
            .orElseThrow();
    try {
      XMLSignatureFactory factory = XMLSignatureFactory.getInstance("DOM");
      Node second = parent.getFirstChild().getNextSibling();
      DOMSignContext context =
          second == null
              ? new DOMSignContext(with, parent)
              : new DOMSignContext(with, parent, second);
      context.setDefaultNamespacePrefix("ds");
      context.setProperty("org.jcp.xml.dsig.secureValidation", false);
      for (Element element : SamlXml.all(root)) {
        if (element.hasAttribute("ID")) {
          context.setIdAttributeNS(element, null, "ID");
        }
      }
      List<Transform> applied = new ArrayList<>();
      for (String transform : transforms) {
        applied.add(factory.newTransform(transform, (TransformParameterSpec) null));
      }
      factory
          .newXMLSignature(
              factory.newSignedInfo(
                  factory.newCanonicalizationMethod(
                      CanonicalizationMethod.EXCLUSIVE, (C14NMethodParameterSpec) null),
                  factory.newSignatureMethod(method, null),
                  List.of(
                      factory.newReference(
                          uri,
                          factory.newDigestMethod(DigestMethod.SHA256, null),
                          applied,
                          null,
                          null))),
              null)
          .sign(context);
      return write(root);
    } catch (GeneralSecurityException | MarshalException | XMLSignatureException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String write(Element root) {
    try {
      Transformer transformer = TransformerFactory.newDefaultInstance().newTransformer();
      transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
      StringWriter out = new StringWriter();
      transformer.transform(new DOMSource(root), new StreamResult(out));
      return out.toString();
    } catch (TransformerException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As AssumeRoleWithSAML takes it. */
  public static String encode(String xml) {
    return Base64.getEncoder().encodeToString(xml.getBytes(StandardCharsets.UTF_8));
  }
}

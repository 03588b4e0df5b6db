package dev.diorama.saml;

import dev.diorama.saml.SamlRejected.Reason;
import java.security.PublicKey;
import java.util.List;
import java.util.Set;
import javax.xml.crypto.KeySelector;
import javax.xml.crypto.MarshalException;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.DigestMethod;
import javax.xml.crypto.dsig.Reference;
import javax.xml.crypto.dsig.SignatureMethod;
import javax.xml.crypto.dsig.SignedInfo;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLSignature;
import javax.xml.crypto.dsig.XMLSignatureException;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import org.w3c.dom.Element;

/**
 * The signatures of a response, which may look in one way only, the way that SAML itself asks for
 * (saml-core 5.4): a child of what it signs, one reference to that by its id, the enveloped
 * transform and exclusive canonicalization.
 */
final class SamlSignatures {
  private static final Set<String> METHODS =
      Set.of(
          SignatureMethod.RSA_SHA256,
          SignatureMethod.RSA_SHA384,
          SignatureMethod.RSA_SHA512,
          SignatureMethod.ECDSA_SHA256,
          SignatureMethod.ECDSA_SHA384,
          SignatureMethod.ECDSA_SHA512);

  private static final Set<String> DIGESTS =
      Set.of(DigestMethod.SHA256, DigestMethod.SHA384, DigestMethod.SHA512);

  private SamlSignatures() {}

  /** Checks every signature there is, of which there must be one, and none where none belongs. */
  static void check(Element response, Element assertion, List<PublicKey> keys) {
    List<Element> ofResponse = SamlXml.children(response, SamlXml.SIGNATURE, "Signature");
    List<Element> ofAssertion = SamlXml.children(assertion, SamlXml.SIGNATURE, "Signature");
    long all =
        SamlXml.all(response).stream()
            .filter(element -> SamlXml.is(element, SamlXml.SIGNATURE, "Signature"))
            .count();
    if (all == 0) {
      throw bad("neither the response nor its assertion is signed");
    }
    if (ofResponse.size() > 1
        || ofAssertion.size() > 1
        || all != ofResponse.size() + ofAssertion.size()) {
      throw bad("signatures stand where none belongs");
    }
    for (Element signature : ofAssertion) {
      checkOne(signature, assertion, keys);
    }
    for (Element signature : ofResponse) {
      checkOne(signature, response, keys);
    }
  }

  private static void checkOne(Element signature, Element signed, List<PublicKey> keys) {
    String why = "";
    for (PublicKey key : keys) {
      try {
        if (isBy(key, signature, signed)) {
          return;
        }
      } catch (MarshalException | XMLSignatureException e) {
        why = ": " + e.getMessage();
      }
    }
    throw bad(
        "the signature of the " + signed.getLocalName() + " is by no key of the metadata" + why);
  }

  private static boolean isBy(PublicKey key, Element signature, Element signed)
      throws MarshalException, XMLSignatureException {
    DOMValidateContext context =
        new DOMValidateContext(KeySelector.singletonKeySelector(key), signature);
    context.setProperty("org.jcp.xml.dsig.secureValidation", true);
    context.setIdAttributeNS(signed, null, "ID");
    XMLSignature read = XMLSignatureFactory.getInstance("DOM").unmarshalXMLSignature(context);
    checkForm(read, signed.getAttribute("ID"));
    return read.getSignedInfo().getSignatureMethod().getAlgorithm().contains(family(key))
        && read.validate(context);
  }

  private static String family(PublicKey key) {
    return key.getAlgorithm().equals("EC") ? "#ecdsa-" : "#rsa-";
  }

  private static void checkForm(XMLSignature signature, String id) {
    SignedInfo info = signature.getSignedInfo();
    String method = info.getSignatureMethod().getAlgorithm();
    if (!METHODS.contains(method)) {
      throw bad("signatures by " + method + " are not taken");
    }
    String form = info.getCanonicalizationMethod().getAlgorithm();
    if (!form.equals(CanonicalizationMethod.EXCLUSIVE)
        && !form.equals(CanonicalizationMethod.INCLUSIVE)) {
      throw bad("the canonical form " + form + " is not taken");
    }
    if (!signature.getObjects().isEmpty() || info.getReferences().size() != 1) {
      throw bad("a signature is over one thing, and brings nothing along");
    }
    Reference reference = info.getReferences().get(0);
    if (id.isEmpty() || !("#" + id).equals(reference.getURI())) {
      throw bad("the signature is over '" + reference.getURI() + "' and not over what it is in");
    }
    if (!DIGESTS.contains(reference.getDigestMethod().getAlgorithm())) {
      throw bad("digests by " + reference.getDigestMethod().getAlgorithm() + " are not taken");
    }
    List<String> transforms =
        reference.getTransforms().stream().map(Transform::getAlgorithm).toList();
    if (!transforms.equals(List.of(Transform.ENVELOPED, CanonicalizationMethod.EXCLUSIVE))
        && !transforms.equals(List.of(Transform.ENVELOPED))) {
      throw bad("the transforms " + transforms + " are not taken");
    }
  }

  private static SamlRejected bad(String message) {
    return new SamlRejected(Reason.BAD_SIGNATURE, message);
  }
}

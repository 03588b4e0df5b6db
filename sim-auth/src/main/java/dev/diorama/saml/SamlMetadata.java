package dev.diorama.saml;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;
import org.w3c.dom.Element;

/**
 * What an identity provider says of itself: who it is, and by which keys its signatures are known.
 *
 * @param idps the providers that the document describes, one as a rule
 * @param validUntil when the document says that it ends
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record SamlMetadata(List<Idp> idps, Optional<Instant> validUntil) {
  /**
   * Providers in a document, and keys of each; documented:
   * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
   */
  private static final int MAX_IDPS = 10;

  private static final int MAX_KEYS = 10;

  /**
   * The shortest RSA key, bits; documented:
   * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_saml.html
   */
  private static final int MIN_RSA_BITS = 1_024;

  /** One identity provider and the keys it signs with. */
  public record Idp(String entityId, List<PublicKey> keys) {
    public Idp {
      keys = List.copyOf(keys);
    }
  }

  public SamlMetadata {
    idps = List.copyOf(idps);
  }

  /**
   * Reads a metadata document.
   *
   * @throws SamlRejected if it is none, or describes no provider that signs
   */
  public static SamlMetadata parse(String document) {
    Element root = SamlXml.parse(document.getBytes(StandardCharsets.UTF_8));
    List<Element> entities = new ArrayList<>();
    if (SamlXml.is(root, SamlXml.METADATA, "EntityDescriptor")) {
      entities.add(root);
    } else if (SamlXml.is(root, SamlXml.METADATA, "EntitiesDescriptor")) {
      entities.addAll(SamlXml.children(root, SamlXml.METADATA, "EntityDescriptor"));
    } else {
      throw SamlRejected.malformed("the document's root is " + root.getNodeName());
    }
    List<Idp> idps = new ArrayList<>();
    for (Element entity : entities) {
      List<Element> roles = SamlXml.children(entity, SamlXml.METADATA, "IDPSSODescriptor");
      if (!roles.isEmpty()) {
        idps.add(idp(entity, roles));
      }
    }
    if (idps.isEmpty() || idps.size() > MAX_IDPS) {
      throw SamlRejected.malformed(
          "the document describes " + idps.size() + " identity providers, not one to " + MAX_IDPS);
    }
    return new SamlMetadata(idps, SamlXml.instant(root, "validUntil"));
  }

  private static Idp idp(Element entity, List<Element> roles) {
    String id = entity.getAttribute("entityID");
    if (id.isEmpty()) {
      throw SamlRejected.malformed("an identity provider without an entityID");
    }
    List<PublicKey> keys = new ArrayList<>();
    for (Element role : roles) {
      for (Element key : SamlXml.children(role, SamlXml.METADATA, "KeyDescriptor")) {
        if (!key.getAttribute("use").equals("encryption")) {
          keys.addAll(keys(key));
        }
      }
    }
    if (keys.isEmpty() || keys.size() > MAX_KEYS) {
      throw SamlRejected.malformed(
          id + " has " + keys.size() + " keys to sign with, not one to " + MAX_KEYS);
    }
    return new Idp(id, keys);
  }

  private static List<PublicKey> keys(Element descriptor) {
    List<PublicKey> keys = new ArrayList<>();
    for (Element info : SamlXml.children(descriptor, SamlXml.SIGNATURE, "KeyInfo")) {
      for (Element data : SamlXml.children(info, SamlXml.SIGNATURE, "X509Data")) {
        for (Element certificate : SamlXml.children(data, SamlXml.SIGNATURE, "X509Certificate")) {
          keys.add(key(SamlXml.text(certificate)));
        }
      }
    }
    return keys;
  }

  private static PublicKey key(String certificate) {
    PublicKey key;
    try {
      key =
          CertificateFactory.getInstance("X.509")
              .generateCertificate(
                  new ByteArrayInputStream(Base64.getMimeDecoder().decode(certificate)))
              .getPublicKey();
    } catch (CertificateException | IllegalArgumentException e) {
      throw SamlRejected.malformed("a certificate that cannot be read: " + e.getMessage());
    }
    boolean rsa =
        key instanceof RSAPublicKey known && known.getModulus().bitLength() >= MIN_RSA_BITS;
    if (!rsa && !(key instanceof ECPublicKey)) {
      throw SamlRejected.malformed(
          "a key of "
              + key.getAlgorithm()
              + " that is too short or of no use for signatures; RSA needs "
              + MIN_RSA_BITS
              + " bits");
    }
    return key;
  }
}

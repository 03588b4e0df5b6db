package dev.diorama.cloudfront;

import dev.diorama.core.router.Call;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.cloudfront.model.CreatePublicKeyRequest;
import software.amazon.awssdk.services.cloudfront.model.CreatePublicKeyResponse;
import software.amazon.awssdk.services.cloudfront.model.DeletePublicKeyRequest;
import software.amazon.awssdk.services.cloudfront.model.DeletePublicKeyResponse;
import software.amazon.awssdk.services.cloudfront.model.GetPublicKeyConfigRequest;
import software.amazon.awssdk.services.cloudfront.model.GetPublicKeyConfigResponse;
import software.amazon.awssdk.services.cloudfront.model.GetPublicKeyRequest;
import software.amazon.awssdk.services.cloudfront.model.GetPublicKeyResponse;
import software.amazon.awssdk.services.cloudfront.model.ListPublicKeysRequest;
import software.amazon.awssdk.services.cloudfront.model.ListPublicKeysResponse;
import software.amazon.awssdk.services.cloudfront.model.PublicKeyConfig;
import software.amazon.awssdk.services.cloudfront.model.PublicKeySummary;
import software.amazon.awssdk.services.cloudfront.model.UpdatePublicKeyRequest;
import software.amazon.awssdk.services.cloudfront.model.UpdatePublicKeyResponse;

/** Public keys, by which signed URLs and cookies are verified. */
final class KeyService {
  /** Documented: an RSA key of 2,048 bits, or an ECDSA key on P-256. */
  private static final int RSA_BITS = 2_048;

  private final CloudFrontStore store;

  KeyService(CloudFrontStore store) {
    this.store = store;
  }

  private static void check(PublicKeyConfig config) {
    if (!Behaviours.given(config.callerReference())) {
      throw Behaviours.required("CallerReference");
    }
    if (!Behaviours.given(config.name())) {
      throw Behaviours.required("Name");
    }
    if (!isKey(config.encodedKey())) {
      throw CloudFrontError.argument(
          "The parameter EncodedKey is not a PEM-encoded public key, RSA of 2048 bits or ECDSA.");
    }
  }

  private static boolean isKey(@Nullable String pem) {
    if (pem == null || !pem.strip().startsWith("-----BEGIN PUBLIC KEY-----")) {
      return false;
    }
    try {
      byte[] der =
          Base64.getMimeDecoder()
              .decode(pem.replaceAll("-----(BEGIN|END) PUBLIC KEY-----", "").strip());
      return isRsa(der) || isElliptic(der);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean isRsa(byte[] der) {
    try {
      PublicKey key = KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der));
      return key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() == RSA_BITS;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static boolean isElliptic(byte[] der) {
    try {
      return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(der)) != null;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  SdkResponse create(Call call, CreatePublicKeyRequest request) {
    PublicKeyConfig config = request.publicKeyConfig();
    check(config);
    if (!store
        .publicKeys
        .of(
            call.account(),
            one ->
                one.config().name().equals(config.name())
                    || one.config().callerReference().equals(config.callerReference()))
        .isEmpty()) {
      throw CloudFrontError.PUBLIC_KEY_ALREADY_EXISTS.usual();
    }
    Kept<PublicKeyConfig> made =
        store.keep(store.publicKeys, store.newId("K"), call.account(), config);
    return CreatePublicKeyResponse.builder()
        .publicKey(view(made))
        .location("https://cloudfront.amazonaws.com/2020-05-31/public-key/" + made.id)
        .eTag(made.eTag())
        .build();
  }

  SdkResponse get(Call call, GetPublicKeyRequest request) {
    Kept<PublicKeyConfig> found = store.publicKeys.find(call.account(), request.id());
    return GetPublicKeyResponse.builder().publicKey(view(found)).eTag(found.eTag()).build();
  }

  SdkResponse getConfig(Call call, GetPublicKeyConfigRequest request) {
    Kept<PublicKeyConfig> found = store.publicKeys.find(call.account(), request.id());
    return GetPublicKeyConfigResponse.builder()
        .publicKeyConfig(found.config())
        .eTag(found.eTag())
        .build();
  }

  /** Only the comment can be changed; documented. */
  SdkResponse update(Call call, UpdatePublicKeyRequest request) {
    Kept<PublicKeyConfig> found =
        store.publicKeys.matched(call.account(), request.id(), request.ifMatch());
    PublicKeyConfig config = request.publicKeyConfig();
    if (!Optional.ofNullable(config.encodedKey()).equals(Optional.of(found.config().encodedKey()))
        || !Optional.ofNullable(config.name()).equals(Optional.of(found.config().name()))
        || !Optional.ofNullable(config.callerReference())
            .equals(Optional.of(found.config().callerReference()))) {
      throw CloudFrontError.CANNOT_CHANGE_IMMUTABLE_PUBLIC_KEY_FIELDS.usual();
    }
    store.replace(found, config);
    return UpdatePublicKeyResponse.builder().publicKey(view(found)).eTag(found.eTag()).build();
  }

  SdkResponse delete(Call call, DeletePublicKeyRequest request) {
    Kept<PublicKeyConfig> found =
        store.publicKeys.matched(call.account(), request.id(), request.ifMatch());
    if (!store.keyGroups.all(group -> group.config().items().contains(found.id)).isEmpty()) {
      throw CloudFrontError.PUBLIC_KEY_IN_USE.usual();
    }
    store.publicKeys.remove(found);
    return DeletePublicKeyResponse.builder().build();
  }

  SdkResponse list(Call call, ListPublicKeysRequest request) {
    Page<Kept<PublicKeyConfig>> page =
        Page.of(
            store.publicKeys.of(call.account()),
            one -> one.id,
            request.marker(),
            request.maxItems());
    return ListPublicKeysResponse.builder()
        .publicKeyList(
            list ->
                list.nextMarker(page.next())
                    .maxItems(page.maxItems())
                    .quantity(page.items().size())
                    .items(
                        page.each(
                            one ->
                                Pojos.copy(one.config(), PublicKeySummary.builder())
                                    .id(one.id)
                                    .createdTime(one.created)
                                    .build())))
        .build();
  }

  private static software.amazon.awssdk.services.cloudfront.model.PublicKey view(
      Kept<PublicKeyConfig> one) {
    return software.amazon.awssdk.services.cloudfront.model.PublicKey.builder()
        .id(one.id)
        .createdTime(one.created)
        .publicKeyConfig(one.config())
        .build();
  }
}

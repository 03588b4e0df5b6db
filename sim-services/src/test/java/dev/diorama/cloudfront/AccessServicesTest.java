package dev.diorama.cloudfront;

import static dev.diorama.cloudfront.CloudFrontWorld.OPTIMIZED;
import static dev.diorama.cloudfront.CloudFrontWorld.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;
import software.amazon.awssdk.services.cloudfront.model.CreateCloudFrontOriginAccessIdentityResponse;
import software.amazon.awssdk.services.cloudfront.model.CreateDistributionResponse;
import software.amazon.awssdk.services.cloudfront.model.CreateKeyGroupResponse;
import software.amazon.awssdk.services.cloudfront.model.CreateOriginAccessControlResponse;
import software.amazon.awssdk.services.cloudfront.model.CreatePublicKeyResponse;

/** Origin Access Controls and Identities, public keys and key groups, by the SDK's client. */
class AccessServicesTest {
  private final CloudFrontWorld world = new CloudFrontWorld();
  private final CloudFrontClient client = world.client;

  @AfterEach
  void close() {
    world.close();
  }

  private CreateOriginAccessControlResponse control(String name, String behaviour, String type) {
    return client.createOriginAccessControl(
        r ->
            r.originAccessControlConfig(
                c ->
                    c.name(name)
                        .description("of the site")
                        .signingProtocol("sigv4")
                        .signingBehavior(behaviour)
                        .originAccessControlOriginType(type)));
  }

  @Test
  void control_lives() {
    CreateOriginAccessControlResponse made = control("site", "always", "s3");
    String id = made.originAccessControl().id();
    assertThat(id).matches("E[A-Z0-9]{13}");
    assertThat(world.store.originAccessControl(id).orElseThrow().signingBehaviorAsString())
        .isEqualTo("always");
    refused(() -> control("site", "always", "s3"), "OriginAccessControlAlreadyExists", 409);
    refused(() -> control("", "always", "s3"), "InvalidArgument", 400);
    refused(() -> control("other", "sometimes", "s3"), "InvalidArgument", 400);
    assertThat(refused(() -> control("other", "always", "lambda"), "NotImplemented", 501))
        .contains("OriginAccessControlOriginType lambda");
    var updated =
        client.updateOriginAccessControl(
            r ->
                r.id(id)
                    .ifMatch(made.eTag())
                    .originAccessControlConfig(
                        c ->
                            c.name("site")
                                .signingProtocol("sigv4")
                                .signingBehavior("no-override")
                                .originAccessControlOriginType("s3")));
    assertThat(updated.eTag()).isNotEqualTo(made.eTag());
    var listed = client.listOriginAccessControls(r -> {}).originAccessControlList();
    assertThat(listed.quantity()).isEqualTo(1);
    assertThat(listed.items().get(0).signingBehaviorAsString()).isEqualTo("no-override");
    refused(
        () -> client.deleteOriginAccessControl(r -> r.id(id).ifMatch(made.eTag())),
        "PreconditionFailed",
        412);
    client.deleteOriginAccessControl(r -> r.id(id).ifMatch(updated.eTag()));
    refused(() -> client.getOriginAccessControl(r -> r.id(id)), "NoSuchOriginAccessControl", 404);
    refused(
        () -> client.getOriginAccessControlConfig(r -> r.id(id)), "NoSuchOriginAccessControl", 404);
  }

  @Test
  void control_inUse_untilItsDistributionIsDeployedWithoutIt() {
    CreateOriginAccessControlResponse made = control("site", "always", "s3");
    String id = made.originAccessControl().id();
    CreateDistributionResponse distribution =
        world.create(
            c ->
                c.origins(
                    o ->
                        o.quantity(1)
                            .items(
                                origin ->
                                    origin
                                        .id("bucket")
                                        .domainName("photos.s3.us-east-1.amazonaws.com")
                                        .originAccessControlId(id)
                                        .s3OriginConfig(s3 -> s3.originAccessIdentity("")))));
    world.advance(CloudFrontWorld.DEPLOYMENT);
    assertThat(
            refused(
                () -> client.deleteOriginAccessControl(r -> r.id(id).ifMatch(made.eTag())),
                "OriginAccessControlInUse",
                409))
        .isEqualTo("The CloudFront origin access control is still being used.");
    client.updateDistribution(
        r ->
            r.id(distribution.distribution().id())
                .ifMatch(distribution.eTag())
                .distributionConfig(
                    CloudFrontWorld.config(
                            distribution.distribution().distributionConfig().callerReference())
                        .build()));
    refused(
        () -> client.deleteOriginAccessControl(r -> r.id(id).ifMatch(made.eTag())),
        "OriginAccessControlInUse",
        409);
    world.advance(CloudFrontWorld.DEPLOYMENT);
    client.deleteOriginAccessControl(r -> r.id(id).ifMatch(made.eTag()));
  }

  private CreateCloudFrontOriginAccessIdentityResponse identity(String reference, String comment) {
    return client.createCloudFrontOriginAccessIdentity(
        r ->
            r.cloudFrontOriginAccessIdentityConfig(
                c -> c.callerReference(reference).comment(comment)));
  }

  @Test
  void identity_lives() {
    CreateCloudFrontOriginAccessIdentityResponse made = identity("1", "site");
    String id = made.cloudFrontOriginAccessIdentity().id();
    String user = made.cloudFrontOriginAccessIdentity().s3CanonicalUserId();
    assertThat(user).matches("[0-9a-f]{96}");
    assertThat(world.store.originAccessIdentityUser(id)).contains(user);
    assertThat(identity("1", "site").cloudFrontOriginAccessIdentity().id()).isEqualTo(id);
    refused(() -> identity("1", "other"), "CloudFrontOriginAccessIdentityAlreadyExists", 409);
    assertThat(
            client
                .listCloudFrontOriginAccessIdentities(r -> {})
                .cloudFrontOriginAccessIdentityList()
                .items()
                .get(0)
                .s3CanonicalUserId())
        .isEqualTo(user);
    world.create(
        c ->
            c.origins(
                o ->
                    o.quantity(1)
                        .items(
                            origin ->
                                origin
                                    .id("bucket")
                                    .domainName("photos.s3.us-east-1.amazonaws.com")
                                    .s3OriginConfig(
                                        s3 ->
                                            s3.originAccessIdentity(
                                                "origin-access-identity/cloudfront/" + id)))));
    refused(
        () -> client.deleteCloudFrontOriginAccessIdentity(r -> r.id(id).ifMatch(made.eTag())),
        "CloudFrontOriginAccessIdentityInUse",
        409);
    refused(
        () -> client.getCloudFrontOriginAccessIdentity(r -> r.id("E0")),
        "NoSuchCloudFrontOriginAccessIdentity",
        404);
    refused(
        () ->
            client.updateCloudFrontOriginAccessIdentity(
                r ->
                    r.id(id)
                        .ifMatch(made.eTag())
                        .cloudFrontOriginAccessIdentityConfig(
                            c -> c.callerReference("2").comment(""))),
        "IllegalUpdate",
        400);
  }

  private String pem(String algorithm, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(bits, world.cloud.seeds().stream("test/" + bits).asSecureRandom());
      byte[] der = generator.generateKeyPair().getPublic().getEncoded();
      return "-----BEGIN PUBLIC KEY-----\n"
          + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
          + "\n-----END PUBLIC KEY-----\n";
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private CreatePublicKeyResponse key(String name, String pem) {
    return client.createPublicKey(
        r -> r.publicKeyConfig(c -> c.callerReference(name).name(name).encodedKey(pem)));
  }

  private CreateKeyGroupResponse group(String name, String... keys) {
    return client.createKeyGroup(r -> r.keyGroupConfig(c -> c.name(name).items(keys)));
  }

  @Test
  void keys_liveInGroups() {
    String rsa = pem("RSA", 2_048);
    CreatePublicKeyResponse key = key("authors", rsa);
    String id = key.publicKey().id();
    assertThat(id).matches("K[A-Z0-9]{13}");
    key("elliptic", pem("EC", 256));
    refused(() -> key("authors", rsa), "PublicKeyAlreadyExists", 409);
    refused(() -> key("short", pem("RSA", 1_024)), "InvalidArgument", 400);
    refused(() -> key("none", "no key"), "InvalidArgument", 400);
    refused(
        () ->
            client.updatePublicKey(
                r ->
                    r.id(id)
                        .ifMatch(key.eTag())
                        .publicKeyConfig(
                            c ->
                                c.callerReference("authors")
                                    .name("authors")
                                    .encodedKey(pem("RSA", 2_048)))),
        "CannotChangeImmutablePublicKeyFields",
        400);
    refused(() -> group("none", "K0"), "InvalidArgument", 400);
    refused(() -> group("many", id, id, id, id, id, id), "TooManyPublicKeysInKeyGroup", 400);
    CreateKeyGroupResponse group = group("authors", id);
    refused(() -> group("authors", id), "KeyGroupAlreadyExists", 409);
    refused(() -> client.deletePublicKey(r -> r.id(id).ifMatch(key.eTag())), "PublicKeyInUse", 409);
    assertThat(world.store.trustedKeys(List.of(group.keyGroup().id())))
        .containsExactly(new Catalog.TrustedKey(id, rsa));
    var active =
        world
            .create(
                c ->
                    c.defaultCacheBehavior(
                        b ->
                            b.targetOriginId("bucket")
                                .viewerProtocolPolicy("allow-all")
                                .cachePolicyId(OPTIMIZED)
                                .trustedKeyGroups(
                                    t -> t.enabled(true).quantity(1).items(group.keyGroup().id()))))
            .distribution()
            .activeTrustedKeyGroups();
    assertThat(active.items().get(0).keyPairIds().items()).containsExactly(id);
    refused(
        () -> client.deleteKeyGroup(r -> r.id(group.keyGroup().id()).ifMatch(group.eTag())),
        "ResourceInUse",
        409);
    refused(() -> client.getKeyGroup(r -> r.id("none")), "NoSuchResource", 404);
    refused(() -> client.getPublicKey(r -> r.id("none")), "NoSuchPublicKey", 404);
    assertThat(client.listKeyGroups(r -> {}).keyGroupList().quantity()).isEqualTo(1);
    assertThat(client.listPublicKeys(r -> {}).publicKeyList().quantity()).isEqualTo(2);
  }
}

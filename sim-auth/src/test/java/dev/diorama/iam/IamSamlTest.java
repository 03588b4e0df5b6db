package dev.diorama.iam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.router.Principal;
import dev.diorama.saml.TestIdp;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.iam.model.AssertionEncryptionModeType;
import software.amazon.awssdk.services.iam.model.CreateSamlProviderRequest;
import software.amazon.awssdk.services.iam.model.CreateSamlProviderResponse;
import software.amazon.awssdk.services.iam.model.DeleteSamlProviderRequest;
import software.amazon.awssdk.services.iam.model.GetAccountSummaryRequest;
import software.amazon.awssdk.services.iam.model.GetAccountSummaryResponse;
import software.amazon.awssdk.services.iam.model.GetSamlProviderRequest;
import software.amazon.awssdk.services.iam.model.GetSamlProviderResponse;
import software.amazon.awssdk.services.iam.model.ListSamlProviderTagsRequest;
import software.amazon.awssdk.services.iam.model.ListSamlProviderTagsResponse;
import software.amazon.awssdk.services.iam.model.ListSamlProvidersRequest;
import software.amazon.awssdk.services.iam.model.ListSamlProvidersResponse;
import software.amazon.awssdk.services.iam.model.SAMLProviderListEntry;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.iam.model.TagSamlProviderRequest;
import software.amazon.awssdk.services.iam.model.UntagSamlProviderRequest;
import software.amazon.awssdk.services.iam.model.UpdateSamlProviderRequest;

class IamSamlTest {
  private static final String METADATA =
      new TestIdp("https://idp.example.com/saml", 1, 2_048).metadata();
  private static final String ARN = "arn:aws:iam::123456789012:saml-provider/Corp";

  private final IamWorld world = new IamWorld();

  @AfterEach
  void close() {
    world.close();
  }

  private static CreateSamlProviderRequest.Builder creating(String name) {
    return CreateSamlProviderRequest.builder().name(name).samlMetadataDocument(METADATA);
  }

  private static Tag tag(String key, String value) {
    return Tag.builder().key(key).value(value).build();
  }

  private GetSamlProviderResponse get() {
    return world.send(
        GetSamlProviderRequest.builder().samlProviderArn(ARN).build(),
        GetSamlProviderResponse.class);
  }

  private String refused(AwsRequest request, String code, int status) {
    return IamWorld.refused(() -> world.send(request, SdkResponse.class), code, status);
  }

  @Test
  void provider_isKeptListedUpdatedAndDeleted() {
    CreateSamlProviderResponse created =
        world.send(
            creating("Corp").tags(tag("b", "2"), tag("a", "1")).build(),
            CreateSamlProviderResponse.class);
    assertThat(created.samlProviderArn()).isEqualTo(ARN);
    assertThat(created.tags()).containsExactly(tag("a", "1"), tag("b", "2"));
    GetSamlProviderResponse got = get();
    assertThat(got.samlMetadataDocument()).isEqualTo(METADATA);
    assertThat(got.samlProviderUUID()).matches("[A-Z0-9]{22,64}");
    assertThat(got.createDate()).isEqualTo(world.clock().instant());
    assertThat(got.validUntil()).isAfter(world.clock().instant().plus(Duration.ofDays(36_000)));
    List<SAMLProviderListEntry> list =
        world
            .send(ListSamlProvidersRequest.builder().build(), ListSamlProvidersResponse.class)
            .samlProviderList();
    assertThat(list).extracting(SAMLProviderListEntry::arn).containsExactly(ARN);
    assertThat(
            world
                .send(GetAccountSummaryRequest.builder().build(), GetAccountSummaryResponse.class)
                .summaryMapAsStrings())
        .containsEntry("Providers", 1);
    String renewed = METADATA.replace("entityID", "validUntil=\"2027-01-01T00:00:00Z\" entityID");
    world.send(
        UpdateSamlProviderRequest.builder()
            .samlProviderArn(ARN)
            .samlMetadataDocument(renewed)
            .build(),
        SdkResponse.class);
    assertThat(get().samlMetadataDocument()).isEqualTo(renewed);
    assertThat(get().validUntil()).isEqualTo("2027-01-01T00:00:00Z");
    assertThat(get().samlProviderUUID()).isEqualTo(got.samlProviderUUID());
    DeleteSamlProviderRequest delete =
        DeleteSamlProviderRequest.builder().samlProviderArn(ARN).build();
    world.send(delete, SdkResponse.class);
    assertThat(refused(delete, "NoSuchEntity", 404)).isEqualTo("Manifest not found for arn " + ARN);
  }

  @Test
  void tags_areAddedReplacedAndRemoved() {
    world.send(creating("Corp").build(), SdkResponse.class);
    world.send(
        TagSamlProviderRequest.builder()
            .samlProviderArn(ARN)
            .tags(tag("a", "1"), tag("b", "2"))
            .build(),
        SdkResponse.class);
    world.send(
        UntagSamlProviderRequest.builder().samlProviderArn(ARN).tagKeys("a").build(),
        SdkResponse.class);
    assertThat(
            world
                .send(
                    ListSamlProviderTagsRequest.builder().samlProviderArn(ARN).build(),
                    ListSamlProviderTagsResponse.class)
                .tags())
        .containsExactly(tag("b", "2"));
    assertThat(get().tags()).containsExactly(tag("b", "2"));
    refused(
        TagSamlProviderRequest.builder().samlProviderArn(ARN).tags(tag("aws:x", "1")).build(),
        "InvalidInput",
        400);
  }

  @Test
  void create_badInput_isRefused() {
    refused(creating("a b").build(), "ValidationError", 400);
    refused(creating("a".repeat(129)).build(), "ValidationError", 400);
    refused(creating("Corp").samlMetadataDocument("<short/>").build(), "ValidationError", 400);
    assertThat(
            refused(
                creating("Corp").samlMetadataDocument("x".repeat(1_000)).build(),
                "InvalidInput",
                400))
        .isEqualTo("Could not parse metadata.");
    // No encryption is better than one that is only said to be there.
    refused(
        creating("Corp").assertionEncryptionMode(AssertionEncryptionModeType.REQUIRED).build(),
        "InvalidInput",
        400);
    refused(creating("Corp").addPrivateKey("key").build(), "InvalidInput", 400);
    world.send(creating("Corp").build(), SdkResponse.class);
    assertThat(refused(creating("Corp").build(), "EntityAlreadyExists", 409))
        .isEqualTo("Provider with name Corp already exists.");
    refused(
        UpdateSamlProviderRequest.builder()
            .samlProviderArn(ARN)
            .samlMetadataDocument(METADATA)
            .removePrivateKey("A".repeat(22))
            .build(),
        "InvalidInput",
        400);
    refused(
        GetSamlProviderRequest.builder().samlProviderArn("arn:aws:iam::1:role/x-y-z-1").build(),
        "InvalidInput",
        400);
  }

  @Test
  void create_theHundredAndFirst_isOverTheQuota() {
    for (int i = 0; i < 100; i++) {
      world.send(creating("p" + i).build(), SdkResponse.class);
    }
    refused(creating("one-more").build(), "LimitExceeded", 409);
  }

  @Test
  void permissions_areAskedForTheProvider() {
    Principal mina =
        world.user(
            "mina",
            IamWorld.allow(
                "iam:CreateSAMLProvider", "arn:aws:iam::123456789012:saml-provider/Corp"));
    world.send(mina, creating("Corp").build(), SdkResponse.class);
    assertThat(
            IamWorld.refused(
                () -> world.send(mina, creating("Other").build(), SdkResponse.class),
                "AccessDenied",
                403))
        .contains(
            "iam:CreateSAMLProvider on resource: arn:aws:iam::123456789012:saml-provider/Other");
    IamWorld.refused(
        () ->
            world.send(
                mina,
                GetSamlProviderRequest.builder().samlProviderArn(ARN).build(),
                SdkResponse.class),
        "AccessDenied",
        403);
  }
}

package dev.diorama.cloudfront;

import dev.diorama.core.router.Call;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.cloudfront.model.CloudFrontOriginAccessIdentity;
import software.amazon.awssdk.services.cloudfront.model.CloudFrontOriginAccessIdentityConfig;
import software.amazon.awssdk.services.cloudfront.model.CloudFrontOriginAccessIdentitySummary;
import software.amazon.awssdk.services.cloudfront.model.CreateCloudFrontOriginAccessIdentityRequest;
import software.amazon.awssdk.services.cloudfront.model.CreateCloudFrontOriginAccessIdentityResponse;
import software.amazon.awssdk.services.cloudfront.model.DeleteCloudFrontOriginAccessIdentityRequest;
import software.amazon.awssdk.services.cloudfront.model.DeleteCloudFrontOriginAccessIdentityResponse;
import software.amazon.awssdk.services.cloudfront.model.GetCloudFrontOriginAccessIdentityConfigRequest;
import software.amazon.awssdk.services.cloudfront.model.GetCloudFrontOriginAccessIdentityConfigResponse;
import software.amazon.awssdk.services.cloudfront.model.GetCloudFrontOriginAccessIdentityRequest;
import software.amazon.awssdk.services.cloudfront.model.GetCloudFrontOriginAccessIdentityResponse;
import software.amazon.awssdk.services.cloudfront.model.ListCloudFrontOriginAccessIdentitiesRequest;
import software.amazon.awssdk.services.cloudfront.model.ListCloudFrontOriginAccessIdentitiesResponse;
import software.amazon.awssdk.services.cloudfront.model.UpdateCloudFrontOriginAccessIdentityRequest;
import software.amazon.awssdk.services.cloudfront.model.UpdateCloudFrontOriginAccessIdentityResponse;

/** Origin Access Identities: users of S3 that only CloudFront can be; superseded, still in use. */
final class AccessIdentityService {
  private final CloudFrontStore store;

  AccessIdentityService(CloudFrontStore store) {
    this.store = store;
  }

  SdkResponse create(Call call, CreateCloudFrontOriginAccessIdentityRequest request) {
    CloudFrontOriginAccessIdentityConfig config = request.cloudFrontOriginAccessIdentityConfig();
    if (!Behaviours.given(config.callerReference())) {
      throw Behaviours.required("CallerReference");
    }
    // Saying the same once more gives the same identity; documented with CallerReference.
    Kept<CloudFrontOriginAccessIdentityConfig> made =
        store
            .identities
            .of(
                call.account(),
                one -> one.config().callerReference().equals(config.callerReference()))
            .stream()
            .findFirst()
            .orElseGet(
                () -> {
                  Kept<CloudFrontOriginAccessIdentityConfig> fresh =
                      store.keep(store.identities, store.newId("E"), call.account(), config);
                  store.addCanonicalUser(fresh.id);
                  return fresh;
                });
    if (!made.config().equals(config)) {
      throw CloudFrontError.ORIGIN_ACCESS_IDENTITY_ALREADY_EXISTS.usual();
    }
    return CreateCloudFrontOriginAccessIdentityResponse.builder()
        .cloudFrontOriginAccessIdentity(view(made))
        .location(
            "https://cloudfront.amazonaws.com/2020-05-31/origin-access-identity/cloudfront/"
                + made.id)
        .eTag(made.eTag())
        .build();
  }

  SdkResponse get(Call call, GetCloudFrontOriginAccessIdentityRequest request) {
    Kept<CloudFrontOriginAccessIdentityConfig> found =
        store.identities.find(call.account(), request.id());
    return GetCloudFrontOriginAccessIdentityResponse.builder()
        .cloudFrontOriginAccessIdentity(view(found))
        .eTag(found.eTag())
        .build();
  }

  SdkResponse getConfig(Call call, GetCloudFrontOriginAccessIdentityConfigRequest request) {
    Kept<CloudFrontOriginAccessIdentityConfig> found =
        store.identities.find(call.account(), request.id());
    return GetCloudFrontOriginAccessIdentityConfigResponse.builder()
        .cloudFrontOriginAccessIdentityConfig(found.config())
        .eTag(found.eTag())
        .build();
  }

  SdkResponse update(Call call, UpdateCloudFrontOriginAccessIdentityRequest request) {
    Kept<CloudFrontOriginAccessIdentityConfig> found =
        store.identities.matched(call.account(), request.id(), request.ifMatch());
    CloudFrontOriginAccessIdentityConfig config = request.cloudFrontOriginAccessIdentityConfig();
    if (!found.config().callerReference().equals(config.callerReference())) {
      throw CloudFrontError.ILLEGAL_UPDATE.usual();
    }
    store.replace(found, config);
    return UpdateCloudFrontOriginAccessIdentityResponse.builder()
        .cloudFrontOriginAccessIdentity(view(found))
        .eTag(found.eTag())
        .build();
  }

  SdkResponse delete(Call call, DeleteCloudFrontOriginAccessIdentityRequest request) {
    Kept<CloudFrontOriginAccessIdentityConfig> found =
        store.identities.matched(call.account(), request.id(), request.ifMatch());
    if (store.anyDistribution(
        config ->
            config.origins().items().stream()
                .anyMatch(origin -> OriginRules.identity(origin).equals(found.id)))) {
      throw CloudFrontError.ORIGIN_ACCESS_IDENTITY_IN_USE.usual();
    }
    store.identities.remove(found);
    return DeleteCloudFrontOriginAccessIdentityResponse.builder().build();
  }

  SdkResponse list(Call call, ListCloudFrontOriginAccessIdentitiesRequest request) {
    Page<Kept<CloudFrontOriginAccessIdentityConfig>> page =
        Page.of(
            store.identities.of(call.account()),
            one -> one.id,
            request.marker(),
            request.maxItems());
    return ListCloudFrontOriginAccessIdentitiesResponse.builder()
        .cloudFrontOriginAccessIdentityList(
            list ->
                list.marker(page.marker())
                    .nextMarker(page.next())
                    .maxItems(page.maxItems())
                    .isTruncated(page.truncated())
                    .quantity(page.items().size())
                    .items(
                        page.each(
                            one ->
                                CloudFrontOriginAccessIdentitySummary.builder()
                                    .id(one.id)
                                    .s3CanonicalUserId(user(one))
                                    .comment(one.config().comment())
                                    .build())))
        .build();
  }

  private String user(Kept<CloudFrontOriginAccessIdentityConfig> one) {
    return store.originAccessIdentityUser(one.id).orElseThrow();
  }

  private CloudFrontOriginAccessIdentity view(Kept<CloudFrontOriginAccessIdentityConfig> one) {
    return CloudFrontOriginAccessIdentity.builder()
        .id(one.id)
        .s3CanonicalUserId(user(one))
        .cloudFrontOriginAccessIdentityConfig(one.config())
        .build();
  }
}

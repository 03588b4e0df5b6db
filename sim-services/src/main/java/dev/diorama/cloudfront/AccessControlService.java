package dev.diorama.cloudfront;

import dev.diorama.core.router.Call;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.cloudfront.model.CreateOriginAccessControlRequest;
import software.amazon.awssdk.services.cloudfront.model.CreateOriginAccessControlResponse;
import software.amazon.awssdk.services.cloudfront.model.DeleteOriginAccessControlRequest;
import software.amazon.awssdk.services.cloudfront.model.DeleteOriginAccessControlResponse;
import software.amazon.awssdk.services.cloudfront.model.GetOriginAccessControlConfigRequest;
import software.amazon.awssdk.services.cloudfront.model.GetOriginAccessControlConfigResponse;
import software.amazon.awssdk.services.cloudfront.model.GetOriginAccessControlRequest;
import software.amazon.awssdk.services.cloudfront.model.GetOriginAccessControlResponse;
import software.amazon.awssdk.services.cloudfront.model.ListOriginAccessControlsRequest;
import software.amazon.awssdk.services.cloudfront.model.ListOriginAccessControlsResponse;
import software.amazon.awssdk.services.cloudfront.model.OriginAccessControl;
import software.amazon.awssdk.services.cloudfront.model.OriginAccessControlConfig;
import software.amazon.awssdk.services.cloudfront.model.OriginAccessControlOriginTypes;
import software.amazon.awssdk.services.cloudfront.model.OriginAccessControlSigningBehaviors;
import software.amazon.awssdk.services.cloudfront.model.OriginAccessControlSigningProtocols;
import software.amazon.awssdk.services.cloudfront.model.OriginAccessControlSummary;
import software.amazon.awssdk.services.cloudfront.model.UpdateOriginAccessControlRequest;
import software.amazon.awssdk.services.cloudfront.model.UpdateOriginAccessControlResponse;

/** Origin Access Controls: how CloudFront signs what it asks of an origin. */
final class AccessControlService {
  /** Documented with Name. */
  private static final int LONGEST_NAME = 64;

  private final CloudFrontStore store;

  AccessControlService(CloudFrontStore store) {
    this.store = store;
  }

  private void check(String account, OriginAccessControlConfig config, Optional<String> self) {
    String name = config.name();
    if (!Behaviours.given(name)) {
      throw Behaviours.required("Name");
    }
    if (name.length() > LONGEST_NAME) {
      throw CloudFrontError.argument("The parameter Name is too long.");
    }
    if (config.signingProtocol() != OriginAccessControlSigningProtocols.SIGV4) {
      throw CloudFrontError.argument("The parameter SigningProtocol must be sigv4.");
    }
    known("SigningBehavior", config.signingBehavior(), config.signingBehaviorAsString());
    known(
        "OriginAccessControlOriginType",
        config.originAccessControlOriginType(),
        config.originAccessControlOriginTypeAsString());
    if (config.originAccessControlOriginType() != OriginAccessControlOriginTypes.S3) {
      throw CloudFrontError.notSimulated(
          "OriginAccessControlOriginType " + config.originAccessControlOriginTypeAsString());
    }
    if (!store
        .accessControls
        .of(account, one -> one.config().name().equals(name) && !self.equals(Optional.of(one.id)))
        .isEmpty()) {
      throw CloudFrontError.ORIGIN_ACCESS_CONTROL_ALREADY_EXISTS.usual();
    }
  }

  private static void known(String member, @Nullable Object value, @Nullable String text) {
    if (value == null
        || value == OriginAccessControlSigningBehaviors.UNKNOWN_TO_SDK_VERSION
        || value == OriginAccessControlOriginTypes.UNKNOWN_TO_SDK_VERSION) {
      throw CloudFrontError.argument("The parameter " + member + " is not valid: " + text);
    }
  }

  SdkResponse create(Call call, CreateOriginAccessControlRequest request) {
    OriginAccessControlConfig config = request.originAccessControlConfig();
    check(call.account(), config, Optional.empty());
    Kept<OriginAccessControlConfig> made =
        store.keep(store.accessControls, store.newId("E"), call.account(), config);
    return CreateOriginAccessControlResponse.builder()
        .originAccessControl(view(made))
        .location("https://cloudfront.amazonaws.com/2020-05-31/origin-access-control/" + made.id)
        .eTag(made.eTag())
        .build();
  }

  SdkResponse get(Call call, GetOriginAccessControlRequest request) {
    Kept<OriginAccessControlConfig> found = store.accessControls.find(call.account(), request.id());
    return GetOriginAccessControlResponse.builder()
        .originAccessControl(view(found))
        .eTag(found.eTag())
        .build();
  }

  SdkResponse getConfig(Call call, GetOriginAccessControlConfigRequest request) {
    Kept<OriginAccessControlConfig> found = store.accessControls.find(call.account(), request.id());
    return GetOriginAccessControlConfigResponse.builder()
        .originAccessControlConfig(found.config())
        .eTag(found.eTag())
        .build();
  }

  SdkResponse update(Call call, UpdateOriginAccessControlRequest request) {
    Kept<OriginAccessControlConfig> found =
        store.accessControls.matched(call.account(), request.id(), request.ifMatch());
    check(call.account(), request.originAccessControlConfig(), Optional.of(found.id));
    store.replace(found, request.originAccessControlConfig());
    return UpdateOriginAccessControlResponse.builder()
        .originAccessControl(view(found))
        .eTag(found.eTag())
        .build();
  }

  SdkResponse delete(Call call, DeleteOriginAccessControlRequest request) {
    Kept<OriginAccessControlConfig> found =
        store.accessControls.matched(call.account(), request.id(), request.ifMatch());
    if (store.anyDistribution(
        config ->
            config.origins().items().stream()
                .anyMatch(origin -> found.id.equals(origin.originAccessControlId())))) {
      throw CloudFrontError.ORIGIN_ACCESS_CONTROL_IN_USE.usual();
    }
    store.accessControls.remove(found);
    return DeleteOriginAccessControlResponse.builder().build();
  }

  SdkResponse list(Call call, ListOriginAccessControlsRequest request) {
    Page<Kept<OriginAccessControlConfig>> page =
        Page.of(
            store.accessControls.of(call.account()),
            one -> one.id,
            request.marker(),
            request.maxItems());
    return ListOriginAccessControlsResponse.builder()
        .originAccessControlList(
            list ->
                list.marker(page.marker())
                    .nextMarker(page.next())
                    .maxItems(page.maxItems())
                    .isTruncated(page.truncated())
                    .quantity(page.items().size())
                    .items(
                        page.each(
                            one ->
                                Pojos.copy(one.config(), OriginAccessControlSummary.builder())
                                    .id(one.id)
                                    .build())))
        .build();
  }

  private static OriginAccessControl view(Kept<OriginAccessControlConfig> one) {
    return OriginAccessControl.builder().id(one.id).originAccessControlConfig(one.config()).build();
  }
}

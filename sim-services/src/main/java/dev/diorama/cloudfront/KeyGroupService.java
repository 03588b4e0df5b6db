package dev.diorama.cloudfront;

import dev.diorama.core.router.Call;
import java.util.Optional;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.cloudfront.model.CreateKeyGroupRequest;
import software.amazon.awssdk.services.cloudfront.model.CreateKeyGroupResponse;
import software.amazon.awssdk.services.cloudfront.model.DeleteKeyGroupRequest;
import software.amazon.awssdk.services.cloudfront.model.DeleteKeyGroupResponse;
import software.amazon.awssdk.services.cloudfront.model.GetKeyGroupConfigRequest;
import software.amazon.awssdk.services.cloudfront.model.GetKeyGroupConfigResponse;
import software.amazon.awssdk.services.cloudfront.model.GetKeyGroupRequest;
import software.amazon.awssdk.services.cloudfront.model.GetKeyGroupResponse;
import software.amazon.awssdk.services.cloudfront.model.KeyGroup;
import software.amazon.awssdk.services.cloudfront.model.KeyGroupConfig;
import software.amazon.awssdk.services.cloudfront.model.KeyGroupSummary;
import software.amazon.awssdk.services.cloudfront.model.ListKeyGroupsRequest;
import software.amazon.awssdk.services.cloudfront.model.ListKeyGroupsResponse;
import software.amazon.awssdk.services.cloudfront.model.UpdateKeyGroupRequest;
import software.amazon.awssdk.services.cloudfront.model.UpdateKeyGroupResponse;

/** Key groups: the public keys that a cache behaviour trusts. */
final class KeyGroupService {
  /** Public keys in one group; documented quota. */
  private static final int MOST_KEYS = 5;

  private final CloudFrontStore store;

  KeyGroupService(CloudFrontStore store) {
    this.store = store;
  }

  private void check(String account, KeyGroupConfig config, Optional<String> self) {
    if (!Behaviours.given(config.name())) {
      throw Behaviours.required("Name");
    }
    if (config.items().isEmpty()) {
      throw Behaviours.required("Items");
    }
    if (config.items().size() > MOST_KEYS) {
      throw CloudFrontError.TOO_MANY_PUBLIC_KEYS_IN_KEY_GROUP.usual();
    }
    for (String id : config.items()) {
      if (store.publicKeys.seen(account, id).isEmpty()) {
        throw CloudFrontError.argument("The parameter Items has a key that does not exist: " + id);
      }
    }
    if (!store
        .keyGroups
        .of(
            account,
            one -> one.config().name().equals(config.name()) && !self.equals(Optional.of(one.id)))
        .isEmpty()) {
      throw CloudFrontError.KEY_GROUP_ALREADY_EXISTS.usual();
    }
  }

  SdkResponse create(Call call, CreateKeyGroupRequest request) {
    check(call.account(), request.keyGroupConfig(), Optional.empty());
    Kept<KeyGroupConfig> made =
        store.keep(store.keyGroups, store.newUuid(), call.account(), request.keyGroupConfig());
    return CreateKeyGroupResponse.builder()
        .keyGroup(view(made))
        .location("https://cloudfront.amazonaws.com/2020-05-31/key-group/" + made.id)
        .eTag(made.eTag())
        .build();
  }

  SdkResponse get(Call call, GetKeyGroupRequest request) {
    Kept<KeyGroupConfig> found = store.keyGroups.find(call.account(), request.id());
    return GetKeyGroupResponse.builder().keyGroup(view(found)).eTag(found.eTag()).build();
  }

  SdkResponse getConfig(Call call, GetKeyGroupConfigRequest request) {
    Kept<KeyGroupConfig> found = store.keyGroups.find(call.account(), request.id());
    return GetKeyGroupConfigResponse.builder()
        .keyGroupConfig(found.config())
        .eTag(found.eTag())
        .build();
  }

  SdkResponse update(Call call, UpdateKeyGroupRequest request) {
    Kept<KeyGroupConfig> found =
        store.keyGroups.matched(call.account(), request.id(), request.ifMatch());
    check(call.account(), request.keyGroupConfig(), Optional.of(found.id));
    store.replace(found, request.keyGroupConfig());
    return UpdateKeyGroupResponse.builder().keyGroup(view(found)).eTag(found.eTag()).build();
  }

  SdkResponse delete(Call call, DeleteKeyGroupRequest request) {
    Kept<KeyGroupConfig> found =
        store.keyGroups.matched(call.account(), request.id(), request.ifMatch());
    if (store.anyDistribution(
        Behaviours.with(one -> one.trustedKeyGroups().items().contains(found.id)))) {
      throw CloudFrontError.RESOURCE_IN_USE.usual();
    }
    store.keyGroups.remove(found);
    return DeleteKeyGroupResponse.builder().build();
  }

  SdkResponse list(Call call, ListKeyGroupsRequest request) {
    Page<Kept<KeyGroupConfig>> page =
        Page.of(
            store.keyGroups.of(call.account()),
            one -> one.id,
            request.marker(),
            request.maxItems());
    return ListKeyGroupsResponse.builder()
        .keyGroupList(
            list ->
                list.nextMarker(page.next())
                    .maxItems(page.maxItems())
                    .quantity(page.items().size())
                    .items(page.each(one -> KeyGroupSummary.builder().keyGroup(view(one)).build())))
        .build();
  }

  private static KeyGroup view(Kept<KeyGroupConfig> one) {
    return KeyGroup.builder()
        .id(one.id)
        .lastModifiedTime(one.modified())
        .keyGroupConfig(one.config())
        .build();
  }
}

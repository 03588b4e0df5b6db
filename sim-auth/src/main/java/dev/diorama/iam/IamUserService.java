package dev.diorama.iam;

import dev.diorama.core.router.Call;
import dev.diorama.core.router.Principal;
import dev.diorama.core.wire.AwsException;
import dev.diorama.iam.Checks.Page;
import dev.diorama.iam.IamModel.AccessKey;
import dev.diorama.iam.IamModel.Account;
import dev.diorama.iam.IamModel.MfaDevice;
import dev.diorama.iam.IamModel.User;
import dev.diorama.iam.IamViews.Depth;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.iam.model.AccessKeyMetadata;
import software.amazon.awssdk.services.iam.model.CreateAccessKeyRequest;
import software.amazon.awssdk.services.iam.model.CreateAccessKeyResponse;
import software.amazon.awssdk.services.iam.model.CreateUserRequest;
import software.amazon.awssdk.services.iam.model.CreateUserResponse;
import software.amazon.awssdk.services.iam.model.DeleteAccessKeyRequest;
import software.amazon.awssdk.services.iam.model.DeleteAccessKeyResponse;
import software.amazon.awssdk.services.iam.model.DeleteUserPermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.DeleteUserPermissionsBoundaryResponse;
import software.amazon.awssdk.services.iam.model.DeleteUserRequest;
import software.amazon.awssdk.services.iam.model.DeleteUserResponse;
import software.amazon.awssdk.services.iam.model.GetUserRequest;
import software.amazon.awssdk.services.iam.model.GetUserResponse;
import software.amazon.awssdk.services.iam.model.ListAccessKeysRequest;
import software.amazon.awssdk.services.iam.model.ListAccessKeysResponse;
import software.amazon.awssdk.services.iam.model.ListUserTagsRequest;
import software.amazon.awssdk.services.iam.model.ListUserTagsResponse;
import software.amazon.awssdk.services.iam.model.ListUsersRequest;
import software.amazon.awssdk.services.iam.model.ListUsersResponse;
import software.amazon.awssdk.services.iam.model.PutUserPermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.PutUserPermissionsBoundaryResponse;
import software.amazon.awssdk.services.iam.model.StatusType;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.iam.model.TagUserRequest;
import software.amazon.awssdk.services.iam.model.TagUserResponse;
import software.amazon.awssdk.services.iam.model.UntagUserRequest;
import software.amazon.awssdk.services.iam.model.UntagUserResponse;
import software.amazon.awssdk.services.iam.model.UpdateAccessKeyRequest;
import software.amazon.awssdk.services.iam.model.UpdateAccessKeyResponse;
import software.amazon.awssdk.services.iam.model.UpdateUserRequest;
import software.amazon.awssdk.services.iam.model.UpdateUserResponse;

/** Users and their access keys. */
final class IamUserService {
  private final IamDirectory directory;

  IamUserService(IamDirectory directory) {
    this.directory = directory;
  }

  SdkResponse create(Call call, CreateUserRequest request) {
    String name = Checks.name("userName", request.userName());
    String path = Checks.path(request.path());
    Account account = directory.account(call);
    checkFree(account, name);
    directory.checkQuota(account.users.size(), directory.limits.users(), "UsersPerAccount");
    User user =
        new User(call.account(), directory.ids.user(), directory.clock.instant(), path, name);
    if (request.permissionsBoundary() != null) {
      user.boundary = directory.boundary(call, request.permissionsBoundary());
    }
    Checks.tag(user.tags, request.tags(), directory.limits.tags());
    account.users.put(name, user);
    return CreateUserResponse.builder().user(IamViews.user(user, Depth.WHOLE)).build();
  }

  private static void checkFree(Account account, String name) {
    if (account.users.containsKey(name)) {
      throw IamError.ENTITY_ALREADY_EXISTS.with("User with name " + name + " already exists.");
    }
  }

  SdkResponse get(Call call, GetUserRequest request) {
    Principal caller = call.principal();
    if (request.userName() == null && caller.kind() == Principal.Kind.ROOT) {
      return GetUserResponse.builder()
          .user(
              software.amazon.awssdk.services.iam.model.User.builder()
                  .userId(caller.account())
                  .arn(caller.arn())
                  .path("/")
                  .userName("root")
                  .createDate(directory.clock.start())
                  .build())
          .build();
    }
    User user = directory.userOrSelf(call, request.userName());
    return GetUserResponse.builder().user(IamViews.user(user, Depth.WHOLE)).build();
  }

  SdkResponse list(Call call, ListUsersRequest request) {
    String prefix = request.pathPrefix() == null ? "/" : request.pathPrefix();
    List<User> all =
        directory.account(call).users.values().stream()
            .filter(user -> user.path.startsWith(prefix))
            .toList();
    Page<User> page = Checks.page(all, request.marker(), request.maxItems());
    return ListUsersResponse.builder()
        .users(page.items().stream().map(user -> IamViews.user(user, Depth.LISTED)).toList())
        .isTruncated(page.truncated())
        .marker(page.marker())
        .build();
  }

  SdkResponse update(Call call, UpdateUserRequest request) {
    User user = directory.user(call, request.userName());
    Account account = directory.account(call);
    String path = request.newPath() == null ? user.path : Checks.path(request.newPath());
    if (request.newUserName() != null && !request.newUserName().equals(user.name)) {
      String name = Checks.name("newUserName", request.newUserName());
      if (!name.equalsIgnoreCase(user.name)) {
        checkFree(account, name);
      }
      String former = user.name;
      account.users.remove(former);
      user.name = name;
      account.users.put(name, user);
      for (String id : user.keys) {
        key(id).userName = name;
      }
      for (MfaDevice device : account.devices.values()) {
        device.user = device.user.equals(former) ? name : device.user;
      }
    }
    user.path = path;
    return UpdateUserResponse.builder().build();
  }

  SdkResponse delete(Call call, DeleteUserRequest request) {
    User user = directory.user(call, request.userName());
    IamDirectory.checkBare(user);
    if (!user.keys.isEmpty()) {
      throw IamError.DELETE_CONFLICT.with("Cannot delete entity, must delete access keys first.");
    }
    if (!user.groups.isEmpty()) {
      throw IamError.DELETE_CONFLICT.with(
          "Cannot delete entity, must remove user from all groups first.");
    }
    if (user.login != null) {
      throw IamError.DELETE_CONFLICT.with("Cannot delete entity, must delete login profile first.");
    }
    if (directory.account(call).devices.values().stream()
        .anyMatch(device -> device.user.equals(user.name))) {
      throw IamError.DELETE_CONFLICT.with("Cannot delete entity, must delete MFA device first.");
    }
    directory.account(call).users.remove(user.name);
    return DeleteUserResponse.builder().build();
  }

  SdkResponse tag(Call call, TagUserRequest request) {
    User user = directory.user(call, request.userName());
    Checks.tag(user.tags, request.tags(), directory.limits.tags());
    return TagUserResponse.builder().build();
  }

  SdkResponse untag(Call call, UntagUserRequest request) {
    User user = directory.user(call, request.userName());
    request.tagKeys().forEach(user.tags::remove);
    return UntagUserResponse.builder().build();
  }

  SdkResponse listTags(Call call, ListUserTagsRequest request) {
    User user = directory.user(call, request.userName());
    Page<Tag> page = Checks.page(Checks.tags(user.tags), request.marker(), request.maxItems());
    return ListUserTagsResponse.builder()
        .tags(page.items())
        .isTruncated(page.truncated())
        .marker(page.marker())
        .build();
  }

  SdkResponse putBoundary(Call call, PutUserPermissionsBoundaryRequest request) {
    User user = directory.user(call, request.userName());
    user.boundary = directory.boundary(call, request.permissionsBoundary());
    return PutUserPermissionsBoundaryResponse.builder().build();
  }

  SdkResponse deleteBoundary(Call call, DeleteUserPermissionsBoundaryRequest request) {
    User user = directory.user(call, request.userName());
    if (user.boundary.isEmpty()) {
      throw IamDirectory.missing("User " + user.name + " has no permissions boundary.");
    }
    user.boundary = "";
    return DeleteUserPermissionsBoundaryResponse.builder().build();
  }

  SdkResponse createKey(Call call, CreateAccessKeyRequest request) {
    User user = directory.userOrSelf(call, request.userName());
    directory.checkQuota(user.keys.size(), directory.limits.keysPerUser(), "AccessKeysPerUser");
    AccessKey key =
        new AccessKey(
            directory.ids.accessKey(),
            directory.ids.secret(),
            user.account,
            directory.clock.instant(),
            user.name);
    directory.store.add(key);
    user.keys.add(key.id);
    return CreateAccessKeyResponse.builder()
        .accessKey(
            view ->
                view.userName(user.name)
                    .accessKeyId(key.id)
                    .secretAccessKey(key.secret)
                    .status(StatusType.ACTIVE)
                    .createDate(key.created))
        .build();
  }

  SdkResponse listKeys(Call call, ListAccessKeysRequest request) {
    User user = directory.userOrSelf(call, request.userName());
    List<AccessKeyMetadata> all =
        user.keys.stream()
            .map(this::key)
            .map(
                key ->
                    AccessKeyMetadata.builder()
                        .userName(key.userName)
                        .accessKeyId(key.id)
                        .status(key.active ? StatusType.ACTIVE : StatusType.INACTIVE)
                        .createDate(key.created)
                        .build())
            .toList();
    Page<AccessKeyMetadata> page = Checks.page(all, request.marker(), request.maxItems());
    return ListAccessKeysResponse.builder()
        .accessKeyMetadata(page.items())
        .isTruncated(page.truncated())
        .marker(page.marker())
        .build();
  }

  SdkResponse updateKey(Call call, UpdateAccessKeyRequest request) {
    User user = directory.userOrSelf(call, request.userName());
    AccessKey key = keyOf(user, request.accessKeyId());
    if (request.status() == StatusType.ACTIVE || request.status() == StatusType.INACTIVE) {
      key.active = request.status() == StatusType.ACTIVE;
      return UpdateAccessKeyResponse.builder().build();
    }
    throw Checks.constraint(
        "status",
        String.valueOf(request.statusAsString()),
        "Member must satisfy enum value set: [Active, Inactive]");
  }

  SdkResponse deleteKey(Call call, DeleteAccessKeyRequest request) {
    User user = directory.userOrSelf(call, request.userName());
    AccessKey key = keyOf(user, request.accessKeyId());
    user.keys.remove(key.id);
    directory.store.removeKey(key.id);
    return DeleteAccessKeyResponse.builder().build();
  }

  private AccessKey keyOf(User user, @Nullable String id) {
    String given = Checks.required("accessKeyId", id);
    if (!user.keys.contains(given)) {
      throw missingKey(given);
    }
    return key(given);
  }

  private AccessKey key(String id) {
    return directory.store.key(id).orElseThrow(() -> missingKey(id));
  }

  private static AwsException missingKey(String id) {
    return IamDirectory.missing("The Access Key with id " + id + " cannot be found.");
  }
}

package dev.diorama.cognito.userpool;

import static dev.diorama.cognito.userpool.Settings.need;

import dev.diorama.cognito.Page;
import dev.diorama.cognito.SdkMembers;
import dev.diorama.cognito.userpool.UserPoolModel.Pool;
import dev.diorama.cognito.userpool.UserPoolModel.User;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.router.Call;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminAddUserToGroupRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminAddUserToGroupResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminListGroupsForUserRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminListGroupsForUserResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminRemoveUserFromGroupRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminRemoveUserFromGroupResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateGroupRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateGroupResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeleteGroupRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeleteGroupResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetGroupRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetGroupResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GroupType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListGroupsRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListGroupsResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListUsersInGroupRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListUsersInGroupResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UpdateGroupRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UpdateGroupResponse;

/** Groups of users, with the role and precedence that tokens carry. */
final class GroupService {
  private final Cloud cloud;
  private final UserPoolStore store;

  GroupService(Cloud cloud, UserPoolStore store) {
    this.cloud = cloud;
    this.store = store;
  }

  CreateGroupResponse create(Call call, CreateGroupRequest request) {
    Pool pool = pool(call, request.userPoolId());
    String name = need(request.groupName(), "groupName");
    if (pool.groups.containsKey(name)) {
      throw UserPoolError.GROUP_EXISTS.with("A group with the name already exists.");
    }
    Instant now = cloud.clock().instant();
    GroupType group =
        GroupType.builder()
            .groupName(name)
            .userPoolId(pool.id)
            .description(request.description())
            .roleArn(request.roleArn())
            .precedence(request.precedence())
            .creationDate(now)
            .lastModifiedDate(now)
            .build();
    pool.groups.put(name, group);
    return CreateGroupResponse.builder().group(group).build();
  }

  private Pool pool(Call call, @Nullable String id) {
    return store.pool(call, need(id, "userPoolId"));
  }

  private static GroupType group(Pool pool, @Nullable String name) {
    GroupType group = pool.groups.get(need(name, "groupName"));
    if (group == null) {
      throw UserPoolError.RESOURCE_NOT_FOUND.with("Group not found.");
    }
    return group;
  }

  private static User user(Pool pool, @Nullable String name) {
    return pool.users.find(need(name, "username")).orElseThrow(UserPoolError::noSuchUser);
  }

  GetGroupResponse get(Call call, GetGroupRequest request) {
    return GetGroupResponse.builder()
        .group(group(pool(call, request.userPoolId()), request.groupName()))
        .build();
  }

  UpdateGroupResponse update(Call call, UpdateGroupRequest request) {
    Pool pool = pool(call, request.userPoolId());
    GroupType before = group(pool, request.groupName());
    GroupType.Builder changed = before.toBuilder().lastModifiedDate(cloud.clock().instant());
    SdkMembers.copy(request, changed);
    GroupType group = changed.build();
    pool.groups.put(group.groupName(), group);
    return UpdateGroupResponse.builder().group(group).build();
  }

  DeleteGroupResponse delete(Call call, DeleteGroupRequest request) {
    Pool pool = pool(call, request.userPoolId());
    GroupType group = group(pool, request.groupName());
    pool.groups.remove(group.groupName());
    pool.users.all().forEach(user -> user.groups.remove(group.groupName()));
    return DeleteGroupResponse.builder().build();
  }

  ListGroupsResponse list(Call call, ListGroupsRequest request) {
    Pool pool = pool(call, request.userPoolId());
    Page<GroupType> page =
        Page.of(
            List.copyOf(pool.groups.values()),
            request.limit(),
            request.nextToken(),
            UserPoolError.INVALID_PARAMETER);
    return ListGroupsResponse.builder().groups(page.items()).nextToken(page.next()).build();
  }

  AdminAddUserToGroupResponse add(Call call, AdminAddUserToGroupRequest request) {
    Pool pool = pool(call, request.userPoolId());
    User user = user(pool, request.username());
    String name = group(pool, request.groupName()).groupName();
    if (!user.groups.contains(name)) {
      user.groups.add(name);
    }
    return AdminAddUserToGroupResponse.builder().build();
  }

  AdminRemoveUserFromGroupResponse remove(Call call, AdminRemoveUserFromGroupRequest request) {
    Pool pool = pool(call, request.userPoolId());
    User user = user(pool, request.username());
    user.groups.remove(group(pool, request.groupName()).groupName());
    return AdminRemoveUserFromGroupResponse.builder().build();
  }

  AdminListGroupsForUserResponse ofUser(Call call, AdminListGroupsForUserRequest request) {
    Pool pool = pool(call, request.userPoolId());
    List<GroupType> groups =
        user(pool, request.username()).groups.stream().map(name -> group(pool, name)).toList();
    Page<GroupType> page =
        Page.of(groups, request.limit(), request.nextToken(), UserPoolError.INVALID_PARAMETER);
    return AdminListGroupsForUserResponse.builder()
        .groups(page.items())
        .nextToken(page.next())
        .build();
  }

  ListUsersInGroupResponse users(Call call, ListUsersInGroupRequest request) {
    Pool pool = pool(call, request.userPoolId());
    String name = group(pool, request.groupName()).groupName();
    List<User> users =
        pool.users.all().stream().filter(user -> user.groups.contains(name)).toList();
    Page<User> page =
        Page.of(users, request.limit(), request.nextToken(), UserPoolError.INVALID_PARAMETER);
    return ListUsersInGroupResponse.builder()
        .users(page.items().stream().map(user -> AdminService.shown(user, List.of())).toList())
        .nextToken(page.next())
        .build();
  }
}

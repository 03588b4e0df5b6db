package dev.diorama.iam;

import dev.diorama.core.router.Call;
import dev.diorama.iam.Checks.Page;
import dev.diorama.iam.IamModel.Account;
import dev.diorama.iam.IamModel.Group;
import dev.diorama.iam.IamModel.User;
import dev.diorama.iam.IamViews.Depth;
import java.util.List;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.iam.model.AddUserToGroupRequest;
import software.amazon.awssdk.services.iam.model.AddUserToGroupResponse;
import software.amazon.awssdk.services.iam.model.CreateGroupRequest;
import software.amazon.awssdk.services.iam.model.CreateGroupResponse;
import software.amazon.awssdk.services.iam.model.DeleteGroupRequest;
import software.amazon.awssdk.services.iam.model.DeleteGroupResponse;
import software.amazon.awssdk.services.iam.model.GetGroupRequest;
import software.amazon.awssdk.services.iam.model.GetGroupResponse;
import software.amazon.awssdk.services.iam.model.ListGroupsForUserRequest;
import software.amazon.awssdk.services.iam.model.ListGroupsForUserResponse;
import software.amazon.awssdk.services.iam.model.ListGroupsRequest;
import software.amazon.awssdk.services.iam.model.ListGroupsResponse;
import software.amazon.awssdk.services.iam.model.RemoveUserFromGroupRequest;
import software.amazon.awssdk.services.iam.model.RemoveUserFromGroupResponse;
import software.amazon.awssdk.services.iam.model.UpdateGroupRequest;
import software.amazon.awssdk.services.iam.model.UpdateGroupResponse;

/** Groups and who is in them. */
final class IamGroupService {
  private final IamDirectory directory;

  IamGroupService(IamDirectory directory) {
    this.directory = directory;
  }

  SdkResponse create(Call call, CreateGroupRequest request) {
    String name = Checks.name("groupName", request.groupName(), 128);
    String path = Checks.path(request.path());
    Account account = directory.account(call);
    checkFree(account, name);
    directory.checkQuota(account.groups.size(), directory.limits.groups(), "GroupsPerAccount");
    Group group =
        new Group(call.account(), directory.ids.group(), directory.clock.instant(), path, name);
    account.groups.put(name, group);
    return CreateGroupResponse.builder().group(IamViews.group(group)).build();
  }

  private static void checkFree(Account account, String name) {
    if (account.groups.containsKey(name)) {
      throw IamError.ENTITY_ALREADY_EXISTS.with("Group with name " + name + " already exists.");
    }
  }

  SdkResponse get(Call call, GetGroupRequest request) {
    Group group = directory.group(call, request.groupName());
    Page<User> page = Checks.page(members(call, group), request.marker(), request.maxItems());
    return GetGroupResponse.builder()
        .group(IamViews.group(group))
        .users(page.items().stream().map(user -> IamViews.user(user, Depth.LISTED)).toList())
        .isTruncated(page.truncated())
        .marker(page.marker())
        .build();
  }

  private List<User> members(Call call, Group group) {
    return directory.account(call).users.values().stream()
        .filter(user -> user.groups.contains(group.name))
        .toList();
  }

  SdkResponse list(Call call, ListGroupsRequest request) {
    String prefix = request.pathPrefix() == null ? "/" : request.pathPrefix();
    List<Group> all =
        directory.account(call).groups.values().stream()
            .filter(group -> group.path.startsWith(prefix))
            .toList();
    Page<Group> page = Checks.page(all, request.marker(), request.maxItems());
    return ListGroupsResponse.builder()
        .groups(page.items().stream().map(IamViews::group).toList())
        .isTruncated(page.truncated())
        .marker(page.marker())
        .build();
  }

  SdkResponse listForUser(Call call, ListGroupsForUserRequest request) {
    User user = directory.user(call, request.userName());
    Page<Group> page =
        Checks.page(
            user.groups.stream().map(name -> directory.group(call, name)).toList(),
            request.marker(),
            request.maxItems());
    return ListGroupsForUserResponse.builder()
        .groups(page.items().stream().map(IamViews::group).toList())
        .isTruncated(page.truncated())
        .marker(page.marker())
        .build();
  }

  SdkResponse update(Call call, UpdateGroupRequest request) {
    Group group = directory.group(call, request.groupName());
    Account account = directory.account(call);
    String path = request.newPath() == null ? group.path : Checks.path(request.newPath());
    if (request.newGroupName() != null && !request.newGroupName().equals(group.name)) {
      String name = Checks.name("newGroupName", request.newGroupName(), 128);
      if (!name.equalsIgnoreCase(group.name)) {
        checkFree(account, name);
      }
      List<User> members = members(call, group);
      account.groups.remove(group.name);
      for (User user : members) {
        user.groups.remove(group.name);
        user.groups.add(name);
      }
      group.name = name;
      account.groups.put(name, group);
    }
    group.path = path;
    return UpdateGroupResponse.builder().build();
  }

  SdkResponse delete(Call call, DeleteGroupRequest request) {
    Group group = directory.group(call, request.groupName());
    IamDirectory.checkBare(group);
    if (!members(call, group).isEmpty()) {
      throw IamError.DELETE_CONFLICT.with(
          "Cannot delete entity, must remove users from group first.");
    }
    directory.account(call).groups.remove(group.name);
    return DeleteGroupResponse.builder().build();
  }

  SdkResponse addUser(Call call, AddUserToGroupRequest request) {
    Group group = directory.group(call, request.groupName());
    User user = directory.user(call, request.userName());
    if (!user.groups.contains(group.name)) {
      directory.checkQuota(user.groups.size(), directory.limits.groupsPerUser(), "GroupsPerUser");
      user.groups.add(group.name);
    }
    return AddUserToGroupResponse.builder().build();
  }

  SdkResponse removeUser(Call call, RemoveUserFromGroupRequest request) {
    Group group = directory.group(call, request.groupName());
    User user = directory.user(call, request.userName());
    if (!user.groups.remove(group.name)) {
      throw IamDirectory.missing(
          "The user with name " + user.name + " is not in the group " + group.name + ".");
    }
    return RemoveUserFromGroupResponse.builder().build();
  }
}

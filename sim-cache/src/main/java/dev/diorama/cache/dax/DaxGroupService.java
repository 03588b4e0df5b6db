package dev.diorama.cache.dax;

import dev.diorama.cache.dax.DaxModel.ParameterGroup;
import dev.diorama.cache.dax.DaxModel.SubnetGroup;
import dev.diorama.core.router.Call;
import dev.diorama.core.wire.AwsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dax.model.CreateParameterGroupRequest;
import software.amazon.awssdk.services.dax.model.CreateParameterGroupResponse;
import software.amazon.awssdk.services.dax.model.CreateSubnetGroupRequest;
import software.amazon.awssdk.services.dax.model.CreateSubnetGroupResponse;
import software.amazon.awssdk.services.dax.model.DeleteParameterGroupRequest;
import software.amazon.awssdk.services.dax.model.DeleteParameterGroupResponse;
import software.amazon.awssdk.services.dax.model.DeleteSubnetGroupRequest;
import software.amazon.awssdk.services.dax.model.DeleteSubnetGroupResponse;
import software.amazon.awssdk.services.dax.model.DescribeDefaultParametersRequest;
import software.amazon.awssdk.services.dax.model.DescribeDefaultParametersResponse;
import software.amazon.awssdk.services.dax.model.DescribeParameterGroupsRequest;
import software.amazon.awssdk.services.dax.model.DescribeParameterGroupsResponse;
import software.amazon.awssdk.services.dax.model.DescribeParametersRequest;
import software.amazon.awssdk.services.dax.model.DescribeParametersResponse;
import software.amazon.awssdk.services.dax.model.DescribeSubnetGroupsRequest;
import software.amazon.awssdk.services.dax.model.DescribeSubnetGroupsResponse;
import software.amazon.awssdk.services.dax.model.Parameter;
import software.amazon.awssdk.services.dax.model.ParameterNameValue;
import software.amazon.awssdk.services.dax.model.UpdateParameterGroupRequest;
import software.amazon.awssdk.services.dax.model.UpdateParameterGroupResponse;
import software.amazon.awssdk.services.dax.model.UpdateSubnetGroupRequest;
import software.amazon.awssdk.services.dax.model.UpdateSubnetGroupResponse;

/** Parameter groups and subnet groups. */
final class DaxGroupService {
  /**
   * Quotas, documented:
   * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
   */
  private static final int MAX_PARAMETER_GROUPS = 20;

  private static final int MAX_SUBNET_GROUPS = 50;
  private static final int MAX_SUBNETS = 20;

  private static final Pattern SUBNET = Pattern.compile("subnet-[0-9a-z]+");

  private final DaxStore store;

  DaxGroupService(DaxStore store) {
    this.store = store;
  }

  private DaxStore.Region here(Call call) {
    return store.region(call.account(), call.region());
  }

  static ParameterGroup parameters(DaxStore.Region here, String name) {
    ParameterGroup group = here.parameterGroups.get(name);
    if (group == null) {
      throw DaxError.PARAMETER_GROUP_NOT_FOUND.with("Parameter Group " + name + " not found.");
    }
    return group;
  }

  static SubnetGroup subnets(DaxStore.Region here, String name) {
    SubnetGroup group = here.subnetGroups.get(name.toLowerCase(Locale.ROOT));
    if (group == null) {
      throw DaxError.SUBNET_GROUP_NOT_FOUND.with("Subnet Group " + name + " not found.");
    }
    return group;
  }

  CreateParameterGroupResponse createParameterGroup(
      Call call, CreateParameterGroupRequest request) {
    DaxStore.Region here = here(call);
    String name = request.parameterGroupName();
    if (here.parameterGroups.containsKey(name)) {
      throw DaxError.PARAMETER_GROUP_ALREADY_EXISTS.with(
          "Parameter Group " + name + " already exists");
    }
    if (here.parameterGroups.size() > MAX_PARAMETER_GROUPS) {
      throw DaxError.PARAMETER_GROUP_QUOTA.with(
          "An account has at most " + MAX_PARAMETER_GROUPS + " parameter groups in a Region");
    }
    ParameterGroup group = new ParameterGroup(name, text(request.description()));
    here.parameterGroups.put(name, group);
    return CreateParameterGroupResponse.builder().parameterGroup(described(group)).build();
  }

  private static String text(@Nullable String description) {
    return description == null ? "" : description;
  }

  private static software.amazon.awssdk.services.dax.model.ParameterGroup described(
      ParameterGroup group) {
    return software.amazon.awssdk.services.dax.model.ParameterGroup.builder()
        .parameterGroupName(group.name)
        .description(group.description)
        .build();
  }

  DescribeParameterGroupsResponse describeParameterGroups(
      Call call, DescribeParameterGroupsRequest request) {
    DaxStore.Region here = here(call);
    List<ParameterGroup> wanted = new ArrayList<>();
    if (request.parameterGroupNames().isEmpty()) {
      wanted.addAll(here.parameterGroups.values());
    } else {
      request.parameterGroupNames().forEach(name -> wanted.add(parameters(here, name)));
    }
    Page<ParameterGroup> page = Page.of(wanted, request.maxResults(), request.nextToken());
    return DescribeParameterGroupsResponse.builder()
        .parameterGroups(page.items().stream().map(DaxGroupService::described).toList())
        .nextToken(page.next())
        .build();
  }

  DescribeParametersResponse describeParameters(Call call, DescribeParametersRequest request) {
    List<Parameter> all =
        DaxDescriptions.parameters(parameters(here(call), request.parameterGroupName()));
    String source = request.source();
    Page<Parameter> page =
        Page.of(
            all.stream().filter(each -> source == null || source.equals(each.source())).toList(),
            request.maxResults(),
            request.nextToken());
    return DescribeParametersResponse.builder()
        .parameters(page.items())
        .nextToken(page.next())
        .build();
  }

  DescribeDefaultParametersResponse describeDefaultParameters(
      Call call, DescribeDefaultParametersRequest request) {
    Page<Parameter> page =
        Page.of(
            DaxDescriptions.parameters(parameters(here(call), DaxModel.DEFAULT_PARAMETERS)),
            request.maxResults(),
            request.nextToken());
    return DescribeDefaultParametersResponse.builder()
        .parameters(page.items())
        .nextToken(page.next())
        .build();
  }

  UpdateParameterGroupResponse updateParameterGroup(
      Call call, UpdateParameterGroupRequest request) {
    DaxStore.Region here = here(call);
    ParameterGroup group = parameters(here, request.parameterGroupName());
    refuseIfFixed(here, group);
    long record = group.recordTtlMillis;
    long query = group.queryTtlMillis;
    for (ParameterNameValue each : request.parameterNameValues()) {
      long value = millis(each);
      if (DaxModel.RECORD_TTL.equals(each.parameterName())) {
        record = value;
      } else if (DaxModel.QUERY_TTL.equals(each.parameterName())) {
        query = value;
      } else {
        throw DaxError.INVALID_PARAMETER_VALUE.with(
            "Invalid parameter name: " + each.parameterName());
      }
    }
    group.recordTtlMillis = record;
    group.queryTtlMillis = query;
    return UpdateParameterGroupResponse.builder().parameterGroup(described(group)).build();
  }

  private static long millis(ParameterNameValue parameter) {
    try {
      long value = Long.parseLong(text(parameter.parameterValue()));
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw badValue(parameter);
    }
    throw badValue(parameter);
  }

  private static AwsException badValue(ParameterNameValue parameter) {
    return DaxError.INVALID_PARAMETER_VALUE.with(
        "Invalid value for " + parameter.parameterName() + ": " + parameter.parameterValue());
  }

  /**
   * The default group is nobody's to change, and a group in use is not changed under its clusters;
   * documented:
   * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DAX.cluster-management.html
   */
  private static void refuseIfFixed(DaxStore.Region here, ParameterGroup group) {
    if (group.name.equals(DaxModel.DEFAULT_PARAMETERS)) {
      throw DaxError.INVALID_PARAMETER_VALUE.with(
          "The default parameter group " + group.name + " cannot be changed");
    }
    if (here.clusters.values().stream().anyMatch(each -> each.parameters == group)) {
      throw DaxError.INVALID_PARAMETER_GROUP_STATE.with(
          "Parameter Group " + group.name + " is in use by a cluster");
    }
  }

  DeleteParameterGroupResponse deleteParameterGroup(
      Call call, DeleteParameterGroupRequest request) {
    DaxStore.Region here = here(call);
    ParameterGroup group = parameters(here, request.parameterGroupName());
    refuseIfFixed(here, group);
    here.parameterGroups.remove(group.name);
    return DeleteParameterGroupResponse.builder()
        .deletionMessage("Parameter group " + group.name + " has been deleted.")
        .build();
  }

  CreateSubnetGroupResponse createSubnetGroup(Call call, CreateSubnetGroupRequest request) {
    DaxStore.Region here = here(call);
    String name = request.subnetGroupName().toLowerCase(Locale.ROOT);
    if (here.subnetGroups.containsKey(name)) {
      throw DaxError.SUBNET_GROUP_ALREADY_EXISTS.with("Subnet Group " + name + " already exists");
    }
    // The default group, which no one made, does not count.
    if (here.subnetGroups.size() > MAX_SUBNET_GROUPS) {
      throw DaxError.SUBNET_GROUP_QUOTA.with(
          "An account has at most " + MAX_SUBNET_GROUPS + " subnet groups in a Region");
    }
    checkSubnets(request.subnetIds());
    SubnetGroup group =
        new SubnetGroup(name, text(request.description()), here.vpcId, request.subnetIds());
    here.subnetGroups.put(name, group);
    return CreateSubnetGroupResponse.builder()
        .subnetGroup(DaxDescriptions.of(group, call.region()))
        .build();
  }

  private static void checkSubnets(List<String> ids) {
    if (ids.isEmpty()) {
      throw DaxError.INVALID_SUBNET.with("A subnet group has at least one subnet");
    }
    if (ids.size() > MAX_SUBNETS) {
      throw DaxError.SUBNET_QUOTA.with("A subnet group has at most " + MAX_SUBNETS + " subnets");
    }
    for (String id : ids) {
      if (!SUBNET.matcher(id).matches()) {
        throw DaxError.INVALID_SUBNET.with("Invalid subnet: " + id);
      }
    }
  }

  DescribeSubnetGroupsResponse describeSubnetGroups(
      Call call, DescribeSubnetGroupsRequest request) {
    DaxStore.Region here = here(call);
    List<SubnetGroup> wanted = new ArrayList<>();
    if (request.subnetGroupNames().isEmpty()) {
      wanted.addAll(here.subnetGroups.values());
    } else {
      request.subnetGroupNames().forEach(name -> wanted.add(subnets(here, name)));
    }
    Page<SubnetGroup> page = Page.of(wanted, request.maxResults(), request.nextToken());
    return DescribeSubnetGroupsResponse.builder()
        .subnetGroups(
            page.items().stream().map(each -> DaxDescriptions.of(each, call.region())).toList())
        .nextToken(page.next())
        .build();
  }

  UpdateSubnetGroupResponse updateSubnetGroup(Call call, UpdateSubnetGroupRequest request) {
    SubnetGroup group = subnets(here(call), request.subnetGroupName());
    if (request.hasSubnetIds()) {
      checkSubnets(request.subnetIds());
      group.subnetIds = List.copyOf(request.subnetIds());
    }
    if (request.description() != null) {
      group.description = request.description();
    }
    return UpdateSubnetGroupResponse.builder()
        .subnetGroup(DaxDescriptions.of(group, call.region()))
        .build();
  }

  DeleteSubnetGroupResponse deleteSubnetGroup(Call call, DeleteSubnetGroupRequest request) {
    DaxStore.Region here = here(call);
    SubnetGroup group = subnets(here, request.subnetGroupName());
    if (here.clusters.values().stream().anyMatch(each -> each.subnetGroup.equals(group.name))) {
      throw DaxError.SUBNET_GROUP_IN_USE.with("Subnet Group " + group.name + " is in use");
    }
    here.subnetGroups.remove(group.name);
    return DeleteSubnetGroupResponse.builder()
        .deletionMessage("Subnet group " + group.name + " has been deleted.")
        .build();
  }
}

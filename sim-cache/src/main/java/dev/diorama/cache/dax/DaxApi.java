package dev.diorama.cache.dax;

import dev.diorama.core.router.Rule;
import dev.diorama.core.router.ServiceApi;
import dev.diorama.core.wire.Protocol;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.services.dax.DaxClient;
import software.amazon.awssdk.services.dax.model.CreateClusterRequest;
import software.amazon.awssdk.services.dax.model.CreateParameterGroupRequest;
import software.amazon.awssdk.services.dax.model.CreateSubnetGroupRequest;
import software.amazon.awssdk.services.dax.model.DecreaseReplicationFactorRequest;
import software.amazon.awssdk.services.dax.model.DeleteClusterRequest;
import software.amazon.awssdk.services.dax.model.DeleteParameterGroupRequest;
import software.amazon.awssdk.services.dax.model.DeleteSubnetGroupRequest;
import software.amazon.awssdk.services.dax.model.DescribeClustersRequest;
import software.amazon.awssdk.services.dax.model.DescribeDefaultParametersRequest;
import software.amazon.awssdk.services.dax.model.DescribeEventsRequest;
import software.amazon.awssdk.services.dax.model.DescribeParameterGroupsRequest;
import software.amazon.awssdk.services.dax.model.DescribeParametersRequest;
import software.amazon.awssdk.services.dax.model.DescribeSubnetGroupsRequest;
import software.amazon.awssdk.services.dax.model.IncreaseReplicationFactorRequest;
import software.amazon.awssdk.services.dax.model.ListTagsRequest;
import software.amazon.awssdk.services.dax.model.RebootNodeRequest;
import software.amazon.awssdk.services.dax.model.TagResourceRequest;
import software.amazon.awssdk.services.dax.model.UntagResourceRequest;
import software.amazon.awssdk.services.dax.model.UpdateClusterRequest;
import software.amazon.awssdk.services.dax.model.UpdateParameterGroupRequest;
import software.amazon.awssdk.services.dax.model.UpdateSubnetGroupRequest;

/**
 * The control plane of DAX. Its actions are all on {@code *}: they cannot be scoped to a resource,
 * documented:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DAX.cluster-management.html.
 */
final class DaxApi {
  private final ServiceApi api = ServiceApi.of("dax", DaxClient.class, Protocol.JSON_1_1);

  ServiceApi table(DaxClusterService clusters, DaxGroupService groups, DaxEventService events) {
    return api.rows(() -> groups(groups)).rows(() -> clusters(clusters, events));
  }

  private void clusters(DaxClusterService clusters, DaxEventService events) {
    on(CreateClusterRequest.class, clusters::createCluster);
    on(DescribeClustersRequest.class, clusters::describeClusters);
    on(UpdateClusterRequest.class, clusters::updateCluster);
    on(DeleteClusterRequest.class, clusters::deleteCluster);
    on(IncreaseReplicationFactorRequest.class, clusters::increase);
    on(DecreaseReplicationFactorRequest.class, clusters::decrease);
    on(RebootNodeRequest.class, clusters::rebootNode);
    on(DescribeEventsRequest.class, events::describeEvents);
    on(TagResourceRequest.class, clusters::tag);
    on(UntagResourceRequest.class, clusters::untag);
    on(ListTagsRequest.class, clusters::tags);
  }

  private void groups(DaxGroupService groups) {
    on(CreateParameterGroupRequest.class, groups::createParameterGroup);
    on(DescribeParameterGroupsRequest.class, groups::describeParameterGroups);
    on(DescribeParametersRequest.class, groups::describeParameters);
    on(DescribeDefaultParametersRequest.class, groups::describeDefaultParameters);
    on(UpdateParameterGroupRequest.class, groups::updateParameterGroup);
    on(DeleteParameterGroupRequest.class, groups::deleteParameterGroup);

    on(CreateSubnetGroupRequest.class, groups::createSubnetGroup);
    on(DescribeSubnetGroupsRequest.class, groups::describeSubnetGroups);
    on(UpdateSubnetGroupRequest.class, groups::updateSubnetGroup);
    on(DeleteSubnetGroupRequest.class, groups::deleteSubnetGroup);
  }

  private <Q extends AwsRequest> void on(Class<Q> request, Rule<Q> rule) {
    String simple = request.getSimpleName();
    String operation = simple.substring(0, simple.length() - "Request".length());
    api.on(request, rule).action("dax:" + operation);
  }
}

package dev.diorama.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.Diorama;
import dev.diorama.Stack;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.ResourceStatus;
import software.amazon.awssdk.services.cloudformation.model.StackEvent;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;
import software.amazon.awssdk.services.dax.DaxClient;

/** A stack waits until its DAX cluster answers, and until it is gone. */
class DaxStackTest {
  private static final String TEMPLATE =
      """
      Parameters:
        Nodes: {Type: Number, Default: 2}
        Further: {Type: String, Default: subnet-2}
      Resources:
        Role:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Version: '2012-10-17'
              Statement:
                - {Effect: Allow, Principal: {Service: dax.amazonaws.com}, Action: sts:AssumeRole}
        Subnets:
          Type: AWS::DAX::SubnetGroup
          Properties: {SubnetIds: [subnet-1]}
        Parameters:
          Type: AWS::DAX::ParameterGroup
          Properties: {ParameterNameValues: {record-ttl-millis: 5000}}
        Cache:
          Type: AWS::DAX::Cluster
          Properties:
            IAMRoleARN: !GetAtt Role.Arn
            NodeType: dax.t3.small
            ReplicationFactor: !Ref Nodes
            NetworkType: ipv4
            SubnetGroupName: !Ref Subnets
            ParameterGroupName: !Ref Parameters
        After:
          Type: AWS::DAX::SubnetGroup
          DependsOn: Cache
          Properties: {SubnetIds: [!Ref Further]}
      Outputs:
        Url: {Value: !GetAtt Cache.ClusterDiscoveryEndpointURL}
        Address: {Value: !GetAtt Cache.ClusterDiscoveryEndpoint}
        Name: {Value: !Ref Cache}
        Arn: {Value: !GetAtt Cache.Arn}
      """;

  private final Diorama diorama = Diorama.create();
  private final CloudFormationClient stacks = diorama.client(CloudFormationClient.builder());
  private final DaxClient dax = diorama.client(DaxClient.builder());

  @AfterEach
  void close() {
    stacks.close();
    dax.close();
    diorama.close();
  }

  private StackStatus status() {
    return stacks.describeStacks(d -> d.stackName("cache")).stacks().get(0).stackStatus();
  }

  private List<String> events(ResourceStatus status) {
    return stacks.describeStackEvents(d -> d.stackName("cache")).stackEvents().stream()
        .filter(event -> event.resourceStatus() == status)
        .map(StackEvent::logicalResourceId)
        .toList();
  }

  @Test
  void create_takesAsLongAsTheCluster_andThenKnowsItsAddress() {
    diorama.beginDeploy("cache", TEMPLATE, Map.of());
    diorama.time().advance(Duration.ofMinutes(9));
    assertThat(status()).isEqualTo(StackStatus.CREATE_IN_PROGRESS);
    assertThat(dax.describeClusters(d -> {}).clusters().get(0).status()).isEqualTo("creating");
    assertThat(events(ResourceStatus.CREATE_COMPLETE)).doesNotContain("Cache", "After");
    diorama.time().settle();

    Stack stack = diorama.deployed("cache").orElseThrow();
    assertThat(stack.output("Url"))
        .matches("https://" + stack.output("Name") + "\\.[a-z0-9]{6}\\.dax-clusters\\..*:8111");
    assertThat(stack.output("Address")).isEqualTo(stack.output("Url").substring(8));
    assertThat(stack.output("Arn")).endsWith(":cache/" + stack.output("Name"));
  }

  @Test
  void delete_waitsUntilTheClusterIsGone_andThenTakesItsGroups() {
    diorama.deploy("cache", TEMPLATE);
    stacks.deleteStack(d -> d.stackName("cache"));
    diorama.time().advance(Duration.ofMinutes(2));
    assertThat(status()).isEqualTo(StackStatus.DELETE_IN_PROGRESS);
    assertThat(dax.describeClusters(d -> {}).clusters().get(0).status()).isEqualTo("deleting");
    diorama.time().settle();

    assertThat(dax.describeClusters(d -> {}).clusters()).isEmpty();
    assertThat(dax.describeSubnetGroups(d -> {}).subnetGroups()).hasSize(1);
    assertThat(dax.describeParameterGroups(d -> {}).parameterGroups()).hasSize(1);
  }

  @Test
  void create_thatFailsAfterTheCluster_takesTheClusterAwayAgain() {
    diorama.beginDeploy("cache", TEMPLATE, Map.of("Further", "no-subnet"));
    diorama.time().settle();

    assertThat(status()).isEqualTo(StackStatus.ROLLBACK_COMPLETE);
    assertThat(events(ResourceStatus.CREATE_FAILED)).contains("After");
    assertThat(events(ResourceStatus.DELETE_COMPLETE)).contains("Cache", "Subnets", "Parameters");
    assertThat(dax.describeClusters(d -> {}).clusters()).isEmpty();
  }

  @Test
  void create_ofAClusterThatDaxRefuses_fails() {
    diorama.beginDeploy("cache", TEMPLATE, Map.of("Nodes", "12"));
    diorama.time().settle();

    assertThat(status()).isEqualTo(StackStatus.ROLLBACK_COMPLETE);
    assertThat(events(ResourceStatus.CREATE_FAILED)).contains("Cache");
    assertThat(dax.describeSubnetGroups(d -> {}).subnetGroups()).hasSize(1);
  }
}

package dev.diorama.cache.dax;

import dev.diorama.cache.dax.DaxModel.Cluster;
import dev.diorama.cache.dax.DaxModel.ClusterState;
import dev.diorama.cache.dax.DaxModel.Made;
import dev.diorama.cache.dax.DaxModel.Node;
import dev.diorama.cache.dax.DaxModel.ParameterGroup;
import dev.diorama.core.metric.Metrics;
import dev.diorama.core.router.Access;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Decision;
import dev.diorama.core.time.SimClock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dax.model.ClusterEndpointEncryptionType;
import software.amazon.awssdk.services.dax.model.CreateClusterRequest;
import software.amazon.awssdk.services.dax.model.CreateClusterResponse;
import software.amazon.awssdk.services.dax.model.DecreaseReplicationFactorRequest;
import software.amazon.awssdk.services.dax.model.DecreaseReplicationFactorResponse;
import software.amazon.awssdk.services.dax.model.DeleteClusterRequest;
import software.amazon.awssdk.services.dax.model.DeleteClusterResponse;
import software.amazon.awssdk.services.dax.model.DescribeClustersRequest;
import software.amazon.awssdk.services.dax.model.DescribeClustersResponse;
import software.amazon.awssdk.services.dax.model.IncreaseReplicationFactorRequest;
import software.amazon.awssdk.services.dax.model.IncreaseReplicationFactorResponse;
import software.amazon.awssdk.services.dax.model.ListTagsRequest;
import software.amazon.awssdk.services.dax.model.ListTagsResponse;
import software.amazon.awssdk.services.dax.model.NetworkType;
import software.amazon.awssdk.services.dax.model.RebootNodeRequest;
import software.amazon.awssdk.services.dax.model.RebootNodeResponse;
import software.amazon.awssdk.services.dax.model.Tag;
import software.amazon.awssdk.services.dax.model.TagResourceRequest;
import software.amazon.awssdk.services.dax.model.TagResourceResponse;
import software.amazon.awssdk.services.dax.model.UntagResourceRequest;
import software.amazon.awssdk.services.dax.model.UntagResourceResponse;
import software.amazon.awssdk.services.dax.model.UpdateClusterRequest;
import software.amazon.awssdk.services.dax.model.UpdateClusterResponse;

/** The life of clusters. */
final class DaxClusterService {
  /**
   * Documented:
   * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_dax_CreateCluster.html
   */
  private static final Pattern NAME = Pattern.compile("(?=.{1,20}$)[a-z](?:-?[a-z0-9])*");

  private static final Pattern ROLE =
      Pattern.compile("arn:aws[a-z-]*:iam::[0-9]{12}:role/[\\w+=,.@/-]+");

  private static final Pattern GROUP = Pattern.compile("sg-[0-9a-z]+");

  /**
   * Sixty minutes at least, documented with CreateCluster; whether the second hour is later than
   * the first is not looked at.
   */
  private static final Pattern WINDOW =
      Pattern.compile(
          "(?:sun|mon|tue|wed|thu|fri|sat):(?:[01][0-9]|2[0-3]):[0-5][0-9]"
              + "-(?:sun|mon|tue|wed|thu|fri|sat):(?:[01][0-9]|2[0-3]):[0-5][0-9]");

  private static final Pattern TOPIC =
      Pattern.compile("arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,256}");

  /** Nodes of one cluster, the primary among them; documented. */
  private static final int MAX_CLUSTER_NODES = 11;

  private static final int MAX_TAGS = 50;

  /** Assumed: AWS draws a window per Region when none is given. */
  private static final String USUAL_WINDOW = "sun:05:00-sun:06:00";

  private final DaxStore store;
  private final DaxConfig config;
  private final SimClock clock;
  private final Metrics metrics;
  private final ClusterLife life;

  DaxClusterService(
      DaxStore store, DaxConfig config, SimClock clock, Metrics metrics, ClusterLife life) {
    this.store = store;
    this.config = config;
    this.clock = clock;
    this.metrics = metrics;
    this.life = life;
  }

  private DaxStore.Region here(Call call) {
    return store.region(call.account(), call.region());
  }

  CreateClusterResponse createCluster(Call call, CreateClusterRequest request) {
    DaxStore.Region here = here(call);
    String name = request.clusterName().toLowerCase(Locale.ROOT);
    if (!NAME.matcher(name).matches()) {
      throw DaxError.INVALID_PARAMETER_VALUE.with(
          "Cluster ID specified is not a valid identifier: it has 1 to 20 letters, digits and"
              + " hyphens, begins with a letter, and has no two hyphens together or one at its end");
    }
    if (here.clusters.containsKey(name)) {
      throw DaxError.CLUSTER_ALREADY_EXISTS.with("Cluster already exists");
    }
    if (!config.nodeBytes().containsKey(request.nodeType())) {
      throw DaxError.INVALID_PARAMETER_VALUE.with("Invalid Node Type: " + request.nodeType());
    }
    ParameterGroup parameters =
        DaxGroupService.parameters(
            here,
            request.parameterGroupName() == null
                ? DaxModel.DEFAULT_PARAMETERS
                : request.parameterGroupName());
    String subnets =
        request.subnetGroupName() == null
            ? DaxModel.DEFAULT_SUBNETS
            : request.subnetGroupName().toLowerCase(Locale.ROOT);
    DaxGroupService.subnets(here, subnets);
    checkNodes(here, 0, request.replicationFactor());
    if (request.hasAvailabilityZones()
        && request.availabilityZones().size() != request.replicationFactor()) {
      throw DaxError.INVALID_PARAMETER_COMBINATION.with(
          "AvailabilityZones must be as many as ReplicationFactor says");
    }
    checkZones(call.region(), request.availabilityZones());
    List<String> groups = securityGroups(request.securityGroupIds());
    checkWindow(request.preferredMaintenanceWindow());
    checkTopic(request.notificationTopicArn());
    checkKinds(request);
    checkTags(Map.of(), request.tags());
    checkRole(call, request.iamRoleArn());

    String arn = Cluster.arn(call.account(), call.region(), name);
    Made made =
        new Made(
            request.nodeType(),
            request.iamRoleArn(),
            subnets,
            request.sseSpecification() != null
                && Boolean.TRUE.equals(request.sseSpecification().enabled()),
            request.clusterEndpointEncryptionTypeAsString() == null
                ? "NONE"
                : request.clusterEndpointEncryptionTypeAsString(),
            request.networkTypeAsString() == null ? "ipv4" : request.networkTypeAsString(),
            request.preferredMaintenanceWindow() == null
                ? USUAL_WINDOW
                : request.preferredMaintenanceWindow());
    Cluster cluster =
        new Cluster(
            name,
            call.account(),
            call.region(),
            store.suffix(),
            made,
            parameters,
            new ServiceRole(request.iamRoleArn(), arn, call.account(), "dax-" + name, clock));
    cluster.description = request.description() == null ? "" : request.description();
    cluster.securityGroups = groups.isEmpty() ? List.of(here.securityGroup) : groups;
    cluster.notificationTopic = request.notificationTopicArn();
    cluster.nodes =
        List.copyOf(added(cluster, request.replicationFactor(), request.availabilityZones()));
    request.tags().forEach(tag -> cluster.tags.put(tag.key(), value(tag)));
    here.clusters.put(name, cluster);
    life.begin(cluster);
    return CreateClusterResponse.builder().cluster(DaxDescriptions.of(cluster)).build();
  }

  private void checkNodes(DaxStore.Region here, int before, @Nullable Integer wanted) {
    int nodes = wanted == null ? 0 : wanted;
    if (nodes < 1) {
      throw DaxError.INVALID_PARAMETER_VALUE.with(
          "ReplicationFactor must be at least 1, not " + nodes);
    }
    if (nodes > MAX_CLUSTER_NODES) {
      throw DaxError.NODE_QUOTA_FOR_CLUSTER.with(
          "A cluster has at most " + MAX_CLUSTER_NODES + " nodes");
    }
    int all = here.clusters.values().stream().mapToInt(each -> each.nodes.size()).sum();
    if (all - before + nodes > config.maxNodes()) {
      throw DaxError.NODE_QUOTA_FOR_CUSTOMER.with(
          "An account has at most " + config.maxNodes() + " nodes in a Region");
    }
  }

  private static List<String> securityGroups(Collection<String> ids) {
    for (String id : ids) {
      if (!GROUP.matcher(id).matches()) {
        throw DaxError.INVALID_PARAMETER_VALUE.with("Invalid security group: " + id);
      }
    }
    return List.copyOf(ids);
  }

  private static void checkZones(String region, List<String> zones) {
    for (String zone : zones) {
      if (!zone.matches(Pattern.quote(region) + "[a-z]")) {
        throw DaxError.INVALID_PARAMETER_VALUE.with("Invalid Availability Zone: " + zone);
      }
    }
  }

  private static void checkWindow(@Nullable String window) {
    if (window != null && !WINDOW.matcher(window).matches()) {
      throw DaxError.INVALID_PARAMETER_VALUE.with(
          "Invalid maintenance window: " + window + "; it is written ddd:hh24:mi-ddd:hh24:mi");
    }
  }

  private static void checkTopic(@Nullable String topic) {
    if (topic != null && !TOPIC.matcher(topic).matches()) {
      throw DaxError.INVALID_PARAMETER_VALUE.with("Invalid notification topic ARN: " + topic);
    }
  }

  private static void checkKinds(CreateClusterRequest request) {
    if (request.clusterEndpointEncryptionType()
        == ClusterEndpointEncryptionType.UNKNOWN_TO_SDK_VERSION) {
      throw DaxError.notOneOf(
          "clusterEndpointEncryptionType",
          request.clusterEndpointEncryptionTypeAsString(),
          "NONE, TLS");
    }
    if (request.networkType() == NetworkType.UNKNOWN_TO_SDK_VERSION) {
      throw DaxError.notOneOf(
          "networkType", request.networkTypeAsString(), "ipv4, ipv6, dual_stack");
    }
    // Documented, the words are not:
    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DAXEncryptionAtRest.html
    if (request.nodeType().startsWith("dax.r3.")
        && request.sseSpecification() != null
        && Boolean.TRUE.equals(request.sseSpecification().enabled())) {
      throw DaxError.INVALID_PARAMETER_COMBINATION.with(
          "Encryption at rest is not supported for node type " + request.nodeType());
    }
  }

  /** Who makes a cluster hands it a role, and must be allowed to. */
  private static void checkRole(Call call, String roleArn) {
    if (!ROLE.matcher(roleArn).matches()) {
      throw DaxError.INVALID_PARAMETER_VALUE.with("Invalid IAM role ARN: " + roleArn);
    }
    Decision decision =
        call.decide(
            Access.of("iam:PassRole", roleArn).with("iam:PassedToService", ServiceRole.SERVICE));
    if (!decision.allowed()) {
      throw DaxError.ACCESS_DENIED.with(
          ("User: "
                  + call.principal().arn()
                  + " is not authorized to perform: iam:PassRole on resource: "
                  + roleArn
                  + " "
                  + decision.reason())
              .strip());
    }
  }

  /** New nodes, so that there are {@code count} with those there are. */
  private List<Node> added(Cluster cluster, int count, List<String> zones) {
    List<Node> added = new ArrayList<>();
    Set<String> taken = new LinkedHashSet<>();
    cluster.nodes.forEach(node -> taken.add(node.id));
    for (char letter = 'a'; cluster.nodes.size() + added.size() < count; letter++) {
      String id = cluster.name + "-" + letter;
      if (!taken.contains(id)) {
        String zone =
            added.size() < zones.size()
                ? zones.get(added.size())
                : cluster.region + (char) ('a' + (cluster.nodes.size() + added.size()) % 3);
        added.add(node(cluster, id, zone));
      }
    }
    return added;
  }

  private Node node(Cluster cluster, String id, String zone) {
    long memory = config.nodeBytes().getOrDefault(cluster.nodeType, 0L);
    return new Node(
        id,
        zone,
        clock.instant(),
        new NodeCache(
            cluster.name,
            id,
            config.usable(memory),
            clock,
            metrics.in(cluster.account, cluster.region)),
        new RequestBudget(config.rate(cluster.nodeType)));
  }

  DescribeClustersResponse describeClusters(Call call, DescribeClustersRequest request) {
    DaxStore.Region here = here(call);
    List<Cluster> wanted = new ArrayList<>();
    if (request.clusterNames().isEmpty()) {
      wanted.addAll(here.clusters.values());
    } else {
      request.clusterNames().forEach(name -> wanted.add(cluster(here, name)));
    }
    Page<Cluster> page = Page.of(wanted, request.maxResults(), request.nextToken());
    return DescribeClustersResponse.builder()
        .clusters(page.items().stream().map(DaxDescriptions::of).toList())
        .nextToken(page.next())
        .build();
  }

  /** A cluster that can be changed now. */
  private static Cluster settled(DaxStore.Region here, String name) {
    Cluster cluster = cluster(here, name);
    if (cluster.state != ClusterState.AVAILABLE) {
      throw DaxError.INVALID_CLUSTER_STATE.with(
          "Cluster " + cluster.name + " is not in available state.");
    }
    return cluster;
  }

  private static Cluster cluster(DaxStore.Region here, String name) {
    Cluster cluster = here.clusters.get(name.toLowerCase(Locale.ROOT));
    if (cluster == null) {
      throw DaxError.CLUSTER_NOT_FOUND.with("Cluster " + name + " not found.");
    }
    return cluster;
  }

  /** What can be changed of a cluster that stands; its parameters count from the next entry on. */
  UpdateClusterResponse updateCluster(Call call, UpdateClusterRequest request) {
    DaxStore.Region here = here(call);
    Cluster cluster = settled(here, request.clusterName());
    ParameterGroup parameters =
        request.parameterGroupName() == null
            ? cluster.parameters
            : DaxGroupService.parameters(here, request.parameterGroupName());
    List<String> groups = securityGroups(request.securityGroupIds());
    checkWindow(request.preferredMaintenanceWindow());
    checkTopic(request.notificationTopicArn());
    String status = request.notificationTopicStatus();
    if (status != null && !List.of("active", "inactive").contains(status)) {
      throw DaxError.INVALID_PARAMETER_VALUE.with("Invalid notification topic status: " + status);
    }
    if (request.hasSecurityGroupIds()) {
      cluster.securityGroups = groups;
    }
    cluster.parameters = parameters;
    if (request.description() != null) {
      cluster.description = request.description();
    }
    if (request.preferredMaintenanceWindow() != null) {
      cluster.maintenanceWindow = request.preferredMaintenanceWindow();
    }
    if (request.notificationTopicArn() != null) {
      cluster.notificationTopic = request.notificationTopicArn();
    }
    if (status != null) {
      cluster.notificationStatus = status;
    }
    return UpdateClusterResponse.builder().cluster(DaxDescriptions.of(cluster)).build();
  }

  DeleteClusterResponse deleteCluster(Call call, DeleteClusterRequest request) {
    Cluster cluster = settled(here(call), request.clusterName());
    life.end(cluster);
    return DeleteClusterResponse.builder().cluster(DaxDescriptions.of(cluster)).build();
  }

  /** Restarts a node; documented: its caches stay. */
  RebootNodeResponse rebootNode(Call call, RebootNodeRequest request) {
    Cluster cluster = settled(here(call), request.clusterName());
    Node node = node(cluster, request.nodeId());
    if (!node.isAvailable()) {
      throw DaxError.INVALID_CLUSTER_STATE.with("Node " + node.id + " is not in available state.");
    }
    life.reboot(cluster, node);
    return RebootNodeResponse.builder().cluster(DaxDescriptions.of(cluster)).build();
  }

  static Node node(Cluster cluster, String id) {
    return cluster
        .node(id)
        .orElseThrow(() -> DaxError.NODE_NOT_FOUND.with("Node " + id + " not found."));
  }

  IncreaseReplicationFactorResponse increase(Call call, IncreaseReplicationFactorRequest request) {
    DaxStore.Region here = here(call);
    Cluster cluster = settled(here, request.clusterName());
    checkNodes(here, cluster.nodes.size(), request.newReplicationFactor());
    if (request.newReplicationFactor() <= cluster.nodes.size()) {
      throw DaxError.INVALID_PARAMETER_VALUE.with(
          "NewReplicationFactor must be more than the "
              + cluster.nodes.size()
              + " nodes there are");
    }
    checkZones(call.region(), request.availabilityZones());
    life.add(cluster, added(cluster, request.newReplicationFactor(), request.availabilityZones()));
    return IncreaseReplicationFactorResponse.builder().cluster(DaxDescriptions.of(cluster)).build();
  }

  DecreaseReplicationFactorResponse decrease(Call call, DecreaseReplicationFactorRequest request) {
    Cluster cluster = settled(here(call), request.clusterName());
    int wanted = request.newReplicationFactor();
    if (wanted < 1 || wanted >= cluster.nodes.size()) {
      throw DaxError.INVALID_PARAMETER_VALUE.with(
          "NewReplicationFactor must be at least 1 and less than the "
              + cluster.nodes.size()
              + " nodes there are");
    }
    List<Node> left = new ArrayList<>(cluster.nodes);
    request.nodeIdsToRemove().forEach(id -> left.remove(node(cluster, id)));
    if (request.hasNodeIdsToRemove()
        && !request.nodeIdsToRemove().isEmpty()
        && left.size() != wanted) {
      throw DaxError.INVALID_PARAMETER_COMBINATION.with(
          "NodeIdsToRemove must name as many nodes as are to go");
    }
    List<Node> leaving = new ArrayList<>(cluster.nodes);
    leaving.removeAll(left.subList(0, wanted));
    life.remove(cluster, leaving);
    return DecreaseReplicationFactorResponse.builder().cluster(DaxDescriptions.of(cluster)).build();
  }

  TagResourceResponse tag(Call call, TagResourceRequest request) {
    Cluster cluster = byArn(call, request.resourceName());
    checkTags(cluster.tags, request.tags());
    request.tags().forEach(tag -> cluster.tags.put(tag.key(), value(tag)));
    return TagResourceResponse.builder().tags(DaxDescriptions.tags(cluster)).build();
  }

  UntagResourceResponse untag(Call call, UntagResourceRequest request) {
    Cluster cluster = byArn(call, request.resourceName());
    for (String key : request.tagKeys()) {
      if (!cluster.tags.containsKey(key)) {
        throw DaxError.TAG_NOT_FOUND.with("Tag " + key + " not found.");
      }
    }
    request.tagKeys().forEach(cluster.tags::remove);
    return UntagResourceResponse.builder().tags(DaxDescriptions.tags(cluster)).build();
  }

  ListTagsResponse tags(Call call, ListTagsRequest request) {
    return ListTagsResponse.builder()
        .tags(DaxDescriptions.tags(byArn(call, request.resourceName())))
        .build();
  }

  private Cluster byArn(Call call, String arn) {
    String home = Cluster.arn(call.account(), call.region(), "");
    if (!arn.startsWith(home)) {
      throw DaxError.INVALID_ARN.with("Invalid ARN: " + arn);
    }
    return cluster(here(call), arn.substring(home.length()));
  }

  private static String value(Tag tag) {
    return tag.value() == null ? "" : tag.value();
  }

  private static void checkTags(Map<String, String> present, List<Tag> tags) {
    Set<String> keys = new LinkedHashSet<>(present.keySet());
    for (Tag tag : tags) {
      if (tag.key() == null || tag.key().isEmpty() || tag.key().startsWith("aws:")) {
        throw DaxError.INVALID_PARAMETER_VALUE.with("Invalid tag key: " + tag.key());
      }
      if (tag.key().length() > 128 || (tag.value() != null && tag.value().length() > 256)) {
        throw DaxError.INVALID_PARAMETER_VALUE.with(
            "A tag's key has at most 128 characters, its value at most 256");
      }
      keys.add(tag.key());
    }
    if (keys.size() > MAX_TAGS) {
      throw DaxError.TAG_QUOTA.with("A cluster has at most " + MAX_TAGS + " tags");
    }
  }
}

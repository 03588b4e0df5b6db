package dev.diorama.whatif.design;

import dev.diorama.cloudformation.sam.SamTransform;
import dev.diorama.cloudformation.template.Conditions;
import dev.diorama.cloudformation.template.Intrinsics;
import dev.diorama.cloudformation.template.Parameters;
import dev.diorama.cloudformation.template.SymbolicScope;
import dev.diorama.cloudformation.template.Template;
import dev.diorama.cloudformation.template.TemplateException;
import dev.diorama.core.json.Json;
import dev.diorama.whatif.design.Design.Cluster;
import dev.diorama.whatif.design.Design.Function;
import dev.diorama.whatif.design.Design.StreamTrigger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apiguardian.api.API;

/**
 * Reads a {@link Design} out of a template.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class DesignReader {
  /** Lambda's, documented: https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
  private static final int DEFAULT_MEMORY_MB = 128;

  private static final int DEFAULT_TIMEOUT_SECONDS = 3;

  /**
   * Both caches of a cluster whose parameter group does not say, documented:
   * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DAX.cluster-management.html
   */
  private static final long DEFAULT_TTL_MILLIS = 300_000;

  /** Of an event source mapping of a stream, documented in Lambda's developer guide. */
  private static final int DEFAULT_BATCH = 100;

  private final String name;
  private final String region;
  private final Resources resources;

  private DesignReader(String name, String region, Resources resources) {
    this.name = name;
    this.region = region;
    this.resources = resources;
  }

  /**
   * Reads a template.
   *
   * @param name the file's, for messages
   * @param text YAML or JSON
   * @param parameters values for its parameters; the others take their defaults
   * @param region where it is deployed
   * @throws DesignException if CloudFormation or SAM would refuse it, or a setting is not what it
   *     must be
   */
  public static Design read(
      String name, String text, Map<String, String> parameters, String region) {
    try {
      Template written = Template.read(text);
      Template template = Template.of(SamTransform.apply(written.tree()));
      Map<String, Json> values = Parameters.values(template, parameters);
      SymbolicScope first = scope(template, values, region, Map.of());
      Map<String, Boolean> conditions =
          Conditions.evaluate(template, ref -> first.parameterOrPseudo(ref));
      Intrinsics intrinsics = new Intrinsics(scope(template, values, region, conditions));
      Map<String, Resources.Resource> made = new LinkedHashMap<>();
      template
          .resources()
          .forEach(
              (id, resource) -> {
                if (resource.condition().map(c -> conditions.getOrDefault(c, false)).orElse(true)) {
                  made.put(
                      id,
                      new Resources.Resource(
                          id, resource.type(), intrinsics.resolve(resource.properties())));
                }
              });
      return new DesignReader(name, region, new Resources(made)).design();
    } catch (TemplateException e) {
      throw new DesignException(name + ": " + e.message());
    } catch (Resources.BadSetting e) {
      throw new DesignException(name + ": " + e.getMessage());
    }
  }

  /** A reference to a resource is its logical id, an attribute {@code Id.Attribute}. */
  private static SymbolicScope scope(
      Template template, Map<String, Json> values, String region, Map<String, Boolean> conditions) {
    return new SymbolicScope(
        template, values, region, conditions, "design", UnaryOperator.identity());
  }

  private Design design() {
    TableReader tables = new TableReader(resources, region);
    return new Design(
        name,
        region,
        new DistributionReader(resources).distributions(),
        new StageReader(resources).stages(),
        functions(),
        clusters(),
        tables.tables(),
        triggers());
  }

  private List<Function> functions() {
    RoleReader roles = new RoleReader(resources);
    List<Function> functions = new ArrayList<>();
    for (Resources.Resource each : resources.of("AWS::Lambda::Function")) {
      functions.add(
          new Function(
              each.id(),
              (int) each.number(DEFAULT_MEMORY_MB, "MemorySize"),
              (int) each.number(DEFAULT_TIMEOUT_SECONDS, "Timeout"),
              (int) each.number(-1, "ReservedConcurrentExecutions"),
              roles.uses(each)));
    }
    return functions;
  }

  private List<Cluster> clusters() {
    List<Cluster> clusters = new ArrayList<>();
    for (Resources.Resource each : resources.of("AWS::DAX::Cluster")) {
      Json group =
          resources
              .named(each.text("", "ParameterGroupName"))
              .flatMap(found -> found.properties().get("ParameterNameValues"))
              .orElse(Json.empty());
      Resources.Resource ttls = new Resources.Resource(each.id(), each.type(), group);
      clusters.add(
          new Cluster(
              each.id(),
              each.text("", "NodeType"),
              (int) each.number(1, "ReplicationFactor"),
              (long) ttls.number(DEFAULT_TTL_MILLIS, "record-ttl-millis"),
              (long) ttls.number(DEFAULT_TTL_MILLIS, "query-ttl-millis")));
    }
    return clusters;
  }

  private List<StreamTrigger> triggers() {
    List<StreamTrigger> triggers = new ArrayList<>();
    for (Resources.Resource each : resources.of("AWS::Lambda::EventSourceMapping")) {
      String source = each.text("", "EventSourceArn");
      if (source.endsWith(".StreamArn")) {
        triggers.add(
            new StreamTrigger(
                Resources.first(source),
                Resources.first(each.text("", "FunctionName")),
                (int) each.number(DEFAULT_BATCH, "BatchSize")));
      }
    }
    return triggers;
  }
}

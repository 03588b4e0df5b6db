package dev.diorama.cloudformation;

import dev.diorama.cloudformation.StackModel.Asked;
import dev.diorama.cloudformation.StackModel.Event;
import dev.diorama.cloudformation.StackModel.OnFailure;
import dev.diorama.cloudformation.StackModel.ResourceState;
import dev.diorama.cloudformation.StackModel.StackState;
import dev.diorama.cloudformation.resource.ResourceTypes;
import dev.diorama.cloudformation.sam.SamTransform;
import dev.diorama.cloudformation.template.Conditions;
import dev.diorama.cloudformation.template.Dependencies;
import dev.diorama.cloudformation.template.Parameters;
import dev.diorama.cloudformation.template.Template;
import dev.diorama.cloudformation.template.TemplateException;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.json.Json;
import dev.diorama.core.random.SimRandom;
import dev.diorama.core.router.Access;
import dev.diorama.core.router.Call;
import dev.diorama.core.wire.AwsException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudformation.model.Capability;
import software.amazon.awssdk.services.cloudformation.model.CreateStackRequest;
import software.amazon.awssdk.services.cloudformation.model.CreateStackResponse;
import software.amazon.awssdk.services.cloudformation.model.DeleteStackRequest;
import software.amazon.awssdk.services.cloudformation.model.DeleteStackResponse;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackEventsRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackEventsResponse;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackResourceRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackResourceResponse;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackResourcesRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackResourcesResponse;
import software.amazon.awssdk.services.cloudformation.model.DescribeStacksRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStacksResponse;
import software.amazon.awssdk.services.cloudformation.model.GetTemplateRequest;
import software.amazon.awssdk.services.cloudformation.model.GetTemplateResponse;
import software.amazon.awssdk.services.cloudformation.model.ListStackResourcesRequest;
import software.amazon.awssdk.services.cloudformation.model.ListStackResourcesResponse;
import software.amazon.awssdk.services.cloudformation.model.ListStacksRequest;
import software.amazon.awssdk.services.cloudformation.model.ListStacksResponse;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.StackEvent;
import software.amazon.awssdk.services.cloudformation.model.StackResource;
import software.amazon.awssdk.services.cloudformation.model.StackResourceDetail;
import software.amazon.awssdk.services.cloudformation.model.StackResourceSummary;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;
import software.amazon.awssdk.services.cloudformation.model.StackSummary;
import software.amazon.awssdk.services.cloudformation.model.Tag;
import software.amazon.awssdk.services.cloudformation.model.TemplateParameter;
import software.amazon.awssdk.services.cloudformation.model.TemplateStage;
import software.amazon.awssdk.services.cloudformation.model.ValidateTemplateRequest;
import software.amazon.awssdk.services.cloudformation.model.ValidateTemplateResponse;

/** CloudFormation's rules. */
final class CloudFormationService {
  private static final String SAM = "AWS::Serverless-2016-10-31";
  private static final Pattern STACK_NAME = Pattern.compile("[a-zA-Z][-a-zA-Z0-9]{0,127}");

  /** Stack events shown on one page; documented as a size of 1 MB, observed as about 100. */
  private static final int EVENTS_PAGE = 100;

  private final Cloud cloud;
  private final CloudFormationConfig config;
  private final StackStore store;
  private final ResourceTypes types = ResourceTypes.all();
  private final SimRandom ids;

  CloudFormationService(Cloud cloud, CloudFormationConfig config, StackStore store) {
    this.cloud = cloud;
    this.config = config;
    this.store = store;
    this.ids = cloud.seeds().stream("cloudformation/ids");
  }

  private static AwsException invalid(String message) {
    return CloudFormationError.VALIDATION.with(message);
  }

  // Creating.

  CreateStackResponse createStack(Call call, CreateStackRequest request) {
    String name = request.stackName();
    if (name == null || !STACK_NAME.matcher(name).matches()) {
      throw invalid(
          "1 validation error detected: Value '"
              + name
              + "' at 'stackName' failed to satisfy constraint: Member must satisfy regular"
              + " expression pattern: [a-zA-Z][-a-zA-Z0-9]*");
    }
    refuseUnsupported(request);
    if (store.find(call, name).isPresent()) {
      throw CloudFormationError.ALREADY_EXISTS.with("Stack [" + name + "] already exists");
    }
    if (store.all(call).stream().filter(stack -> !stack.gone()).count() >= config.maxStacks()) {
      throw CloudFormationError.LIMIT_EXCEEDED.with(
          "Limit for stack has been exceeded: " + config.maxStacks());
    }
    Map<String, String> given = new LinkedHashMap<>();
    for (Parameter parameter : request.parameters()) {
      given.put(parameter.parameterKey(), parameter.parameterValue());
    }
    String body = body(request.templateBody());
    String id =
        "arn:aws:cloudformation:"
            + call.region()
            + ":"
            + call.account()
            + ":stack/"
            + name
            + "/"
            + ids.uuid();
    Plan plan = refusing(() -> plan(call, body, given, request.capabilitiesAsStrings(), name, id));
    Optional<String> role = passedRole(call, request.roleARN());
    Map<String, String> tags = new LinkedHashMap<>();
    for (Tag tag : request.tags()) {
      tags.put(tag.key(), tag.value());
    }
    StackState stack =
        new StackState(
            new Asked(
                name,
                id,
                call.account(),
                call.region(),
                call.principal(),
                body,
                plan.template(),
                plan.parameters(),
                tags,
                request.capabilitiesAsStrings(),
                role,
                onFailure(request),
                cloud.clock().instant()));
    store.add(call, stack);
    new StackWork(cloud, types, stack, plan.conditions(), plan.order(), config).create();
    return CreateStackResponse.builder().stackId(id).build();
  }

  private static void refuseUnsupported(CreateStackRequest request) {
    if (request.templateURL() != null) {
      throw invalid(
          "Diorama reads templates from TemplateBody only; TemplateURL is not supported.");
    }
    if (request.stackPolicyBody() != null || request.stackPolicyURL() != null) {
      throw invalid("Diorama does not simulate stack policies.");
    }
    if (!request.notificationARNs().isEmpty()) {
      throw invalid("Diorama does not simulate stack notifications (NotificationARNs).");
    }
    if (request.disableRollback() != null && request.onFailure() != null) {
      throw invalid("You can specify either DisableRollback or OnFailure, but not both.");
    }
  }

  private static OnFailure onFailure(CreateStackRequest request) {
    if (Boolean.TRUE.equals(request.disableRollback())) {
      return OnFailure.DO_NOTHING;
    }
    String asked = request.onFailureAsString();
    return asked == null ? OnFailure.ROLLBACK : OnFailure.valueOf(asked);
  }

  private static Optional<String> passedRole(Call call, @Nullable String role) {
    if (role == null) {
      return Optional.empty();
    }
    Access pass =
        Access.of("iam:PassRole", role).with("iam:PassedToService", "cloudformation.amazonaws.com");
    if (!call.decide(pass).allowed()) {
      throw new AwsException(
          "AccessDenied",
          403,
          dev.diorama.core.wire.ErrorCode.Side.CLIENT,
          "User: "
              + call.principal().arn()
              + " is not authorized to perform: iam:PassRole on resource: "
              + role,
          Map.of());
    }
    return Optional.of(role);
  }

  private String body(@Nullable String body) {
    if (body == null || body.isEmpty()) {
      throw invalid("Either Template URL or Template Body must be specified.");
    }
    int size = body.getBytes(StandardCharsets.UTF_8).length;
    if (size > config.maxTemplateBytes()) {
      throw invalid(
          "1 validation error detected: Value at 'templateBody' failed to satisfy constraint:"
              + " Member must have length less than or equal to "
              + config.maxTemplateBytes());
    }
    return body;
  }

  /** What is known of a stack before its first resource is made. */
  private record Plan(
      Template template,
      Map<String, Json> parameters,
      Map<String, Boolean> conditions,
      List<String> order) {}

  private Plan plan(
      Call call,
      String body,
      Map<String, String> given,
      List<String> capabilities,
      String name,
      String id) {
    Template template = processed(body, capabilities);
    Map<String, Json> parameters = Parameters.values(template, given);
    Function<String, Optional<Json>> refs =
        ref ->
            Optional.ofNullable(parameters.get(ref))
                .or(() -> StackScope.pseudo(ref, call.account(), call.region(), name, id));
    Map<String, Boolean> conditions = Conditions.evaluate(template, refs);
    Map<String, Template.Resource> wanted = new LinkedHashMap<>();
    Set<String> absent = new LinkedHashSet<>();
    template
        .resources()
        .forEach(
            (logicalId, resource) -> {
              if (resource.condition().map(c -> holds(conditions, c)).orElse(true)) {
                wanted.put(logicalId, resource);
              } else {
                absent.add(logicalId);
              }
            });
    checkTypes(template);
    checkNames(template, refs);
    checkCapabilities(template, capabilities);
    return new Plan(template, parameters, conditions, Dependencies.order(wanted, absent));
  }

  private static boolean holds(Map<String, Boolean> conditions, String name) {
    Boolean holds = conditions.get(name);
    if (holds == null) {
      throw new TemplateException("Template format error: Unresolved condition dependency " + name);
    }
    return holds;
  }

  private static Template processed(String body, List<String> capabilities) {
    Template template = Template.read(body);
    if (template.transforms().isEmpty()) {
      return template;
    }
    for (String transform : template.transforms()) {
      if (!transform.equals(SAM)) {
        throw new TemplateException(
            "Diorama does not support the transform " + transform + "; it supports " + SAM);
      }
    }
    if (!capabilities.contains(Capability.CAPABILITY_AUTO_EXPAND.toString())) {
      throw CloudFormationError.INSUFFICIENT_CAPABILITIES.with(
          "Requires capabilities : [CAPABILITY_AUTO_EXPAND]");
    }
    return Template.of(SamTransform.apply(template.tree()));
  }

  private void checkTypes(Template template) {
    TreeSet<String> unknown = new TreeSet<>();
    template
        .resources()
        .values()
        .forEach(
            resource -> {
              if (types.find(resource.type()).isEmpty()) {
                unknown.add(resource.type() + " (" + resource.id() + ")");
              }
            });
    if (!unknown.isEmpty()) {
      String networking =
          unknown.stream().anyMatch(type -> type.startsWith("AWS::EC2::"))
              ? " Give subnets and security groups as parameters: networks are not simulated."
              : "";
      throw new TemplateException(
          "Template format error: Unrecognized resource types: "
              + unknown
              + ". Diorama deploys "
              + types.names()
              + "."
              + networking);
    }
  }

  /** Every name that is referred to must be a resource, a parameter or a pseudo parameter. */
  private static void checkNames(Template template, Function<String, Optional<Json>> refs) {
    checkNames(template, refs, template.tree().get("Resources").orElse(Json.nil()), "Resources");
    checkNames(template, refs, template.tree().get("Outputs").orElse(Json.nil()), "Outputs");
  }

  private static void checkNames(
      Template template, Function<String, Optional<Json>> refs, Json section, String block) {
    TreeSet<String> unknown = new TreeSet<>();
    for (String name : Dependencies.names(section)) {
      boolean known =
          template.resources().containsKey(name)
              || name.equals("AWS::NoValue")
              || refs.apply(name).isPresent();
      if (!known) {
        unknown.add(name);
      }
    }
    if (!unknown.isEmpty()) {
      throw new TemplateException(
          "Template format error: Unresolved resource dependencies "
              + unknown
              + " in the "
              + block
              + " block of the template");
    }
  }

  /**
   * Documented: IAM resources need CAPABILITY_IAM, those with names of their own
   * CAPABILITY_NAMED_IAM.
   */
  private static void checkCapabilities(Template template, List<String> capabilities) {
    boolean iam = false;
    boolean named = false;
    for (Template.Resource resource : template.resources().values()) {
      if (resource.type().startsWith("AWS::IAM::")) {
        iam = true;
        for (String property : List.of("RoleName", "UserName", "GroupName", "ManagedPolicyName")) {
          named |= resource.properties().get(property).isPresent();
        }
      }
    }
    boolean hasNamed = capabilities.contains(Capability.CAPABILITY_NAMED_IAM.toString());
    boolean hasIam = hasNamed || capabilities.contains(Capability.CAPABILITY_IAM.toString());
    if (named && !hasNamed) {
      throw CloudFormationError.INSUFFICIENT_CAPABILITIES.with(
          "Requires capabilities : [CAPABILITY_NAMED_IAM]");
    }
    if (iam && !hasIam) {
      throw CloudFormationError.INSUFFICIENT_CAPABILITIES.with(
          "Requires capabilities : [CAPABILITY_IAM]");
    }
  }

  private static <T> T refusing(java.util.function.Supplier<T> work) {
    try {
      return work.get();
    } catch (TemplateException e) {
      throw invalid(e.message());
    }
  }

  // Deleting.

  DeleteStackResponse deleteStack(Call call, DeleteStackRequest request) {
    if (!request.retainResources().isEmpty()) {
      throw invalid("Diorama does not simulate RetainResources.");
    }
    // Documented: deleting what is not there succeeds.
    store
        .find(call, request.stackName())
        .filter(stack -> !stack.gone() && stack.status != StackStatus.DELETE_IN_PROGRESS)
        .ifPresent(
            stack -> {
              if (stack.status == StackStatus.CREATE_IN_PROGRESS
                  || stack.status == StackStatus.ROLLBACK_IN_PROGRESS) {
                throw invalid(
                    "Stack ["
                        + stack.asked.name()
                        + "] is in "
                        + stack.status
                        + " and cannot be deleted until it has settled.");
              }
              new StackWork(cloud, types, stack, Map.of(), List.of(), config).delete();
            });
    return DeleteStackResponse.builder().build();
  }

  // Looking.

  private StackState existing(Call call, @Nullable String nameOrId) {
    if (nameOrId == null) {
      throw invalid("Stack name or id must be specified.");
    }
    return store
        .find(call, nameOrId)
        .orElseThrow(() -> invalid("Stack with id " + nameOrId + " does not exist"));
  }

  DescribeStacksResponse describeStacks(Call call, DescribeStacksRequest request) {
    List<StackState> stacks =
        request.stackName() == null
            ? store.all(call).stream().filter(stack -> !stack.gone()).toList()
            : List.of(existing(call, request.stackName()));
    return DescribeStacksResponse.builder()
        .stacks(stacks.stream().map(this::shown).toList())
        .build();
  }

  private Stack shown(StackState stack) {
    Asked asked = stack.asked;
    List<Output> outputs = new ArrayList<>();
    for (StackModel.Output output : stack.outputs) {
      outputs.add(
          Output.builder()
              .outputKey(output.key())
              .outputValue(cloud.urls().reachable(output.value()))
              .description(output.description().orElse(null))
              .exportName(output.export().orElse(null))
              .build());
    }
    List<Tag> tags = new ArrayList<>();
    asked.tags().forEach((key, value) -> tags.add(Tag.builder().key(key).value(value).build()));
    return Stack.builder()
        .stackName(asked.name())
        .stackId(asked.id())
        .description(
            asked.template().description().isEmpty() ? null : asked.template().description())
        .creationTime(asked.created())
        .deletionTime(stack.deleted.orElse(null))
        .stackStatus(stack.status)
        .stackStatusReason(stack.reason.orElse(null))
        .disableRollback(asked.onFailure() == OnFailure.DO_NOTHING)
        .capabilitiesWithStrings(asked.capabilities())
        .roleARN(asked.roleArn().orElse(null))
        .parameters(parameters(asked))
        .outputs(outputs)
        .tags(tags)
        .enableTerminationProtection(false)
        .build();
  }

  private static List<Parameter> parameters(Asked asked) {
    List<Parameter> shown = new ArrayList<>();
    asked
        .parameters()
        .forEach(
            (key, value) -> {
              boolean secret =
                  Optional.ofNullable(asked.template().parameters().get(key))
                      .flatMap(definition -> definition.text("NoEcho"))
                      .map(Boolean::parseBoolean)
                      .orElse(false);
              List<String> items = new ArrayList<>();
              value.asList().forEach(item -> items.add(item.text().orElse("")));
              shown.add(
                  Parameter.builder()
                      .parameterKey(key)
                      .parameterValue(secret ? "****" : String.join(",", items))
                      .build());
            });
    return shown;
  }

  DescribeStackEventsResponse describeStackEvents(Call call, DescribeStackEventsRequest request) {
    StackState stack = existing(call, request.stackName());
    List<StackEvent> newestFirst = new ArrayList<>();
    for (int i = stack.events.size() - 1; i >= 0; i--) {
      Event event = stack.events.get(i);
      newestFirst.add(
          StackEvent.builder()
              .stackId(stack.asked.id())
              .stackName(stack.asked.name())
              .eventId(event.id())
              .logicalResourceId(event.logicalId())
              .physicalResourceId(event.physicalId())
              .resourceType(event.type())
              .resourceStatus(event.status())
              .resourceStatusReason(event.reason().orElse(null))
              .timestamp(event.at())
              .build());
    }
    int from = from(request.nextToken(), newestFirst.size());
    int to = Math.min(newestFirst.size(), from + EVENTS_PAGE);
    return DescribeStackEventsResponse.builder()
        .stackEvents(newestFirst.subList(from, to))
        .nextToken(to < newestFirst.size() ? Integer.toString(to) : null)
        .build();
  }

  private static int from(@Nullable String token, int size) {
    if (token == null) {
      return 0;
    }
    if (!token.matches("[0-9]{1,7}") || Integer.parseInt(token) > size) {
      throw invalid("The provided NextToken is invalid.");
    }
    return Integer.parseInt(token);
  }

  DescribeStackResourceResponse describeStackResource(
      Call call, DescribeStackResourceRequest request) {
    StackState stack = existing(call, request.stackName());
    ResourceState state = stack.resources.get(request.logicalResourceId());
    if (state == null) {
      throw invalid(
          "Resource "
              + request.logicalResourceId()
              + " does not exist for stack "
              + stack.asked.name());
    }
    return DescribeStackResourceResponse.builder()
        .stackResourceDetail(
            StackResourceDetail.builder()
                .stackName(stack.asked.name())
                .stackId(stack.asked.id())
                .logicalResourceId(state.logicalId)
                .physicalResourceId(state.physicalId())
                .resourceType(state.type)
                .resourceStatus(state.status)
                .resourceStatusReason(state.reason.orElse(null))
                .lastUpdatedTimestamp(state.at)
                .build())
        .build();
  }

  DescribeStackResourcesResponse describeStackResources(
      Call call, DescribeStackResourcesRequest request) {
    if (request.physicalResourceId() != null) {
      throw invalid("Diorama finds resources by StackName, not by PhysicalResourceId.");
    }
    StackState stack = existing(call, request.stackName());
    List<StackResource> shown = new ArrayList<>();
    for (ResourceState state : stack.resources.values()) {
      if (request.logicalResourceId() == null
          || request.logicalResourceId().equals(state.logicalId)) {
        shown.add(
            StackResource.builder()
                .stackName(stack.asked.name())
                .stackId(stack.asked.id())
                .logicalResourceId(state.logicalId)
                .physicalResourceId(state.physicalId())
                .resourceType(state.type)
                .resourceStatus(state.status)
                .resourceStatusReason(state.reason.orElse(null))
                .timestamp(state.at)
                .build());
      }
    }
    return DescribeStackResourcesResponse.builder().stackResources(shown).build();
  }

  ListStackResourcesResponse listStackResources(Call call, ListStackResourcesRequest request) {
    StackState stack = existing(call, request.stackName());
    List<StackResourceSummary> all = new ArrayList<>();
    for (ResourceState state : stack.resources.values()) {
      all.add(
          StackResourceSummary.builder()
              .logicalResourceId(state.logicalId)
              .physicalResourceId(state.physicalId())
              .resourceType(state.type)
              .resourceStatus(state.status)
              .resourceStatusReason(state.reason.orElse(null))
              .lastUpdatedTimestamp(state.at)
              .build());
    }
    int from = from(request.nextToken(), all.size());
    int to = Math.min(all.size(), from + EVENTS_PAGE);
    return ListStackResourcesResponse.builder()
        .stackResourceSummaries(all.subList(from, to))
        .nextToken(to < all.size() ? Integer.toString(to) : null)
        .build();
  }

  ListStacksResponse listStacks(Call call, ListStacksRequest request) {
    List<String> filter = request.stackStatusFiltersAsStrings();
    List<StackSummary> shown = new ArrayList<>();
    for (StackState stack : store.all(call)) {
      if (filter.isEmpty() || filter.contains(stack.status.toString())) {
        shown.add(
            StackSummary.builder()
                .stackName(stack.asked.name())
                .stackId(stack.asked.id())
                .creationTime(stack.asked.created())
                .deletionTime(stack.deleted.orElse(null))
                .stackStatus(stack.status)
                .stackStatusReason(stack.reason.orElse(null))
                .build());
      }
    }
    return ListStacksResponse.builder().stackSummaries(shown).build();
  }

  GetTemplateResponse getTemplate(Call call, GetTemplateRequest request) {
    StackState stack = existing(call, request.stackName());
    boolean processed = request.templateStage() == TemplateStage.PROCESSED;
    return GetTemplateResponse.builder()
        .templateBody(processed ? stack.asked.template().tree().write() : stack.asked.body())
        .stagesAvailable(TemplateStage.ORIGINAL, TemplateStage.PROCESSED)
        .build();
  }

  ValidateTemplateResponse validateTemplate(Call call, ValidateTemplateRequest request) {
    if (request.templateURL() != null) {
      throw invalid(
          "Diorama reads templates from TemplateBody only; TemplateURL is not supported.");
    }
    Template template = refusing(() -> Template.read(body(request.templateBody())));
    List<TemplateParameter> parameters = new ArrayList<>();
    template
        .parameters()
        .forEach(
            (name, definition) ->
                parameters.add(
                    TemplateParameter.builder()
                        .parameterKey(name)
                        .defaultValue(definition.text("Default").orElse(null))
                        .noEcho(definition.text("NoEcho").map(Boolean::valueOf).orElse(false))
                        .description(definition.text("Description").orElse(null))
                        .build()));
    boolean iam =
        template.resources().values().stream()
            .anyMatch(resource -> resource.type().startsWith("AWS::IAM::"));
    ValidateTemplateResponse.Builder response =
        ValidateTemplateResponse.builder()
            .description(template.description().isEmpty() ? null : template.description())
            .parameters(parameters)
            .declaredTransforms(template.transforms());
    return (iam ? response.capabilities(Capability.CAPABILITY_IAM) : response).build();
  }
}

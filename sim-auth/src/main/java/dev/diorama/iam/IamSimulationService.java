package dev.diorama.iam;

import dev.diorama.core.router.Call;
import dev.diorama.core.wire.AwsException;
import dev.diorama.iam.Checks.Page;
import dev.diorama.iam.IamModel.Bearer;
import dev.diorama.iam.IamModel.Entity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.iam.model.ContextEntry;
import software.amazon.awssdk.services.iam.model.EvaluationResult;
import software.amazon.awssdk.services.iam.model.GetContextKeysForCustomPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetContextKeysForCustomPolicyResponse;
import software.amazon.awssdk.services.iam.model.GetContextKeysForPrincipalPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetContextKeysForPrincipalPolicyResponse;
import software.amazon.awssdk.services.iam.model.PolicyEvaluationDecisionType;
import software.amazon.awssdk.services.iam.model.ResourceSpecificResult;
import software.amazon.awssdk.services.iam.model.SimulateCustomPolicyRequest;
import software.amazon.awssdk.services.iam.model.SimulateCustomPolicyResponse;
import software.amazon.awssdk.services.iam.model.SimulatePrincipalPolicyRequest;
import software.amazon.awssdk.services.iam.model.SimulatePrincipalPolicyResponse;
import software.amazon.awssdk.services.iam.model.Statement;

/**
 * The policy simulator: what the evaluator would decide, asked before anybody makes the request.
 *
 * <p>As documented since the simulator answers once for each action: the decision on top is the
 * strictest of those on the resources.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 */
final class IamSimulationService {
  private static final Pattern ACTION = Pattern.compile("[a-zA-Z0-9-]+:[a-zA-Z0-9]+");
  private static final Pattern USER =
      Pattern.compile("arn:aws:iam::[0-9]{12}:(user|group|role)/[!-~]+");

  private final IamDirectory directory;
  private final IamPrincipals principals;
  private final OrganizationPolicies organization;

  IamSimulationService(
      IamDirectory directory, IamPrincipals principals, OrganizationPolicies organization) {
    this.directory = directory;
    this.principals = principals;
    this.organization = organization;
  }

  /** What is to be simulated, however it was asked for. */
  private record Order(
      Caller caller,
      Bearing bearing,
      List<String> actions,
      List<String> resources,
      boolean named,
      RequestContext context,
      boolean bounded,
      boolean organized) {}

  SdkResponse custom(Call call, SimulateCustomPolicyRequest request) {
    if (request.policyInputList().isEmpty()) {
      throw Checks.constraint("policyInputList", "[]", "Member must not be null");
    }
    Caller caller =
        request.callerArn() == null
            ? Caller.user(call.account(), "arn:aws:iam::" + call.account() + ":user/simulated")
            : callerOf(request.callerArn());
    if (request.resourcePolicy() != null && request.callerArn() == null) {
      throw invalid("CallerArn must be specified when a ResourcePolicy is provided.");
    }
    Bearing bearing =
        Bearing.NONE.withIdentity(inputs("PolicyInputList", request.policyInputList()));
    List<EvaluationResult> results =
        simulate(
            order(
                caller,
                withResource(bearing, caller, request.resourcePolicy(), request.resourceOwner()),
                request.permissionsBoundaryPolicyInputList(),
                request.actionNames(),
                request.resourceArns(),
                request.contextEntries(),
                false));
    Page<EvaluationResult> page = Checks.page(results, request.marker(), request.maxItems());
    return SimulateCustomPolicyResponse.builder()
        .evaluationResults(page.items())
        .isTruncated(page.truncated())
        .marker(page.marker())
        .build();
  }

  SdkResponse principal(Call call, SimulatePrincipalPolicyRequest request) {
    Entity entity = entity(request.policySourceArn());
    List<Attached> identity = new ArrayList<>(principals.identity(entity));
    identity.addAll(inputs("PolicyInputList", request.policyInputList()));
    Bearing bearing = Bearing.NONE.withIdentity(identity);
    if (entity instanceof Bearer bearer) {
      Optional<Attached> boundary = principals.boundary(bearer);
      bearing = boundary.map(bearing::withBoundary).orElse(bearing);
    }
    boolean user = entity.sort().equals("user");
    if (request.resourcePolicy() != null && request.callerArn() == null && !user) {
      throw invalid("CallerArn must be specified when a ResourcePolicy is provided.");
    }
    Caller caller =
        request.callerArn() == null
            ? user
                ? Caller.user(entity.account, entity.arn())
                : Caller.session(entity.account, entity.arn(), entity.arn())
            : callerOf(request.callerArn());
    List<List<Attached>> levels = organization.levels(caller);
    List<EvaluationResult> results =
        simulate(
            order(
                caller,
                withResource(bearing, caller, request.resourcePolicy(), request.resourceOwner())
                    .withOrganization(levels, List.of()),
                request.permissionsBoundaryPolicyInputList(),
                request.actionNames(),
                request.resourceArns(),
                request.contextEntries(),
                !levels.isEmpty()));
    Page<EvaluationResult> page = Checks.page(results, request.marker(), request.maxItems());
    return SimulatePrincipalPolicyResponse.builder()
        .evaluationResults(page.items())
        .isTruncated(page.truncated())
        .marker(page.marker())
        .build();
  }

  SdkResponse contextKeys(Call call, GetContextKeysForCustomPolicyRequest request) {
    return GetContextKeysForCustomPolicyResponse.builder()
        .contextKeyNames(keys(inputs("PolicyInputList", request.policyInputList())))
        .build();
  }

  SdkResponse contextKeysOf(Call call, GetContextKeysForPrincipalPolicyRequest request) {
    List<Attached> all = new ArrayList<>(principals.identity(entity(request.policySourceArn())));
    all.addAll(inputs("PolicyInputList", request.policyInputList()));
    return GetContextKeysForPrincipalPolicyResponse.builder().contextKeyNames(keys(all)).build();
  }

  private static List<String> keys(List<Attached> policies) {
    Map<String, String> keys = new LinkedHashMap<>();
    for (Attached attached : policies) {
      for (String key : attached.policy().keys()) {
        keys.putIfAbsent(key.toLowerCase(Locale.ROOT), key);
      }
    }
    return List.copyOf(keys.values());
  }

  private Entity entity(@Nullable String arn) {
    String given = Checks.required("policySourceArn", arn);
    if (!USER.matcher(given).matches()) {
      throw invalid(
          "Invalid Entity Arn: " + given + " does not clearly define entity type and name.");
    }
    return directory
        .store
        .named(given)
        .orElseThrow(
            () -> IamDirectory.missing("The entity with ARN " + given + " cannot be found."));
  }

  /** Documented: the simulated caller is a user, or a role or session that a policy can name. */
  private static Caller callerOf(String arn) {
    String[] parts = arn.split(":", 6);
    if (parts.length < 6 || parts[4].length() != 12) {
      throw invalid("CallerArn " + arn + " is not valid.");
    }
    String[] path = parts[5].split("/", -1);
    return switch (path[0]) {
      case "user" -> Caller.user(parts[4], arn);
      case "role" -> Caller.session(parts[4], arn, arn);
      case "assumed-role" ->
          Caller.session(parts[4], arn, "arn:aws:iam::" + parts[4] + ":role/" + path[1]);
      case "federated-user" -> Caller.federatedUser(parts[4], arn, arn);
      default -> throw invalid("CallerArn " + arn + " is not valid.");
    };
  }

  private static Bearing withResource(
      Bearing bearing, Caller caller, @Nullable String policy, @Nullable String owner) {
    Bearing with = bearing;
    if (policy != null) {
      with =
          with.withResource(
              new Attached(
                  "resource policy", parse("ResourcePolicy", policy, Policy.Kind.RESOURCE)));
    }
    if (owner != null
        && !owner.replaceFirst("^arn:aws:iam::([0-9]{12}):root$", "$1").equals(caller.account())) {
      with = with.acrossAccounts();
    }
    return with;
  }

  private static Order order(
      Caller caller,
      Bearing bearing,
      List<String> boundaries,
      List<String> actions,
      List<String> resources,
      List<ContextEntry> context,
      boolean organized) {
    if (actions.isEmpty()) {
      throw Checks.constraint("actionNames", "[]", "Member must not be null");
    }
    for (String action : actions) {
      if (!ACTION.matcher(action).matches()) {
        throw invalid("Invalid action name: " + action);
      }
    }
    if (boundaries.size() > 1) {
      throw invalid("Only one permissions boundary policy can be simulated.");
    }
    Bearing bounded =
        boundaries.isEmpty()
            ? bearing
            : bearing.withBoundary(inputs("PermissionsBoundaryPolicyInputList", boundaries).get(0));
    RequestContext.Builder keys = RequestContext.builder();
    for (ContextEntry entry : context) {
      keys.put(Checks.required("contextKeyName", entry.contextKeyName()), entry.contextKeyValues());
    }
    return new Order(
        caller,
        bounded,
        actions,
        resources.isEmpty() ? List.of("*") : resources,
        !resources.isEmpty(),
        keys.build(),
        bounded.boundary().isPresent(),
        organized);
  }

  private static List<Attached> inputs(String list, List<String> documents) {
    List<Attached> attached = new ArrayList<>();
    for (String document : documents) {
      String id = list + "." + (attached.size() + 1);
      attached.add(new Attached(id, parse(id, document, Policy.Kind.IDENTITY)));
    }
    return attached;
  }

  private static Policy parse(String what, String document, Policy.Kind kind) {
    try {
      return Policy.parse(document, kind);
    } catch (MalformedPolicy e) {
      throw invalid("Invalid input in " + what + ": " + e.message());
    }
  }

  private static AwsException invalid(String message) {
    return IamError.INVALID_INPUT.with(message);
  }

  private static List<EvaluationResult> simulate(Order order) {
    return order.actions().stream().map(action -> result(order, action)).toList();
  }

  /** What came of one action on one resource. */
  private record Outcome(
      String resource,
      PolicyEvaluationDecisionType decision,
      List<Statement> matched,
      List<String> missing,
      Map<String, PolicyEvaluationDecisionType> details) {}

  private static EvaluationResult result(Order order, String action) {
    List<Outcome> outcomes =
        order.resources().stream().map(resource -> outcome(order, action, resource)).toList();
    // allowed, explicitDeny, implicitDeny: the strictest is an explicit deny, then an implicit one.
    Outcome strictest =
        outcomes.stream()
            .max(Comparator.comparing(one -> strictness(one.decision())))
            .orElseThrow();
    EvaluationResult.Builder result =
        EvaluationResult.builder()
            .evalActionName(action)
            .evalResourceName(outcomes.size() == 1 ? strictest.resource() : "*")
            .evalDecision(strictest.decision())
            .matchedStatements(strictest.matched())
            .missingContextValues(strictest.missing());
    if (order.bounded()) {
      result.permissionsBoundaryDecisionDetail(
          detail -> detail.allowedByPermissionsBoundary(byBoundary(order, action, strictest)));
    }
    if (order.organized()) {
      result.organizationsDecisionDetail(
          detail -> detail.allowedByOrganizations(byOrganization(order, action, strictest)));
    }
    if (order.named()) {
      result.evalDecisionDetailsWithStrings(strings(strictest.details()));
      result.resourceSpecificResults(
          outcomes.stream()
              .map(
                  one ->
                      ResourceSpecificResult.builder()
                          .evalResourceName(one.resource())
                          .evalResourceDecision(one.decision())
                          .matchedStatements(one.matched())
                          .missingContextValues(one.missing())
                          .evalDecisionDetailsWithStrings(strings(one.details()))
                          .build())
              .toList());
    }
    return result.build();
  }

  private static Map<String, String> strings(Map<String, PolicyEvaluationDecisionType> details) {
    Map<String, String> strings = new LinkedHashMap<>();
    details.forEach((name, decision) -> strings.put(name, decision.toString()));
    return strings;
  }

  private static int strictness(PolicyEvaluationDecisionType decision) {
    return switch (decision) {
      case ALLOWED -> 0;
      case IMPLICIT_DENY -> 1;
      case EXPLICIT_DENY -> 2;
      case UNKNOWN_TO_SDK_VERSION -> throw new IllegalStateException("no such decision");
    };
  }

  private static boolean byBoundary(Order order, String action, Outcome outcome) {
    return Evaluation.decide(
            question(order, action, outcome.resource()),
            Bearing.NONE.withIdentity(order.bearing().boundary().stream().toList()))
        .allowed();
  }

  private static boolean byOrganization(Order order, String action, Outcome outcome) {
    Question question = question(order, action, outcome.resource());
    return order.bearing().serviceControl().stream()
        .allMatch(level -> Evaluation.decide(question, Bearing.NONE.withIdentity(level)).allowed());
  }

  private static Question question(Order order, String action, String resource) {
    return new Question(order.caller(), action, resource, order.context());
  }

  private static Outcome outcome(Order order, String action, String resource) {
    Question question = question(order, action, resource);
    Verdict verdict = Evaluation.decide(question, order.bearing());
    Map<String, PolicyEvaluationDecisionType> details = new LinkedHashMap<>();
    if (!order.bearing().sameAccount()) {
      details.put("IAM Policy", side(question, order.bearing().identity()));
      details.put("Resource Policy", side(question, order.bearing().resource().stream().toList()));
    }
    return new Outcome(
        resource,
        typed(verdict),
        matched(order.bearing(), question, verdict),
        missing(order),
        details);
  }

  private static PolicyEvaluationDecisionType typed(Verdict verdict) {
    return verdict.allowed()
        ? PolicyEvaluationDecisionType.ALLOWED
        : verdict.explicitDeny()
            ? PolicyEvaluationDecisionType.EXPLICIT_DENY
            : PolicyEvaluationDecisionType.IMPLICIT_DENY;
  }

  private static PolicyEvaluationDecisionType side(Question question, List<Attached> policies) {
    if (!fitting(question, policies, false).isEmpty()) {
      return PolicyEvaluationDecisionType.EXPLICIT_DENY;
    }
    return fitting(question, policies, true).isEmpty()
        ? PolicyEvaluationDecisionType.IMPLICIT_DENY
        : PolicyEvaluationDecisionType.ALLOWED;
  }

  private static List<Proof> fitting(Question question, List<Attached> policies, boolean allow) {
    List<Proof> fitting = new ArrayList<>();
    for (Attached attached : policies) {
      for (Proof proof : allow ? attached.allows() : attached.denies()) {
        if (proof.statement().grips(question) != PrincipalElement.Grip.NONE) {
          fitting.add(proof);
        }
      }
    }
    return fitting;
  }

  /** All that allow when it is allowed; the denying ones when one denies. */
  private static List<Statement> matched(Bearing bearing, Question question, Verdict verdict) {
    if (!verdict.allowed() && !verdict.explicitDeny()) {
      return List.of();
    }
    List<Attached> all = new ArrayList<>(bearing.identity());
    bearing.resource().ifPresent(all::add);
    bearing.boundary().filter(boundary -> !verdict.allowed()).ifPresent(all::add);
    return fitting(question, all, verdict.allowed()).stream()
        .map(IamSimulationService::view)
        .toList();
  }

  private static Statement view(Proof proof) {
    Statement.Builder view =
        Statement.builder()
            .sourcePolicyId(proof.attached().id())
            .sourcePolicyType(
                proof.statement().principal() == null ? "IAM Policy" : "Resource Policy");
    List<StatementPositions.Range> ranges =
        StatementPositions.of(proof.attached().policy().document());
    StatementPositions.Range range = ranges.get(proof.number() - 1);
    return view.startPosition(at -> at.line(range.start().line()).column(range.start().column()))
        .endPosition(at -> at.line(range.end().line()).column(range.end().column()))
        .build();
  }

  /** Keys that the policies ask for and nobody gave. */
  private static List<String> missing(Order order) {
    Set<String> missing = new LinkedHashSet<>();
    List<Attached> all = new ArrayList<>(order.bearing().identity());
    order.bearing().boundary().ifPresent(all::add);
    order.bearing().resource().ifPresent(all::add);
    for (String key : keys(all)) {
      if (order.context().values(key).isEmpty()) {
        missing.add(key);
      }
    }
    return List.copyOf(missing);
  }
}

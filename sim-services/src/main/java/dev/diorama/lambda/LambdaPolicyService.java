package dev.diorama.lambda;

import dev.diorama.core.json.Json;
import dev.diorama.core.router.Call;
import dev.diorama.lambda.LambdaModel.Function;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.AddPermissionRequest;
import software.amazon.awssdk.services.lambda.model.AddPermissionResponse;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionConcurrencyResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionConcurrencyResponse;
import software.amazon.awssdk.services.lambda.model.GetPolicyRequest;
import software.amazon.awssdk.services.lambda.model.GetPolicyResponse;
import software.amazon.awssdk.services.lambda.model.PutFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionConcurrencyResponse;
import software.amazon.awssdk.services.lambda.model.RemovePermissionRequest;
import software.amazon.awssdk.services.lambda.model.RemovePermissionResponse;

/** Who may invoke a function, and how many times at once. */
final class LambdaPolicyService {
  private static final String STATEMENT_PATTERN = "([a-zA-Z0-9-_]+)";
  private static final Pattern STATEMENT = Pattern.compile(STATEMENT_PATTERN);
  private static final int STATEMENT_LENGTH = 100;
  private static final String ACTION_PATTERN = "(lambda:[*]|lambda:[a-zA-Z]+|[*])";
  private static final Pattern ACTION = Pattern.compile(ACTION_PATTERN);
  private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");
  private static final Pattern ARN = Pattern.compile("arn:aws[a-zA-Z-]*:(iam|sts)::.+");

  private final LambdaConfig config;
  private final LambdaStore store;
  private final LambdaFunctionService functions;

  LambdaPolicyService(LambdaConfig config, LambdaStore store, LambdaFunctionService functions) {
    this.config = config;
    this.store = store;
    this.functions = functions;
  }

  AddPermissionResponse add(Call call, AddPermissionRequest request) {
    Function function =
        store.get(FunctionRef.of(call, request.functionName(), request.qualifier()));
    String id = request.statementId() == null ? "" : request.statementId();
    if (!STATEMENT.matcher(id).matches() || id.length() > STATEMENT_LENGTH) {
      throw LambdaError.constraint(
          id,
          "statementId",
          "Member must satisfy regular expression pattern: " + STATEMENT_PATTERN);
    }
    String action = request.action() == null ? "" : request.action();
    if (!ACTION.matcher(action).matches()) {
      throw LambdaError.constraint(
          action, "action", "Member must satisfy regular expression pattern: " + ACTION_PATTERN);
    }
    SettingsRules.refuseIf(request.functionUrlAuthType() != null, "FunctionUrlAuthType");
    SettingsRules.refuseIf(
        Boolean.TRUE.equals(request.invokedViaFunctionUrl()), "InvokedViaFunctionUrl");
    SettingsRules.refuseIf(request.eventSourceToken() != null, "EventSourceToken");
    LambdaFunctionService.checkRevision(function, request.revisionId());
    if (function.permissions.containsKey(id)) {
      throw LambdaError.RESOURCE_CONFLICT.with(
          "The statement id ("
              + id
              + ") provided already exists. Please provide a new statement id, or remove the"
              + " existing statement.");
    }
    Json statement = statement(function, id, action, request);
    function.permissions.put(id, statement);
    functions.policyChanged(function);
    return AddPermissionResponse.builder().statement(statement.write()).build();
  }

  private static Json statement(
      Function function, String id, String action, AddPermissionRequest request) {
    Json.ObjectBuilder statement =
        Json.object()
            .put("Sid", id)
            .put("Effect", "Allow")
            .put("Principal", principal(request.principal()))
            .put("Action", action)
            .put("Resource", function.arn());
    Json.ObjectBuilder equal = Json.object();
    if (request.sourceAccount() != null) {
      equal.put("AWS:SourceAccount", request.sourceAccount());
    }
    if (request.principalOrgID() != null) {
      equal.put("aws:PrincipalOrgID", request.principalOrgID());
    }
    Json.ObjectBuilder conditions = Json.object();
    if (!equal.build().members().isEmpty()) {
      conditions.put("StringEquals", equal.build());
    }
    if (request.sourceArn() != null) {
      conditions.put("ArnLike", Json.object().put("AWS:SourceArn", request.sourceArn()).build());
    }
    if (!conditions.build().members().isEmpty()) {
      statement.put("Condition", conditions.build());
    }
    return statement.build();
  }

  private static Json principal(@Nullable String given) {
    String principal = given == null ? "" : given;
    if (principal.equals("*")) {
      return Json.of("*");
    }
    if (principal.endsWith(".amazonaws.com")) {
      return Json.object().put("Service", principal).build();
    }
    if (ACCOUNT.matcher(principal).matches()) {
      return Json.object().put("AWS", "arn:aws:iam::" + principal + ":root").build();
    }
    if (ARN.matcher(principal).matches()) {
      return Json.object().put("AWS", principal).build();
    }
    throw LambdaError.INVALID_PARAMETER_VALUE.with(
        "The provided principal was invalid. Please check the principal and try again.");
  }

  RemovePermissionResponse remove(Call call, RemovePermissionRequest request) {
    Function function =
        store.get(FunctionRef.of(call, request.functionName(), request.qualifier()));
    LambdaFunctionService.checkRevision(function, request.revisionId());
    if (function.permissions.remove(request.statementId()) == null) {
      throw LambdaError.RESOURCE_NOT_FOUND.with(
          "Statement " + request.statementId() + " is not found in resource policy.");
    }
    functions.policyChanged(function);
    return RemovePermissionResponse.builder().build();
  }

  GetPolicyResponse get(Call call, GetPolicyRequest request) {
    Function function =
        store.get(FunctionRef.of(call, request.functionName(), request.qualifier()));
    Json policy =
        function
            .policy()
            .orElseThrow(
                () ->
                    LambdaError.RESOURCE_NOT_FOUND.with(
                        "The resource you requested does not exist."));
    return GetPolicyResponse.builder()
        .policy(policy.write())
        .revisionId(function.revisionId)
        .build();
  }

  PutFunctionConcurrencyResponse reserve(Call call, PutFunctionConcurrencyRequest request) {
    Function function = store.get(FunctionRef.of(call, request.functionName(), null));
    Integer asked = request.reservedConcurrentExecutions();
    if (asked == null) {
      throw LambdaError.constraint(
          "null", "reservedConcurrentExecutions", "Member must not be null");
    }
    SettingsRules.between(asked, 0, 0, Integer.MAX_VALUE, "reservedConcurrentExecutions");
    long left = (long) config.accountConcurrency() - asked;
    for (Function other : store.list(function.ref.account(), function.ref.region())) {
      left -= other == function ? 0 : other.reserved.orElse(0);
    }
    if (asked > 0 && left < EnvironmentPool.LEAST_UNRESERVED) {
      throw LambdaError.INVALID_PARAMETER_VALUE.with(
          "Specified ReservedConcurrentExecutions for function decreases account's"
              + " UnreservedConcurrentExecution below its minimum value of ["
              + EnvironmentPool.LEAST_UNRESERVED
              + "].");
    }
    function.reserved = OptionalInt.of(asked);
    return PutFunctionConcurrencyResponse.builder().reservedConcurrentExecutions(asked).build();
  }

  GetFunctionConcurrencyResponse reserved(Call call, GetFunctionConcurrencyRequest request) {
    Function function = store.get(FunctionRef.of(call, request.functionName(), null));
    GetFunctionConcurrencyResponse.Builder response = GetFunctionConcurrencyResponse.builder();
    function.reserved.ifPresent(response::reservedConcurrentExecutions);
    return response.build();
  }

  DeleteFunctionConcurrencyResponse unreserve(Call call, DeleteFunctionConcurrencyRequest request) {
    store.get(FunctionRef.of(call, request.functionName(), null)).reserved = OptionalInt.empty();
    return DeleteFunctionConcurrencyResponse.builder().build();
  }
}

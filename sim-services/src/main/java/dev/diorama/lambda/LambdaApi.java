package dev.diorama.lambda;

import dev.diorama.core.random.Latency;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Operation;
import dev.diorama.core.router.ServiceApi;
import dev.diorama.core.wire.Protocol;
import dev.diorama.lambda.LambdaModel.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.AddPermissionRequest;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.DeleteEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionEventInvokeConfigRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionRequest;
import software.amazon.awssdk.services.lambda.model.GetEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionEventInvokeConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionRecursionConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionRequest;
import software.amazon.awssdk.services.lambda.model.GetPolicyRequest;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.ListEventSourceMappingsRequest;
import software.amazon.awssdk.services.lambda.model.ListFunctionEventInvokeConfigsRequest;
import software.amazon.awssdk.services.lambda.model.ListFunctionsRequest;
import software.amazon.awssdk.services.lambda.model.ListTagsRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionEventInvokeConfigRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionRecursionConfigRequest;
import software.amazon.awssdk.services.lambda.model.RemovePermissionRequest;
import software.amazon.awssdk.services.lambda.model.TagResourceRequest;
import software.amazon.awssdk.services.lambda.model.UntagResourceRequest;
import software.amazon.awssdk.services.lambda.model.UpdateEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionEventInvokeConfigRequest;

/**
 * The table of Lambda's operations. Actions and resources documented:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html
 */
final class LambdaApi {
  private final LambdaConfig config;
  private final LambdaStore store;
  private final LambdaFunctionService functions;
  private final LambdaPolicyService policies;
  private final LambdaInvokeService invocations;
  private final AsyncConfigService async;
  private final SourceService sources;

  LambdaApi(
      LambdaConfig config,
      LambdaStore store,
      LambdaFunctionService functions,
      LambdaPolicyService policies,
      LambdaInvokeService invocations,
      AsyncConfigService async,
      SourceService sources) {
    this.config = config;
    this.store = store;
    this.functions = functions;
    this.policies = policies;
    this.invocations = invocations;
    this.async = async;
    this.sources = sources;
  }

  ServiceApi table() {
    ServiceApi api =
        ServiceApi.of("lambda", LambdaClient.class, Protocol.REST_JSON)
            .latency(config.control())
            .throttledWith(LambdaError.TOO_MANY_REQUESTS.code(), 429, "Rate Exceeded.");
    api.rows(() -> functions(api))
        .rows(() -> policies(api))
        .rows(() -> asynchronous(api))
        .rows(() -> sources(api));
    // No latency of its own: what lies between gateway and function is in the gateway's figure.
    api.on(InvokeRequest.class, invocations::invoke)
        .action("lambda:InvokeFunction", (c, q) -> qualifiedArn(c, q.functionName(), q.qualifier()))
        .resourcePolicy((c, q) -> owner(c, q.functionName()))
        .latency(Latency.NONE);
    return api;
  }

  private void functions(ServiceApi api) {
    api.on(CreateFunctionRequest.class, functions::create)
        .access(
            (c, q) ->
                LambdaFunctionService.passing(
                    "lambda:CreateFunction", arn(c, q.functionName()), q.role()));
    api.on(GetFunctionRequest.class, functions::get)
        .action("lambda:GetFunction", (c, q) -> qualifiedArn(c, q.functionName(), q.qualifier()));
    api.on(GetFunctionConfigurationRequest.class, functions::configuration)
        .action(
            "lambda:GetFunctionConfiguration",
            (c, q) -> qualifiedArn(c, q.functionName(), q.qualifier()));
    api.on(UpdateFunctionConfigurationRequest.class, functions::update)
        .access(
            (c, q) ->
                LambdaFunctionService.passing(
                    "lambda:UpdateFunctionConfiguration", arn(c, q.functionName()), q.role()));
    api.on(UpdateFunctionCodeRequest.class, functions::update)
        .action("lambda:UpdateFunctionCode", (c, q) -> arn(c, q.functionName()));
    api.on(DeleteFunctionRequest.class, functions::delete)
        .action(
            "lambda:DeleteFunction", (c, q) -> qualifiedArn(c, q.functionName(), q.qualifier()));
    api.on(ListFunctionsRequest.class, functions::list).action("lambda:ListFunctions");
    api.on(TagResourceRequest.class, functions::tag)
        .action("lambda:TagResource", (c, q) -> arn(c, q.resource()));
    api.on(UntagResourceRequest.class, functions::untag)
        .action("lambda:UntagResource", (c, q) -> arn(c, q.resource()));
    api.on(ListTagsRequest.class, functions::tags)
        .action("lambda:ListTags", (c, q) -> arn(c, q.resource()));
  }

  private void policies(ServiceApi api) {
    api.on(AddPermissionRequest.class, policies::add)
        .action("lambda:AddPermission", (c, q) -> arn(c, q.functionName()))
        .condition("lambda:Principal", (c, q) -> q.principal());
    api.on(RemovePermissionRequest.class, policies::remove)
        .action("lambda:RemovePermission", (c, q) -> arn(c, q.functionName()));
    api.on(GetPolicyRequest.class, policies::get)
        .action("lambda:GetPolicy", (c, q) -> arn(c, q.functionName()));
    api.on(PutFunctionConcurrencyRequest.class, policies::reserve)
        .action("lambda:PutFunctionConcurrency", (c, q) -> arn(c, q.functionName()));
    api.on(GetFunctionConcurrencyRequest.class, policies::reserved)
        .action("lambda:GetFunctionConcurrency", (c, q) -> arn(c, q.functionName()));
    api.on(DeleteFunctionConcurrencyRequest.class, policies::unreserve)
        .action("lambda:DeleteFunctionConcurrency", (c, q) -> arn(c, q.functionName()));
  }

  private void asynchronous(ServiceApi api) {
    api.on(PutFunctionEventInvokeConfigRequest.class, async::put)
        .action("lambda:PutFunctionEventInvokeConfig", (c, q) -> arn(c, q.functionName()));
    api.on(UpdateFunctionEventInvokeConfigRequest.class, async::update)
        .action("lambda:UpdateFunctionEventInvokeConfig", (c, q) -> arn(c, q.functionName()));
    api.on(GetFunctionEventInvokeConfigRequest.class, async::get)
        .action("lambda:GetFunctionEventInvokeConfig", (c, q) -> arn(c, q.functionName()));
    api.on(DeleteFunctionEventInvokeConfigRequest.class, async::delete)
        .action("lambda:DeleteFunctionEventInvokeConfig", (c, q) -> arn(c, q.functionName()));
    api.on(ListFunctionEventInvokeConfigsRequest.class, async::list)
        .action("lambda:ListFunctionEventInvokeConfigs", (c, q) -> arn(c, q.functionName()));
    api.on(PutFunctionRecursionConfigRequest.class, async::putRecursion)
        .action("lambda:PutFunctionRecursionConfig", (c, q) -> arn(c, q.functionName()));
    api.on(GetFunctionRecursionConfigRequest.class, async::recursion)
        .action("lambda:GetFunctionRecursionConfig", (c, q) -> arn(c, q.functionName()));
  }

  private void sources(ServiceApi api) {
    api.on(CreateEventSourceMappingRequest.class, sources::create)
        .action("lambda:CreateEventSourceMapping")
        .condition("lambda:FunctionArn", (c, q) -> qualifiedArn(c, q.functionName(), null));
    api.on(GetEventSourceMappingRequest.class, sources::get)
        .action("lambda:GetEventSourceMapping", (c, q) -> mappingArn(c, q.uuid()));
    api.on(UpdateEventSourceMappingRequest.class, sources::update)
        .action("lambda:UpdateEventSourceMapping", (c, q) -> mappingArn(c, q.uuid()));
    api.on(DeleteEventSourceMappingRequest.class, sources::delete)
        .action("lambda:DeleteEventSourceMapping", (c, q) -> mappingArn(c, q.uuid()));
    api.on(ListEventSourceMappingsRequest.class, sources::list)
        .action("lambda:ListEventSourceMappings");
  }

  private static String mappingArn(Call call, @Nullable String uuid) {
    return "arn:aws:lambda:"
        + call.region()
        + ":"
        + call.account()
        + ":event-source-mapping:"
        + uuid;
  }

  private static String arn(Call call, @Nullable String functionName) {
    return FunctionRef.of(call, functionName, null).arn();
  }

  private static String qualifiedArn(
      Call call, @Nullable String functionName, @Nullable String qualifier) {
    return FunctionRef.of(call, functionName, qualifier).qualifiedArn();
  }

  private Operation.Owned owner(Call call, @Nullable String functionName) {
    FunctionRef ref = FunctionRef.of(call, functionName, null);
    return new Operation.Owned(ref.account(), store.find(ref).flatMap(Function::policy));
  }
}

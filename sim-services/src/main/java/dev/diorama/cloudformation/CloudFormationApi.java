package dev.diorama.cloudformation;

import dev.diorama.core.router.Call;
import dev.diorama.core.router.ServiceApi;
import dev.diorama.core.wire.Protocol;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.CreateStackRequest;
import software.amazon.awssdk.services.cloudformation.model.DeleteStackRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackEventsRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackResourceRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackResourcesRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStacksRequest;
import software.amazon.awssdk.services.cloudformation.model.GetTemplateRequest;
import software.amazon.awssdk.services.cloudformation.model.ListStackResourcesRequest;
import software.amazon.awssdk.services.cloudformation.model.ListStacksRequest;
import software.amazon.awssdk.services.cloudformation.model.ValidateTemplateRequest;

/** CloudFormation's operations. */
final class CloudFormationApi {
  private CloudFormationApi() {}

  static ServiceApi table(CloudFormationService service, CloudFormationConfig config) {
    ServiceApi api =
        ServiceApi.of("cloudformation", CloudFormationClient.class, Protocol.QUERY)
            .latency(config.latency());
    api.on(CreateStackRequest.class, service::createStack)
        .action("cloudformation:CreateStack", (call, r) -> arn(call, r.stackName()));
    api.on(DeleteStackRequest.class, service::deleteStack)
        .action("cloudformation:DeleteStack", (call, r) -> arn(call, r.stackName()));
    api.on(DescribeStacksRequest.class, service::describeStacks)
        .action("cloudformation:DescribeStacks", (call, r) -> arn(call, r.stackName()));
    api.on(DescribeStackEventsRequest.class, service::describeStackEvents)
        .action("cloudformation:DescribeStackEvents", (call, r) -> arn(call, r.stackName()));
    api.on(DescribeStackResourceRequest.class, service::describeStackResource)
        .action("cloudformation:DescribeStackResource", (call, r) -> arn(call, r.stackName()));
    api.on(DescribeStackResourcesRequest.class, service::describeStackResources)
        .action("cloudformation:DescribeStackResources", (call, r) -> arn(call, r.stackName()));
    api.on(ListStackResourcesRequest.class, service::listStackResources)
        .action("cloudformation:ListStackResources", (call, r) -> arn(call, r.stackName()));
    api.on(ListStacksRequest.class, service::listStacks).action("cloudformation:ListStacks");
    api.on(GetTemplateRequest.class, service::getTemplate)
        .action("cloudformation:GetTemplate", (call, r) -> arn(call, r.stackName()));
    api.on(ValidateTemplateRequest.class, service::validateTemplate)
        .action("cloudformation:ValidateTemplate");
    return api;
  }

  private static String arn(Call call, @Nullable String stack) {
    if (stack == null) {
      return "*";
    }
    return stack.startsWith("arn:")
        ? stack
        : "arn:aws:cloudformation:"
            + call.region()
            + ":"
            + call.account()
            + ":stack/"
            + stack
            + "/*";
  }
}

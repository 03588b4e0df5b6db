package dev.diorama.apigateway;

import dev.diorama.core.router.Call;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.apigateway.model.GetAccountRequest;
import software.amazon.awssdk.services.apigateway.model.GetAccountResponse;
import software.amazon.awssdk.services.apigateway.model.PatchOperation;
import software.amazon.awssdk.services.apigateway.model.TagResourceRequest;
import software.amazon.awssdk.services.apigateway.model.TagResourceResponse;
import software.amazon.awssdk.services.apigateway.model.ThrottleSettings;
import software.amazon.awssdk.services.apigateway.model.UpdateAccountRequest;
import software.amazon.awssdk.services.apigateway.model.UpdateAccountResponse;

/** The rules about an account's settings, and tags. */
final class AccountService {
  private static final Pattern ARN =
      Pattern.compile("arn:aws:apigateway:[a-z0-9-]+::/restapis/([^/]+)(?:/stages/([^/]+))?");

  private final ApiGatewayConfig config;
  private final ApiGatewayStore store;

  AccountService(ApiGatewayConfig config, ApiGatewayStore store) {
    this.config = config;
    this.store = store;
  }

  GetAccountResponse read(Call call, GetAccountRequest request) {
    String role = store.cloudWatchRole(call.account(), call.region());
    return GetAccountResponse.builder()
        .cloudwatchRoleArn(role.isEmpty() ? null : role)
        .throttleSettings(
            ThrottleSettings.builder()
                .burstLimit(config.accountBurst())
                .rateLimit((double) config.accountRate())
                .build())
        .features(List.of("UsagePlans"))
        .apiKeyVersion("4")
        .build();
  }

  /** Records the role for logs; nothing is logged with it. */
  UpdateAccountResponse update(Call call, UpdateAccountRequest request) {
    for (PatchOperation patch : request.patchOperations()) {
      if (!Patches.parts(patch).equals(List.of("cloudwatchRoleArn"))) {
        throw Patches.unknownPath(patch);
      }
      store.cloudWatchRole(
          call.account(), call.region(), Patches.removes(patch) ? "" : Patches.value(patch));
    }
    return Copies.into(
        read(call, GetAccountRequest.builder().build()), UpdateAccountResponse.builder());
  }

  TagResourceResponse tag(Call call, TagResourceRequest request) {
    String resource = request.resourceArn() == null ? "" : request.resourceArn();
    Matcher arn = ARN.matcher(resource);
    if (!arn.matches()) {
      throw ApiGatewayError.NOT_FOUND.with("Invalid Resource identifier specified");
    }
    ApiGatewayStore.RestApi api = store.get(call.account(), call.region(), arn.group(1));
    tagged(api, arn).putAll(request.tags());
    return TagResourceResponse.builder().build();
  }

  private static Map<String, String> tagged(ApiGatewayStore.RestApi api, Matcher arn) {
    if (arn.group(2) == null) {
      return api.tags;
    }
    ApiGatewayStore.Stage stage = api.stages.get(arn.group(2));
    if (stage == null) {
      throw ApiGatewayError.NOT_FOUND.with("Invalid stage identifier specified");
    }
    return stage.tags;
  }
}

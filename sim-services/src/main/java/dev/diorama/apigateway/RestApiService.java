package dev.diorama.apigateway;

import dev.diorama.apigateway.ApiGatewayModel.Definition;
import dev.diorama.core.router.Call;
import dev.diorama.core.time.SimClock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.apigateway.model.CreateRestApiRequest;
import software.amazon.awssdk.services.apigateway.model.CreateRestApiResponse;
import software.amazon.awssdk.services.apigateway.model.DeleteRestApiRequest;
import software.amazon.awssdk.services.apigateway.model.DeleteRestApiResponse;
import software.amazon.awssdk.services.apigateway.model.EndpointConfiguration;
import software.amazon.awssdk.services.apigateway.model.GetRestApiRequest;
import software.amazon.awssdk.services.apigateway.model.GetRestApiResponse;
import software.amazon.awssdk.services.apigateway.model.GetRestApisRequest;
import software.amazon.awssdk.services.apigateway.model.GetRestApisResponse;
import software.amazon.awssdk.services.apigateway.model.ImportRestApiRequest;
import software.amazon.awssdk.services.apigateway.model.ImportRestApiResponse;
import software.amazon.awssdk.services.apigateway.model.PatchOperation;
import software.amazon.awssdk.services.apigateway.model.PutMode;
import software.amazon.awssdk.services.apigateway.model.PutRestApiRequest;
import software.amazon.awssdk.services.apigateway.model.PutRestApiResponse;
import software.amazon.awssdk.services.apigateway.model.RestApi;
import software.amazon.awssdk.services.apigateway.model.UpdateRestApiRequest;
import software.amazon.awssdk.services.apigateway.model.UpdateRestApiResponse;

/** The rules about REST APIs as a whole. */
final class RestApiService {
  private final ApiGatewayConfig config;
  private final ApiGatewayStore store;
  private final Throttles throttles;
  private final SimClock clock;
  private final Ids ids;

  RestApiService(
      ApiGatewayConfig config,
      ApiGatewayStore store,
      Throttles throttles,
      SimClock clock,
      Ids ids) {
    this.config = config;
    this.store = store;
    this.throttles = throttles;
    this.clock = clock;
    this.ids = ids;
  }

  private ApiGatewayStore.RestApi get(Call call, String id) {
    return store.get(call.account(), call.region(), id);
  }

  CreateRestApiResponse create(Call call, CreateRestApiRequest request) {
    if (request.name() == null || request.name().isEmpty()) {
      throw ApiGatewayError.BAD_REQUEST.with("API name cannot be empty");
    }
    if (request.cloneFrom() != null) {
      throw ApiGatewayError.notBuilt("cloneFrom");
    }
    checkPolicyAndCompression(request.policy(), request.minimumCompressionSize());
    List<String> binary =
        request.binaryMediaTypes().stream().map(Patches::unescaped).distinct().toList();
    ApiGatewayStore.RestApi api = added(call, request.name(), Definition.empty(ids.root(), binary));
    api.description = request.description() == null ? "" : request.description();
    api.version = request.version() == null ? "" : request.version();
    api.endpointType = endpointType(request.endpointConfiguration());
    api.endpointDisabled = Boolean.TRUE.equals(request.disableExecuteApiEndpoint());
    api.tags.putAll(request.tags());
    store.add(api);
    return Copies.into(Views.api(api), CreateRestApiResponse.builder());
  }

  private ApiGatewayStore.RestApi added(Call call, String name, Definition definition) {
    return new ApiGatewayStore.RestApi(
        ids.api(), call.account(), call.region(), clock.instant(), name, definition);
  }

  private static void checkPolicyAndCompression(
      @Nullable String policy, @Nullable Integer compression) {
    if (policy != null && !policy.isEmpty()) {
      throw ApiGatewayError.notBuilt("resource policies");
    }
    if (compression != null) {
      throw ApiGatewayError.notBuilt("payload compression");
    }
  }

  /** Edge-optimized unless said otherwise, documented; both kinds answer alike here. */
  private static String endpointType(@Nullable EndpointConfiguration configuration) {
    if (configuration == null || configuration.types().isEmpty()) {
      return "EDGE";
    }
    String type = configuration.typesAsStrings().get(0);
    if (type.equals("PRIVATE")) {
      throw ApiGatewayError.notBuilt("private endpoints");
    }
    if (!type.equals("EDGE") && !type.equals("REGIONAL")) {
      throw ApiGatewayError.BAD_REQUEST.with("Invalid endpoint type specified: " + type);
    }
    return type;
  }

  GetRestApiResponse read(Call call, GetRestApiRequest request) {
    return Copies.into(Views.api(get(call, request.restApiId())), GetRestApiResponse.builder());
  }

  GetRestApisResponse list(Call call, GetRestApisRequest request) {
    Views.Page<RestApi> page =
        Views.Page.of(
            store.of(call.account(), call.region()).stream().map(Views::api).toList(),
            request.position(),
            request.limit());
    return GetRestApisResponse.builder().items(page.items()).position(page.position()).build();
  }

  UpdateRestApiResponse update(Call call, UpdateRestApiRequest request) {
    ApiGatewayStore.RestApi api = get(call, request.restApiId());
    request.patchOperations().forEach(patch -> patch(api, patch));
    return Copies.into(Views.api(api), UpdateRestApiResponse.builder());
  }

  private static void patch(ApiGatewayStore.RestApi api, PatchOperation patch) {
    List<String> parts = Patches.parts(patch);
    switch (parts.get(0)) {
      case "name" -> api.name = Patches.value(patch);
      case "description" -> api.description = Patches.removes(patch) ? "" : Patches.value(patch);
      case "version" -> api.version = Patches.removes(patch) ? "" : Patches.value(patch);
      case "disableExecuteApiEndpoint" -> api.endpointDisabled = Patches.bool(patch);
      case "binaryMediaTypes" -> binaryMediaType(api, patch, parts);
      case "policy" -> throw ApiGatewayError.notBuilt("resource policies");
      case "minimumCompressionSize" -> throw ApiGatewayError.notBuilt("payload compression");
      case "endpointConfiguration" ->
          api.endpointType =
              endpointType(
                  EndpointConfiguration.builder().typesWithStrings(Patches.value(patch)).build());
      default -> throw Patches.unknownPath(patch);
    }
  }

  private static void binaryMediaType(
      ApiGatewayStore.RestApi api, PatchOperation patch, List<String> parts) {
    if (parts.size() != 2) {
      throw Patches.unknownPath(patch);
    }
    List<String> types = new ArrayList<>(api.definition.binaryMediaTypes());
    String type = Patches.unescaped(parts.get(1));
    types.remove(type);
    if (!Patches.removes(patch)) {
      types.add(patch.value() == null ? type : Patches.unescaped(patch.value()));
    }
    api.definition = api.definition.withBinaryMediaTypes(types);
  }

  DeleteRestApiResponse delete(Call call, DeleteRestApiRequest request) {
    ApiGatewayStore.RestApi api = get(call, request.restApiId());
    api.stages.keySet().forEach(stage -> throttles.forget(api.id, stage));
    store.remove(api);
    return DeleteRestApiResponse.builder().build();
  }

  ImportRestApiResponse importApi(Call call, ImportRestApiRequest request) {
    String type = request.parameters().getOrDefault("endpointConfigurationTypes", "EDGE");
    ApiGatewayStore.RestApi api = added(call, "", Definition.empty(ids.root(), List.of()));
    api.endpointType = endpointType(EndpointConfiguration.builder().typesWithStrings(type).build());
    take(api, read(request.body(), api.definition));
    if (api.name.isEmpty()) {
      throw ApiGatewayError.BAD_REQUEST.with("Invalid OpenAPI input: info.title is missing.");
    }
    store.add(api);
    return Copies.into(Views.api(api), ImportRestApiResponse.builder());
  }

  PutRestApiResponse put(Call call, PutRestApiRequest request) {
    ApiGatewayStore.RestApi api = get(call, request.restApiId());
    // Merging is what the API does unless told otherwise; CloudFormation says overwrite.
    boolean overwrites = request.mode() == PutMode.OVERWRITE;
    Definition base =
        overwrites
            ? Definition.empty(api.definition.root().id(), api.definition.binaryMediaTypes())
            : api.definition;
    take(api, read(request.body(), base));
    return Copies.into(Views.api(api), PutRestApiResponse.builder());
  }

  private OpenApiReader.Imported read(@Nullable SdkBytes body, Definition base) {
    if (body == null) {
      throw ApiGatewayError.BAD_REQUEST.with("Invalid OpenAPI input: the body is missing.");
    }
    return OpenApiReader.read(body.asByteArray(), base, ids, config.maxTimeoutMillis());
  }

  private static void take(ApiGatewayStore.RestApi api, OpenApiReader.Imported imported) {
    api.definition = imported.definition();
    if (!imported.name().isEmpty()) {
      api.name = imported.name();
    }
    if (!imported.description().isEmpty()) {
      api.description = imported.description();
    }
    if (!imported.version().isEmpty()) {
      api.version = imported.version();
    }
    imported.endpointDisabled().ifPresent(disabled -> api.endpointDisabled = disabled);
  }
}

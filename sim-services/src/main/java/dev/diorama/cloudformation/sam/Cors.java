package dev.diorama.cloudformation.sam;

import dev.diorama.core.json.Json;
import java.util.List;
import java.util.Optional;

/**
 * How an API answers preflight requests. Values are header values within single quotes, as API
 * Gateway takes constants.
 *
 * <p>Documented:
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-corsconfiguration.html
 */
record Cors(
    Json origin,
    Optional<Json> headers,
    Optional<Json> methods,
    Optional<Json> maxAge,
    boolean credentials) {

  private static final Json ANY_ORIGIN = Json.of("'*'");
  private static final List<String> KEYS =
      List.of("AllowMethods", "AllowHeaders", "AllowOrigin", "MaxAge", "AllowCredentials");

  static Cors of(SamResource api, Json cors) {
    if (!(cors instanceof Json.Obj) || Intrinsic.isFunction(cors)) {
      return new Cors(cors, Optional.empty(), Optional.empty(), Optional.empty(), false);
    }
    for (String key : cors.members().keySet()) {
      if (!KEYS.contains(key)) {
        throw api.refused("Invalid key '" + key + "' for 'Cors' property.");
      }
    }
    Json origin = cors.get("AllowOrigin").orElse(ANY_ORIGIN);
    boolean credentials = cors.get("AllowCredentials").equals(Optional.of(Json.of(true)));
    if (credentials && origin.equals(ANY_ORIGIN)) {
      throw api.refused(
          "Unable to add Cors configuration because 'AllowCredentials' can not be true when"
              + " 'AllowOrigin' is \"'*'\" or not set");
    }
    if (origin instanceof Json.Null || origin.equals(Json.of(""))) {
      throw api.refused(
          "Structure of the SAM template is invalid. Invalid input. Value for AllowedOrigins is"
              + " required");
    }
    return new Cors(
        origin,
        given(cors, "AllowHeaders"),
        given(cors, "AllowMethods"),
        cors.get("MaxAge").filter(age -> !(age instanceof Json.Null)),
        credentials);
  }

  private static Optional<Json> given(Json cors, String key) {
    return cors.get(key)
        .filter(value -> !(value instanceof Json.Null) && !value.equals(Json.of("")));
  }

  /**
   * The operation that answers a preflight request.
   *
   * @param allowed the methods of the path, for when none were given
   */
  Json.Obj preflight(String allowed) {
    Json.ObjectBuilder values = Json.object();
    Json.ObjectBuilder types = Json.object();
    header(values, types, "Allow-Origin", "string", Optional.of(origin));
    header(values, types, "Allow-Headers", "string", headers);
    Json listed = methods.orElse(Json.of("'" + allowed + "'"));
    header(values, types, "Allow-Methods", "string", Optional.of(listed));
    header(values, types, "Max-Age", "integer", maxAge);
    Optional<Json> granted = credentials ? Optional.of(Json.of("'true'")) : Optional.empty();
    header(values, types, "Allow-Credentials", "string", granted);
    Json.Obj answer =
        Json.object()
            .put("statusCode", "200")
            .put("responseParameters", values.build())
            .put("responseTemplates", Json.object().put("application/json", "{}\n").build())
            .build();
    Json.Obj mock =
        Json.object()
            .put("type", "mock")
            .put(
                "requestTemplates",
                Json.object().put("application/json", "{\n  \"statusCode\" : 200\n}\n").build())
            .put("responses", Json.object().put("default", answer).build())
            .build();
    Json.Obj described =
        Json.object()
            .put("description", "Default response for CORS method")
            .put("headers", types.build())
            .build();
    return Json.object()
        .put("summary", "CORS support")
        .put("consumes", Json.strings(List.of("application/json")))
        .put("produces", Json.strings(List.of("application/json")))
        .put(Swagger.INTEGRATION, mock)
        .put("responses", Json.object().put("200", described).build())
        .build();
  }

  private static void header(
      Json.ObjectBuilder values,
      Json.ObjectBuilder types,
      String name,
      String type,
      Optional<Json> value) {
    value.ifPresent(
        present -> {
          values.put("method.response.header.Access-Control-" + name, present);
          types.put("Access-Control-" + name, Json.object().put("type", type).build());
        });
  }
}

package dev.diorama.cognito.userpool;

import dev.diorama.cognito.userpool.Triggers.Trigger;
import dev.diorama.cognito.userpool.UserPoolModel.Session;
import dev.diorama.core.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the function before tokens makes of them.
 *
 * <p>Documented, with the three versions of its event:
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html.
 * Which claims it cannot touch is recalled from there; that a change to one of them is passed over
 * without an error is assumed.
 *
 * @param identity its changes to the ID token
 * @param access its changes to the access token
 */
record TokenChanges(Json identity, Json access, Groups groups) {
  private static final List<String> FIXED =
      List.of(
          "acr",
          "amr",
          "at_hash",
          "auth_time",
          "azp",
          "client_id",
          "cognito:username",
          "device_key",
          "event_id",
          "exp",
          "iat",
          "identities",
          "iss",
          "jti",
          "nbf",
          "nonce",
          "origin_jti",
          "scope",
          "sub",
          "token_use",
          "username",
          "version");

  private static final Groups NO_GROUPS = new Groups(List.of(), List.of(), "");

  /** What the pool's function says to the tokens of a user. */
  static TokenChanges asked(
      Triggers triggers, Visit visit, Session session, Groups groups, String source) {
    int version = Triggers.tokenVersion(visit.pool());
    Json.ObjectBuilder request =
        Triggers.about(session.user).put("groupConfiguration", groups.configuration());
    if (version > 1) {
      request.put("scopes", Json.strings(session.grant.scopes()));
    }
    return fire(triggers, visit, session.user.username, request, groups, source, version == 1);
  }

  /** What it says to an application's own token, if it is of the third version. */
  static TokenChanges askedForMachine(Triggers triggers, Visit visit, List<String> scopes) {
    if (Triggers.tokenVersion(visit.pool()) < 3) {
      return new TokenChanges(Json.nil(), Json.nil(), NO_GROUPS);
    }
    Json.ObjectBuilder request =
        Json.object()
            .put("userAttributes", Json.empty())
            .put("scopes", Json.strings(scopes))
            .put("groupConfiguration", NO_GROUPS.configuration());
    return fire(triggers, visit, visit.clientId(), request, NO_GROUPS, "ClientCredentials", false);
  }

  private static TokenChanges fire(
      Triggers triggers,
      Visit visit,
      String userName,
      Json.ObjectBuilder request,
      Groups groups,
      String source,
      boolean first) {
    String member = first ? "claimsOverrideDetails" : "claimsAndScopeOverrideDetails";
    Optional<Json> answer =
        triggers.fire(
            visit,
            Trigger.PRE_TOKEN_GENERATION,
            source,
            userName,
            Triggers.with(request, "clientMetadata", visit.metadata()).build(),
            Json.object().put(member, Json.nil()).build());
    Json details = answer.flatMap(given -> given.get(member)).orElse(Json.nil());
    if (details != Json.nil() && !(details instanceof Json.Obj)) {
      throw Triggers.unreadable();
    }
    return new TokenChanges(
        first ? details : details.get("idTokenGeneration").orElse(Json.nil()),
        first ? Json.nil() : details.get("accessTokenGeneration").orElse(Json.nil()),
        groups(groups, details.get("groupOverrideDetails").orElse(Json.nil())));
  }

  private static Groups groups(Groups groups, Json override) {
    if (!(override instanceof Json.Obj)) {
      return groups;
    }
    return new Groups(
        texts(override, "groupsToOverride"),
        texts(override, "iamRolesToOverride"),
        override.text("preferredRole").orElse(""));
  }

  private static List<String> texts(Json object, String name) {
    Json list = object.get(name).orElse(Json.nil());
    List<String> texts = new ArrayList<>();
    for (Json each : list.items()) {
      texts.add(each.text().orElseThrow(Triggers::unreadable));
    }
    return texts;
  }

  /** The ID token's claims, changed. */
  Json.Obj identity(Json.Obj claims) {
    return changed(claims, identity);
  }

  /** The access token's claims, changed. */
  Json.Obj access(Json.Obj claims) {
    return changed(claims, access);
  }

  private static Json.Obj changed(Json.Obj claims, Json change) {
    if (!(change instanceof Json.Obj)) {
      return claims;
    }
    List<String> suppressed = texts(change, "claimsToSuppress");
    Map<String, Json> added = change.get("claimsToAddOrOverride").orElse(Json.nil()).members();
    Json.ObjectBuilder result = Json.object();
    claims
        .members()
        .forEach(
            (name, value) -> {
              if (FIXED.contains(name) || !suppressed.contains(name)) {
                result.put(name, value);
              }
            });
    added.forEach(
        (name, value) -> {
          boolean fixed = FIXED.contains(name) || name.equals("aud");
          if (!fixed && value != Json.nil()) {
            result.put(name, value);
          }
        });
    return result.build();
  }

  /** The access token's scopes, changed. */
  List<String> scopes(List<String> granted) {
    Set<String> scopes = new LinkedHashSet<>(granted);
    scopes.addAll(texts(access, "scopesToAdd"));
    texts(access, "scopesToSuppress").forEach(scopes::remove);
    return List.copyOf(scopes);
  }
}

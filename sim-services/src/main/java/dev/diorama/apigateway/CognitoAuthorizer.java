package dev.diorama.apigateway;

import dev.diorama.apigateway.ApiGatewayModel.Authorizer;
import dev.diorama.apigateway.ApiGatewayModel.Method;
import dev.diorama.core.json.Json;
import dev.diorama.core.json.JsonException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lets in the bearer of a user pool's token.
 *
 * <p>A method without scopes wants an ID token; one with scopes wants an access token that has any
 * of them. The audience is not compared with any client unless the authorizer has a validation
 * expression. Documented:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-integrate-with-cognito.html
 * Every denial is a 401, as users report; that includes a missing scope.
 */
final class CognitoAuthorizer {
  /** How {@code exp} and {@code iat} are written in events, observed. */
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE MMM dd HH:mm:ss 'UTC' yyyy", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final Pattern BEARER = Pattern.compile("(?i)\\s*bearer(?:\\s+(.*))?");

  private final TokenVerifier tokens;

  CognitoAuthorizer(TokenVerifier tokens) {
    this.tokens = tokens;
  }

  /** The claims of the request's token, as events show them. */
  Json.Obj authorize(Exchange exchange, Authorizer authorizer, Method method) {
    String header = Authorizers.header(authorizer);
    String token = exchange.request().header(header).map(CognitoAuthorizer::bare).orElse("");
    if (token.isEmpty()) {
      throw unauthorized("no token in the header " + header);
    }
    Json.Obj claims = verified(exchange, authorizer, token);
    String use = claims.text("token_use").orElse("");
    if (method.scopes().isEmpty()) {
      checkIdToken(claims, use, authorizer);
    } else {
      checkScopes(claims, use, method.scopes());
    }
    return shown(claims);
  }

  private static String bare(String value) {
    Matcher bearer = BEARER.matcher(value);
    String token = bearer.matches() ? bearer.group(1) : value;
    return token == null ? "" : token.trim();
  }

  private Json.Obj verified(Exchange exchange, Authorizer authorizer, String token) {
    List<String> issuers = authorizer.providerArns().stream().map(Authorizers::issuer).toList();
    String claimed = claimedIssuer(token).orElse("");
    String issuer = issuers.contains(claimed) ? claimed : issuers.get(0);
    try {
      return tokens.verify(exchange.call(), token, issuer);
    } catch (TokenVerifier.Rejected rejected) {
      if (rejected.reason() == TokenVerifier.Reason.EXPIRED) {
        throw Refusal.UNAUTHORIZED.because(
            "The incoming token has expired", rejected.explanation());
      }
      throw unauthorized(rejected.explanation());
    }
  }

  /** The issuer that a token claims: good for nothing but choosing whom to ask. */
  private static Optional<String> claimedIssuer(String token) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    try {
      byte[] payload = Base64.getUrlDecoder().decode(parts[1]);
      return Json.parse(new String(payload, StandardCharsets.UTF_8)).text("iss");
    } catch (IllegalArgumentException | JsonException e) {
      return Optional.empty(); // The verifier says what is wrong with it.
    }
  }

  private static void checkIdToken(Json.Obj claims, String use, Authorizer authorizer) {
    if (!use.equals("id")) {
      throw unauthorized(
          "the token's token_use is '" + use + "', but a method without scopes wants an ID token");
    }
    String expression = authorizer.identityValidationExpression();
    String audience = claims.text("aud").orElse("");
    if (!expression.isEmpty() && !Pattern.matches(expression, audience)) {
      throw unauthorized(
          "the token's aud '" + audience + "' does not match the expression " + expression);
    }
  }

  private static void checkScopes(Json.Obj claims, String use, List<String> wanted) {
    if (!use.equals("access")) {
      throw unauthorized(
          "the token's token_use is '"
              + use
              + "', but a method with scopes wants an access token with any of "
              + wanted);
    }
    List<String> had = List.of(claims.text("scope").orElse("").split(" ", -1));
    if (wanted.stream().noneMatch(had::contains)) {
      throw unauthorized("the token's scopes are " + had + ", none of " + wanted);
    }
  }

  private static Refusal.Refused unauthorized(String why) {
    return Refusal.UNAUTHORIZED.because("Unauthorized", why);
  }

  /**
   * Claims as the event has them, all strings: lists joined by commas, {@code exp} and {@code iat}
   * as dates; observed in many published events.
   */
  static Json.Obj shown(Json.Obj claims) {
    Map<String, Json> shown = new LinkedHashMap<>();
    claims.members().forEach((name, value) -> shown.put(name, Json.of(text(name, value))));
    return new Json.Obj(shown);
  }

  private static String text(String name, Json value) {
    if (value instanceof Json.Num number && (name.equals("exp") || name.equals("iat"))) {
      return DATE.format(Instant.ofEpochSecond(number.value().longValue()));
    }
    if (value instanceof Json.Arr array) {
      List<String> items = new ArrayList<>();
      array.items().forEach(item -> items.add(item.text().orElseGet(item::write)));
      return String.join(",", items);
    }
    return value.text().orElseGet(value::write);
  }
}

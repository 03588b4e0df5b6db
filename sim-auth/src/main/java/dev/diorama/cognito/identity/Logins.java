package dev.diorama.cognito.identity;

import dev.diorama.cognito.identity.IdentityPoolModel.Login;
import dev.diorama.cognito.identity.IdentityPoolModel.Pool;
import dev.diorama.core.json.Json;
import dev.diorama.core.json.JsonException;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Principal;
import dev.diorama.core.time.SimClock;
import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.HttpResponse;
import dev.diorama.jwt.JwtRejected;
import dev.diorama.jwt.JwtVerifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import software.amazon.awssdk.services.cognitoidentity.model.CognitoIdentityProvider;
import software.amazon.awssdk.services.iam.model.GetOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.GetOpenIdConnectProviderResponse;

/**
 * Proves the logins that people present: ID tokens of the user pools that an identity pool trusts.
 *
 * <p>The refusals are observed, in the reports of people who met them; where AWS's words for a case
 * are not known, they are formed like the others.
 */
final class Logins {
  private static final String INVALID = "Invalid login token. ";

  private final SimClock clock;
  private final JwtVerifier verifier;
  private final Predicate<String> stillSignedIn;

  Logins(SimClock clock, Predicate<String> stillSignedIn) {
    this.clock = clock;
    this.verifier = new JwtVerifier(clock);
    this.stillSignedIn = stillSignedIn;
  }

  /** Every login given, each proved. */
  List<Login> proved(Call call, Pool pool, Map<String, String> given) {
    List<Login> logins = new ArrayList<>();
    given.forEach((provider, token) -> logins.add(prove(call, pool, provider, token)));
    return logins;
  }

  private Login prove(Call call, Pool pool, String provider, String token) {
    if (provider.equals(IdentityPoolModel.DEVELOPER)) {
      return byDeveloper(call, pool, token);
    }
    Optional<String> oidc = pool.oidcProvider(provider);
    if (oidc.isPresent()) {
      return byOidc(call, pool, provider, oidc.get(), token);
    }
    if (!provider.startsWith("cognito-idp.")) {
      throw IdentityPoolError.INVALID_PARAMETER.with("Please provide a valid public provider");
    }
    List<CognitoIdentityProvider> trusted = pool.providers(provider);
    if (trusted.isEmpty()) {
      throw IdentityPoolError.unsupportedProvider();
    }
    Json.Obj claims = verified(call, provider, token);
    String client = claims.text("aud").orElseThrow(() -> invalid("Missing a required claim: aud"));
    if (!claims.text("token_use").orElse("").equals("id")) {
      throw invalid("Not a valid OpenId Connect identity token.");
    }
    CognitoIdentityProvider entry =
        trusted.stream()
            .filter(each -> client.equals(each.clientId()))
            .findFirst()
            .orElseThrow(IdentityPoolError::unsupportedProvider);
    if (Boolean.TRUE.equals(entry.serverSideTokenCheck()) && !stillSignedIn.test(token)) {
      // The error is documented, its words are assumed.
      throw invalid("The user is signed out, disabled or deleted.");
    }
    String subject = claims.text("sub").orElseThrow(() -> invalid("Missing a required claim: sub"));
    return new Login(provider, subject, client, claims);
  }

  /**
   * The token that a developer's back end fetched: signed by Cognito itself, for one identity of
   * this very pool.
   */
  private Login byDeveloper(Call call, Pool pool, String token) {
    Json.Obj claims =
        verified(call, OpenIdTokens.ISSUER, OpenIdTokens.ISSUER + OpenIdTokens.KEYS, token);
    List<String> methods =
        claims.get("amr").map(Json::items).orElse(List.of()).stream()
            .flatMap(each -> each.text().stream())
            .toList();
    String own = pool.settings().developerProviderName();
    String prefix = own + ":" + pool.id + ":";
    if (own == null
        || !claims.text("aud").orElse("").equals(pool.id)
        || methods.size() != 3
        || !methods.get(2).startsWith(prefix)) {
      throw IdentityPoolError.unsupportedProvider();
    }
    String subject = claims.text("sub").orElseThrow(() -> invalid("Missing a required claim: sub"));
    return new Login(
        IdentityPoolModel.DEVELOPER, subject, methods.get(2).substring(prefix.length()), claims);
  }

  /** A token of an issuer that IAM knows, for one of the clients that IAM lists. */
  private Login byOidc(Call call, Pool pool, String provider, String arn, String token) {
    String issuer = "https://" + provider;
    Json.Obj claims = verified(call, issuer, jwksUrl(call, issuer), token);
    List<String> audience =
        claims.get("aud").map(Json::asList).orElse(List.of()).stream()
            .flatMap(each -> each.text().stream())
            .toList();
    List<String> clients = clients(call, pool, arn);
    String client =
        audience.stream()
            .filter(clients::contains)
            .findFirst()
            .orElseThrow(() -> invalid("Incorrect token audience"));
    String subject = claims.text("sub").orElseThrow(() -> invalid("Missing a required claim: sub"));
    return new Login(provider, subject, client, claims);
  }

  /** Read in the name of the pool's account, as Cognito needs no permission of anybody's for it. */
  private static List<String> clients(Call call, Pool pool, String arn) {
    String root = "arn:aws:iam::" + pool.account + ":root";
    Principal owner =
        new Principal(Principal.Kind.ROOT, pool.account, root, pool.account, "", Map.of());
    try {
      return call.send(
              owner,
              GetOpenIdConnectProviderRequest.builder().openIDConnectProviderArn(arn).build(),
              GetOpenIdConnectProviderResponse.class)
          .clientIDList();
    } catch (AwsException refused) {
      call.note("why", refused.message());
      throw IdentityPoolError.unsupportedProvider();
    }
  }

  /** OpenID Connect Discovery: the issuer's configuration says where its keys are. */
  private static String jwksUrl(Call call, String issuer) {
    HttpResponse response = call.get(issuer + "/.well-known/openid-configuration");
    try {
      return (response.status() == 200
              ? Json.parse(response.text()).text("jwks_uri")
              : Optional.<String>empty())
          .filter(uri -> uri.startsWith("https://"))
          .orElseThrow(() -> invalid("Couldn't verify signed token."));
    } catch (JsonException e) {
      throw invalid("Couldn't verify signed token.");
    }
  }

  private Json.Obj verified(Call call, String provider, String token) {
    String issuer = "https://" + provider;
    return verified(call, issuer, JwtVerifier.jwksUrl(issuer), token);
  }

  private Json.Obj verified(Call call, String issuer, String jwksUrl, String token) {
    try {
      return verifier.verify(call, token, issuer, jwksUrl);
    } catch (JwtRejected rejected) {
      call.note("why", rejected.message());
      throw switch (rejected.reason()) {
        case MALFORMED -> invalid("Not a valid OpenId Connect identity token.");
        case BAD_SIGNATURE -> invalid("Token signature invalid.");
        case UNKNOWN_KEY -> invalid("Couldn't verify signed token.");
        case WRONG_ISSUER -> invalid("Issuer doesn't match providerName");
        case NOT_YET_VALID -> invalid("Token is not valid yet.");
        case EXPIRED ->
            invalid(
                "Token expired: "
                    + clock.instant().getEpochSecond()
                    + " >= "
                    + JwtVerifier.unverifiedClaims(token).text("exp").orElse(""));
      };
    }
  }

  private static AwsException invalid(String why) {
    return IdentityPoolError.NOT_AUTHORIZED.with(INVALID + why);
  }
}

package dev.diorama.cognito.identity;

import dev.diorama.cognito.identity.IdentityPoolModel.Login;
import dev.diorama.cognito.identity.IdentityPoolModel.Pool;
import dev.diorama.core.json.Json;
import dev.diorama.core.router.Call;
import dev.diorama.core.time.SimClock;
import dev.diorama.core.wire.AwsException;
import dev.diorama.jwt.JwtRejected;
import dev.diorama.jwt.JwtVerifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import software.amazon.awssdk.services.cognitoidentity.model.CognitoIdentityProvider;

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

  private Json.Obj verified(Call call, String provider, String token) {
    String issuer = "https://" + provider;
    try {
      return verifier.verify(call, token, issuer, JwtVerifier.jwksUrl(issuer));
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

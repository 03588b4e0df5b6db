package dev.diorama.sts;

import dev.diorama.core.router.Access;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Principal;
import dev.diorama.core.time.SimClock;
import dev.diorama.core.wire.AwsException;
import dev.diorama.iam.Iam;
import dev.diorama.iam.Iam.AssumableRole;
import dev.diorama.iam.Session;
import dev.diorama.saml.SamlAssertion;
import dev.diorama.saml.SamlMetadata;
import dev.diorama.saml.SamlRejected;
import dev.diorama.saml.SamlVerifier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithSamlRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithSamlResponse;
import software.amazon.awssdk.services.sts.model.Tag;

/**
 * AssumeRoleWithSAML: the response of an identity provider for credentials of a role. What the
 * response must hold is documented:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml_assertions.html,
 * and so are most refusals: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_saml.html
 */
final class StsSamlService {
  private static final String ATTRIBUTES = "https://aws.amazon.com/SAML/Attributes/";
  private static final String TAG = ATTRIBUTES + "PrincipalTag:";
  private static final Pattern NAME = Pattern.compile("[\\w+=,.@-]{2,64}");
  private static final Pattern PROVIDER_ARN =
      Pattern.compile("arn:aws:iam::[0-9]{12}:saml-provider/[\\w._-]+");
  private static final int MAX_ASSERTION = 100_000;

  private final Iam iam;
  private final StsRoleService roles;
  private final SimClock clock;

  StsSamlService(Iam iam, StsRoleService roles, SimClock clock) {
    this.iam = iam;
    this.roles = roles;
    this.clock = clock;
  }

  /** Whom a response speaks of, and what it asks for that person's session. */
  private record Federated(
      SamlKeys keys,
      SamlAssertion.NameId subject,
      String sessionName,
      Optional<String> sourceIdentity,
      NavigableMap<String, String> tags,
      Set<String> transitive) {
    Map<String, List<String>> context() {
      Map<String, List<String>> context = new LinkedHashMap<>(keys.ofSession(subject));
      sourceIdentity.ifPresent(name -> context.put("aws:SourceIdentity", List.of(name)));
      return context;
    }
  }

  SdkResponse assume(Call call, AssumeRoleWithSamlRequest request) {
    String arn = StsChecks.roleArn(request.roleArn());
    String provider =
        StsChecks.text("principalArn", request.principalArn(), "[\\t\\n\\r -\\uFFFD]+", 20, 2_048);
    if (!PROVIDER_ARN.matcher(provider).matches()) {
      throw StsError.VALIDATION_ERROR.with(provider + " is invalid");
    }
    String encoded =
        StsChecks.text("SAMLAssertion", request.samlAssertion(), "[\\s\\S]+", 4, MAX_ASSERTION);
    call.on(arn);
    SamlAssertion assertion = verify(call, encoded, provider);
    Federated person = federated(assertion, provider);
    checkListed(call, assertion, arn, provider);
    decide(call, arn, provider, person);
    AssumableRole role = roles.role(arn);
    Optional<Integer> packed =
        StsRoleService.packed(request.policy(), request.policyArns(), person.tags());
    Session session =
        roles.issue(
            role,
            person.sessionName(),
            roles.policies(call, request.policy(), request.policyArns()),
            person.tags(),
            person.transitive(),
            person.context(),
            duration(role, request.durationSeconds(), assertion));
    AssumeRoleWithSamlResponse.Builder response =
        AssumeRoleWithSamlResponse.builder()
            .credentials(StsRoleService.view(session))
            .assumedRoleUser(StsRoleService.user(session))
            .subject(person.subject().value())
            .subjectType(SamlKeys.subjectType(person.subject()))
            .issuer(assertion.issuer())
            .audience(assertion.recipient())
            .nameQualifier(person.keys().nameQualifier());
    person.sourceIdentity().ifPresent(response::sourceIdentity);
    packed.ifPresent(response::packedPolicySize);
    return response.build();
  }

  private SamlAssertion verify(Call call, String encoded, String provider) {
    byte[] xml;
    try {
      xml = Base64.getMimeDecoder().decode(encoded);
    } catch (IllegalArgumentException e) {
      throw discovery(call, "Invalid base64 SAMLResponse", "AuthSamlInvalidSamlResponseException");
    }
    SamlMetadata metadata =
        iam.samlProvider(provider)
            .orElseThrow(
                () ->
                    discovery(
                        call,
                        "Specified provider doesn't exist",
                        "AuthSamlManifestNotFoundException"));
    try {
      return SamlVerifier.verify(xml, metadata, clock.instant());
    } catch (SamlRejected e) {
      call.note("why", e.message());
      throw refusal(call, e);
    }
  }

  /**
   * The refusal in AWS's words: documented for signatures and issuers, observed for age; the others
   * are assumed.
   */
  private static AwsException refusal(Call call, SamlRejected rejected) {
    return switch (rejected.reason()) {
      case BAD_SIGNATURE -> invalid("Response signature invalid");
      case WRONG_ISSUER ->
          discovery(
              call,
              "Issuer not present in specified provider",
              "AuthSamlInvalidSamlResponseException");
      case STALE ->
          StsError.EXPIRED_TOKEN.with("Token must be redeemed within 5 minutes of issuance");
      case EXPIRED -> StsError.EXPIRED_TOKEN.with("Token expired: " + rejected.message());
      case FAILED -> StsError.IDP_REJECTED_CLAIM.with("The identity provider reported a failure.");
      case WRONG_AUDIENCE -> invalid("Incorrect token audience");
      case MALFORMED, NOT_YET_VALID ->
          invalid("The SAML response that was passed could not be validated by AWS.");
    };
  }

  private static AwsException invalid(String message) {
    return StsError.INVALID_IDENTITY_TOKEN.with(message);
  }

  /** What the service behind STS says, handed on as it is; the form is observed. */
  private static AwsException discovery(Call call, String message, String code) {
    return invalid(
        message
            + " (Service: AWSOpenIdDiscoveryService; Status Code: 400; Error Code: "
            + code
            + "; Request ID: "
            + call.requestId()
            + "; Proxy: null)");
  }

  private static Federated federated(SamlAssertion assertion, String provider) {
    String[] parts = provider.split("[:/]", -1);
    SamlAssertion.NameId subject = assertion.subject().orElseThrow(StsSamlService::unauthorized);
    String sessionName =
        only(assertion, "RoleSessionName")
            .orElseThrow(() -> invalid("RoleSessionName is required in AuthnResponse"));
    if (!NAME.matcher(sessionName).matches()) {
      throw invalid("RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}");
    }
    Optional<String> source = only(assertion, "SourceIdentity");
    if (source.isPresent()
        && (!NAME.matcher(source.get()).matches() || source.get().startsWith("aws:"))) {
      throw invalid(
          "Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with \"aws:\"");
    }
    return new Federated(
        new SamlKeys(assertion, parts[4], parts[6]),
        subject,
        sessionName,
        source,
        tags(assertion),
        new TreeSet<>(assertion.values(ATTRIBUTES + "TransitiveTagKeys")));
  }

  private static AwsException unauthorized() {
    return StsError.ACCESS_DENIED.with("Not authorized to perform sts:AssumeRoleWithSAML");
  }

  /** The one value of an attribute of AWS's; assumed: of several none counts. */
  private static Optional<String> only(SamlAssertion assertion, String attribute) {
    List<String> values = assertion.values(ATTRIBUTES + attribute);
    if (values.size() > 1) {
      throw invalid(attribute + " in AuthnResponse must have one value");
    }
    return values.stream().findFirst();
  }

  private static NavigableMap<String, String> tags(SamlAssertion assertion) {
    List<Tag> tags = new ArrayList<>();
    assertion
        .attributes()
        .forEach(
            (name, values) -> {
              if (name.startsWith(TAG)) {
                for (String value : values) {
                  tags.add(Tag.builder().key(name.substring(TAG.length())).value(value).build());
                }
              }
            });
    return StsChecks.tags(tags);
  }

  /** The response must pair the role with the provider, in either order. */
  private static void checkListed(
      Call call, SamlAssertion assertion, String role, String provider) {
    Set<String> pair = Set.of(role, provider);
    boolean listed =
        assertion.values(ATTRIBUTES + "Role").stream()
            .map(value -> Arrays.stream(value.split(",", -1)).map(String::strip).toList())
            .anyMatch(both -> both.size() == 2 && pair.equals(Set.copyOf(both)));
    if (!listed) {
      call.note("why", "the response's Role attribute does not pair " + role + " with " + provider);
      throw unauthorized();
    }
  }

  private void decide(Call call, String arn, String provider, Federated person) {
    Map<String, List<String>> keys = new LinkedHashMap<>(person.context());
    keys.putAll(person.keys().ofTrust());
    Principal bearer =
        new Principal(Principal.Kind.ANONYMOUS, "", provider, person.subject().value(), "", keys);
    Access role =
        StsRoleService.tagged(
            roles.roleAccess(arn).with("sts:RoleSessionName", person.sessionName()),
            person.tags(),
            List.copyOf(person.transitive()));
    List<String> actions = new ArrayList<>(List.of("sts:AssumeRoleWithSAML"));
    if (!person.tags().isEmpty()) {
      actions.add("sts:TagSession");
    }
    if (person.sourceIdentity().isPresent()) {
      role = role.with("sts:SourceIdentity", person.sourceIdentity().get());
      actions.add("sts:SetSourceIdentity");
    }
    StsRoleService.trusted(call, bearer, role, actions);
  }

  /**
   * What is asked for, or less: the response's SessionDuration and the end of the session at the
   * identity provider can only shorten it, documented.
   */
  private Duration duration(AssumableRole role, @Nullable Integer asked, SamlAssertion assertion) {
    Duration duration = StsRoleService.duration(role, asked, false);
    Optional<String> wished = only(assertion, "SessionDuration");
    if (wished.isPresent()) {
      duration = shorter(duration, Duration.ofSeconds(seconds(wished.get())));
    }
    if (assertion.sessionEnds().isPresent()) {
      Instant now = clock.instant();
      if (!now.isBefore(assertion.sessionEnds().get())) {
        throw StsError.EXPIRED_TOKEN.with(
            "Token expired: the session ended at " + assertion.sessionEnds().get());
      }
      duration = shorter(duration, Duration.between(now, assertion.sessionEnds().get()));
    }
    return duration;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  private static int seconds(String text) {
    if (text.matches("[0-9]{3,5}")) {
      int seconds = Integer.parseInt(text);
      if (seconds >= StsChecks.MIN_SESSION && seconds <= StsChecks.MAX_ROLE_SESSION) {
        return seconds;
      }
    }
    throw invalid("SessionDuration in AuthnResponse must be between 900 and 43200");
  }
}

package dev.diorama.ses;

import dev.diorama.core.json.Json;
import dev.diorama.core.json.JsonException;
import dev.diorama.core.router.Call;
import dev.diorama.ses.SesModel.Identity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.sesv2.model.CreateEmailIdentityPolicyRequest;
import software.amazon.awssdk.services.sesv2.model.CreateEmailIdentityPolicyResponse;
import software.amazon.awssdk.services.sesv2.model.CreateEmailIdentityRequest;
import software.amazon.awssdk.services.sesv2.model.CreateEmailIdentityResponse;
import software.amazon.awssdk.services.sesv2.model.DeleteEmailIdentityPolicyRequest;
import software.amazon.awssdk.services.sesv2.model.DeleteEmailIdentityPolicyResponse;
import software.amazon.awssdk.services.sesv2.model.DeleteEmailIdentityRequest;
import software.amazon.awssdk.services.sesv2.model.DeleteEmailIdentityResponse;
import software.amazon.awssdk.services.sesv2.model.DkimAttributes;
import software.amazon.awssdk.services.sesv2.model.GetEmailIdentityPoliciesRequest;
import software.amazon.awssdk.services.sesv2.model.GetEmailIdentityPoliciesResponse;
import software.amazon.awssdk.services.sesv2.model.GetEmailIdentityRequest;
import software.amazon.awssdk.services.sesv2.model.GetEmailIdentityResponse;
import software.amazon.awssdk.services.sesv2.model.IdentityInfo;
import software.amazon.awssdk.services.sesv2.model.ListEmailIdentitiesRequest;
import software.amazon.awssdk.services.sesv2.model.ListEmailIdentitiesResponse;
import software.amazon.awssdk.services.sesv2.model.Tag;
import software.amazon.awssdk.services.sesv2.model.UpdateEmailIdentityPolicyRequest;
import software.amazon.awssdk.services.sesv2.model.UpdateEmailIdentityPolicyResponse;

/** Identities and their policies in version 2. */
final class SesV2IdentityService {
  private static final int MOST_LISTED = 1_000;

  /** Both limits assumed, from general knowledge. */
  private static final int MOST_POLICIES = 20;

  private static final int LONGEST_POLICY = 4 << 10;

  private final SesStore store;
  private final Identities identities;

  SesV2IdentityService(SesStore store, Identities identities) {
    this.store = store;
    this.identities = identities;
  }

  private SesStore.Region region(Call call) {
    return store.region(call.account(), call.region());
  }

  CreateEmailIdentityResponse create(Call call, CreateEmailIdentityRequest request) {
    String name = request.emailIdentity();
    SesStore.Region region = region(call);
    if (region.identities.containsKey(Mailbox.normal(name))) {
      throw SesError.ALREADY_EXISTS.with("Email identity " + name + " already exist.");
    }
    if (request.dkimSigningAttributes() != null
        && request.dkimSigningAttributes().domainSigningPrivateKey() != null) {
      throw SesError.INVALID_PARAMETER_VALUE.with(
          "Diorama does not simulate signing keys of one's own (DkimSigningAttributes).");
    }
    if (request.configurationSetName() != null) {
      region.set(request.configurationSetName());
    }
    Identity identity = identities.ask(call, name);
    identity.configurationSet = Optional.ofNullable(request.configurationSetName());
    request.tags().forEach(tag -> identity.tags.put(tag.key(), tag.value()));
    return CreateEmailIdentityResponse.builder()
        .identityType(type(identity))
        .verifiedForSendingStatus(identity.verified)
        .dkimAttributes(dkim(call, identity))
        .build();
  }

  private static String type(Identity identity) {
    return identity.isDomain() ? "DOMAIN" : "EMAIL_ADDRESS";
  }

  private static DkimAttributes dkim(Call call, Identity identity) {
    return DkimAttributes.builder()
        .signingEnabled(identity.isDomain())
        .status(identity.isDomain() ? identity.proof(call.nowNanos()).inV2() : "NOT_STARTED")
        .tokens(identity.dkimTokens)
        .signingAttributesOrigin("AWS_SES")
        .build();
  }

  GetEmailIdentityResponse get(Call call, GetEmailIdentityRequest request) {
    Identity identity = region(call).identity(request.emailIdentity());
    List<Tag> tags = new ArrayList<>();
    identity.tags.forEach((key, value) -> tags.add(Tag.builder().key(key).value(value).build()));
    return GetEmailIdentityResponse.builder()
        .identityType(type(identity))
        .feedbackForwardingStatus(true)
        .verifiedForSendingStatus(identity.verified)
        .verificationStatus(identity.proof(call.nowNanos()).inV2())
        .dkimAttributes(dkim(call, identity))
        .policies(identity.policies)
        .tags(tags)
        .configurationSetName(identity.configurationSet.orElse(null))
        .build();
  }

  ListEmailIdentitiesResponse list(Call call, ListEmailIdentitiesRequest request) {
    Page<Identity> page =
        Page.of(
            List.copyOf(region(call).identities.values()),
            request.pageSize(),
            request.nextToken(),
            MOST_LISTED);
    List<IdentityInfo> shown = new ArrayList<>();
    page.items()
        .forEach(
            i ->
                shown.add(
                    IdentityInfo.builder()
                        .identityName(i.name)
                        .identityType(type(i))
                        .sendingEnabled(i.verified)
                        .verificationStatus(i.proof(call.nowNanos()).inV2())
                        .build()));
    return ListEmailIdentitiesResponse.builder()
        .emailIdentities(shown)
        .nextToken(page.next())
        .build();
  }

  DeleteEmailIdentityResponse delete(Call call, DeleteEmailIdentityRequest request) {
    SesStore.Region region = region(call);
    region.identities.remove(region.identity(request.emailIdentity()).name);
    return DeleteEmailIdentityResponse.builder().build();
  }

  CreateEmailIdentityPolicyResponse createPolicy(
      Call call, CreateEmailIdentityPolicyRequest request) {
    Map<String, String> policies = region(call).identity(request.emailIdentity()).policies;
    if (policies.containsKey(request.policyName())) {
      throw SesError.ALREADY_EXISTS.with("Policy " + request.policyName() + " already exists.");
    }
    if (policies.size() >= MOST_POLICIES) {
      throw SesError.LIMIT_EXCEEDED.with(
          "You have exceeded the limit of " + MOST_POLICIES + " policies.");
    }
    policies.put(request.policyName(), checked(request.policy()));
    return CreateEmailIdentityPolicyResponse.builder().build();
  }

  UpdateEmailIdentityPolicyResponse updatePolicy(
      Call call, UpdateEmailIdentityPolicyRequest request) {
    Map<String, String> policies = region(call).identity(request.emailIdentity()).policies;
    checkThere(policies, request.policyName());
    policies.put(request.policyName(), checked(request.policy()));
    return UpdateEmailIdentityPolicyResponse.builder().build();
  }

  private static void checkThere(Map<String, String> policies, String name) {
    if (!policies.containsKey(name)) {
      throw SesError.NOT_FOUND.with("Policy " + name + " does not exist.");
    }
  }

  private static String checked(String policy) {
    try {
      if (policy.length() <= LONGEST_POLICY && Json.parse(policy).get("Statement").isPresent()) {
        return policy;
      }
    } catch (JsonException e) {
      throw SesError.INVALID_POLICY.with("Policy is not valid JSON: " + e.getMessage());
    }
    throw SesError.INVALID_POLICY.with("Policy has no statement, or is longer than 4 KB.");
  }

  GetEmailIdentityPoliciesResponse policies(Call call, GetEmailIdentityPoliciesRequest request) {
    return GetEmailIdentityPoliciesResponse.builder()
        .policies(region(call).identity(request.emailIdentity()).policies)
        .build();
  }

  DeleteEmailIdentityPolicyResponse deletePolicy(
      Call call, DeleteEmailIdentityPolicyRequest request) {
    Map<String, String> policies = region(call).identity(request.emailIdentity()).policies;
    checkThere(policies, request.policyName());
    policies.remove(request.policyName());
    return DeleteEmailIdentityPolicyResponse.builder().build();
  }
}

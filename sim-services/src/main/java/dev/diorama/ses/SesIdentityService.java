package dev.diorama.ses;

import dev.diorama.core.router.Call;
import dev.diorama.ses.SesModel.Identity;
import dev.diorama.ses.SesModel.Proof;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.ses.model.DeleteIdentityRequest;
import software.amazon.awssdk.services.ses.model.DeleteIdentityResponse;
import software.amazon.awssdk.services.ses.model.GetIdentityNotificationAttributesRequest;
import software.amazon.awssdk.services.ses.model.GetIdentityNotificationAttributesResponse;
import software.amazon.awssdk.services.ses.model.GetIdentityVerificationAttributesRequest;
import software.amazon.awssdk.services.ses.model.GetIdentityVerificationAttributesResponse;
import software.amazon.awssdk.services.ses.model.IdentityNotificationAttributes;
import software.amazon.awssdk.services.ses.model.IdentityVerificationAttributes;
import software.amazon.awssdk.services.ses.model.ListIdentitiesRequest;
import software.amazon.awssdk.services.ses.model.ListIdentitiesResponse;
import software.amazon.awssdk.services.ses.model.SetIdentityNotificationTopicRequest;
import software.amazon.awssdk.services.ses.model.SetIdentityNotificationTopicResponse;
import software.amazon.awssdk.services.ses.model.VerifyDomainDkimRequest;
import software.amazon.awssdk.services.ses.model.VerifyDomainDkimResponse;
import software.amazon.awssdk.services.ses.model.VerifyDomainIdentityRequest;
import software.amazon.awssdk.services.ses.model.VerifyDomainIdentityResponse;
import software.amazon.awssdk.services.ses.model.VerifyEmailIdentityRequest;
import software.amazon.awssdk.services.ses.model.VerifyEmailIdentityResponse;

/** Identities in version 1, which has no error for one that is not there. */
final class SesIdentityService {
  private static final int MOST_LISTED = 1_000;

  private final SesStore store;
  private final Identities identities;

  SesIdentityService(SesStore store, Identities identities) {
    this.store = store;
    this.identities = identities;
  }

  VerifyEmailIdentityResponse verifyEmail(Call call, VerifyEmailIdentityRequest request) {
    Mailbox.of(request.emailAddress());
    identities.ask(call, request.emailAddress());
    return VerifyEmailIdentityResponse.builder().build();
  }

  VerifyDomainIdentityResponse verifyDomain(Call call, VerifyDomainIdentityRequest request) {
    Identity identity = identities.ask(call, domain(request.domain()));
    return VerifyDomainIdentityResponse.builder().verificationToken(identity.token).build();
  }

  VerifyDomainDkimResponse verifyDkim(Call call, VerifyDomainDkimRequest request) {
    Identity identity = identities.ask(call, domain(request.domain()));
    return VerifyDomainDkimResponse.builder().dkimTokens(identity.dkimTokens).build();
  }

  private static String domain(String given) {
    if (given.indexOf('@') >= 0) {
      throw SesError.INVALID_PARAMETER_VALUE.with("Invalid domain name " + given + ".");
    }
    return given;
  }

  ListIdentitiesResponse list(Call call, ListIdentitiesRequest request) {
    String type = request.identityTypeAsString();
    List<String> names =
        store.region(call.account(), call.region()).identities.values().stream()
            .filter(i -> type == null || type.equals(i.isDomain() ? "Domain" : "EmailAddress"))
            .map(i -> i.name)
            .toList();
    Page<String> page = Page.of(names, request.maxItems(), request.nextToken(), MOST_LISTED);
    return ListIdentitiesResponse.builder().identities(page.items()).nextToken(page.next()).build();
  }

  GetIdentityVerificationAttributesResponse attributes(
      Call call, GetIdentityVerificationAttributesRequest request) {
    SesStore.Region region = store.region(call.account(), call.region());
    Map<String, IdentityVerificationAttributes> found = new LinkedHashMap<>();
    for (String asked : request.identities()) {
      Identity identity = region.identities.get(Mailbox.normal(asked));
      if (identity != null) {
        Proof proof = identity.proof(call.nowNanos());
        found.put(
            asked,
            IdentityVerificationAttributes.builder()
                .verificationStatus(proof.inV1())
                .verificationToken(identity.isDomain() ? identity.token : null)
                .build());
      }
    }
    return GetIdentityVerificationAttributesResponse.builder()
        .verificationAttributes(found)
        .build();
  }

  DeleteIdentityResponse delete(Call call, DeleteIdentityRequest request) {
    store
        .region(call.account(), call.region())
        .identities
        .remove(Mailbox.normal(request.identity()));
    return DeleteIdentityResponse.builder().build();
  }

  SetIdentityNotificationTopicResponse topic(
      Call call, SetIdentityNotificationTopicRequest request) {
    Identity identity = existing(call, request.identity());
    String type = request.notificationTypeAsString();
    if (!List.of("Bounce", "Complaint", "Delivery").contains(type)) {
      throw SesError.INVALID_PARAMETER_VALUE.with("Invalid notification type: " + type);
    }
    if (request.snsTopic() == null || request.snsTopic().isEmpty()) {
      identity.topics.remove(type);
    } else if (!request.snsTopic().startsWith("arn:aws:sns:" + call.region() + ":")) {
      throw SesError.INVALID_PARAMETER_VALUE.with(
          "Invalid SNS topic <" + request.snsTopic() + ">.");
    } else {
      identity.topics.put(type, request.snsTopic());
    }
    return SetIdentityNotificationTopicResponse.builder().build();
  }

  GetIdentityNotificationAttributesResponse topics(
      Call call, GetIdentityNotificationAttributesRequest request) {
    SesStore.Region region = store.region(call.account(), call.region());
    Map<String, IdentityNotificationAttributes> found = new LinkedHashMap<>();
    for (String asked : request.identities()) {
      Identity identity = region.identities.get(Mailbox.normal(asked));
      if (identity != null) {
        found.put(
            asked,
            IdentityNotificationAttributes.builder()
                .bounceTopic(identity.topics.get("Bounce"))
                .complaintTopic(identity.topics.get("Complaint"))
                .deliveryTopic(identity.topics.get("Delivery"))
                .forwardingEnabled(true)
                .build());
      }
    }
    return GetIdentityNotificationAttributesResponse.builder()
        .notificationAttributes(found)
        .build();
  }

  private Identity existing(Call call, String name) {
    Identity identity =
        store.region(call.account(), call.region()).identities.get(Mailbox.normal(name));
    if (identity == null) {
      throw SesError.INVALID_PARAMETER_VALUE.with("Identity " + name + " does not exist.");
    }
    return identity;
  }
}

package dev.diorama.core.router;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;

/**
 * Who makes a request, once authenticated.
 *
 * @param kind what sort of caller
 * @param account the caller's account, twelve digits; empty for {@link Kind#ANONYMOUS}
 * @param arn the ARN that policies and traces name; {@code anonymous} or a service's host name
 *     where there is none
 * @param userId the unique id, as {@code aws:userid} shows it
 * @param accessKeyId the key that signed, by which IAM finds policies and session; may be empty
 * @param context condition keys that come with the caller, such as {@code aws:PrincipalTag/team} or
 *     {@code cognito-identity.amazonaws.com:sub}
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Principal(
    Kind kind,
    String account,
    String arn,
    String userId,
    String accessKeyId,
    Map<String, List<String>> context) {

  /** The sorts of caller. */
  public enum Kind {
    ANONYMOUS,
    ROOT,
    USER,
    ROLE_SESSION,
    SERVICE
  }

  /** The caller that presented nothing. */
  public static final Principal ANONYMOUS =
      new Principal(Kind.ANONYMOUS, "", "anonymous", "", "", Map.of());

  public Principal {
    context = Collections.unmodifiableMap(new LinkedHashMap<>(context));
  }

  /**
   * An AWS service that calls on behalf of a resource.
   *
   * @param service such as {@code apigateway.amazonaws.com}
   * @param account the account that owns the resource
   * @param sourceArn the resource, given to policies as {@code aws:SourceArn}
   */
  public static Principal service(String service, String account, String sourceArn) {
    Map<String, List<String>> context = new LinkedHashMap<>();
    context.put("aws:SourceArn", List.of(sourceArn));
    context.put("aws:SourceAccount", List.of(account));
    return new Principal(Kind.SERVICE, account, service, service, "", context);
  }
}

package dev.diorama.iam;

import java.util.List;
import org.apiguardian.api.API;

/**
 * A caller as policies see one.
 *
 * @param account twelve digits; empty for an anonymous or federated one
 * @param arn the caller's own ARN, or a service's host name
 * @param entityArn for a role session the role's ARN, for a federated user the user's, for an
 *     origin access identity its canonical user id; else the ARN
 * @param providers for a caller that shows a web identity, the names its identity provider has
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Caller(
    Kind kind, String account, String arn, String entityArn, List<String> providers) {

  /** The sorts of caller. */
  public enum Kind {
    ANONYMOUS,
    ROOT,
    USER,
    ROLE_SESSION,
    FEDERATED_USER,
    SERVICE,
    WEB_IDENTITY,
    /**
     * A CloudFront origin access identity: of no account, known to the policies of buckets only.
     */
    ORIGIN_ACCESS_IDENTITY
  }

  /** Whoever shows no credentials. */
  public static final Caller ANONYMOUS =
      new Caller(Kind.ANONYMOUS, "", "anonymous", "anonymous", List.of());

  public Caller {
    providers = List.copyOf(providers);
  }

  /** An account's root. */
  public static Caller root(String account) {
    String arn = "arn:aws:iam::" + account + ":root";
    return new Caller(Kind.ROOT, account, arn, arn, List.of());
  }

  /** A user. */
  public static Caller user(String account, String arn) {
    return new Caller(Kind.USER, account, arn, arn, List.of());
  }

  /** A session of a role. */
  public static Caller session(String account, String arn, String roleArn) {
    return new Caller(Kind.ROLE_SESSION, account, arn, roleArn, List.of());
  }

  /** A federated user of a user or root. */
  public static Caller federatedUser(String account, String arn, String userArn) {
    return new Caller(Kind.FEDERATED_USER, account, arn, userArn, List.of());
  }

  /** An AWS service that works for an account. */
  public static Caller service(String account, String host) {
    return new Caller(Kind.SERVICE, account, host, host, List.of());
  }

  /** A CloudFront origin access identity. */
  public static Caller originAccessIdentity(String arn, String canonicalId) {
    return new Caller(Kind.ORIGIN_ACCESS_IDENTITY, "", arn, canonicalId, List.of());
  }

  /** Whoever shows what one of these identity providers vouches for. */
  public static Caller webIdentity(List<String> providers) {
    return new Caller(Kind.WEB_IDENTITY, "", providers.get(0), providers.get(0), providers);
  }
}

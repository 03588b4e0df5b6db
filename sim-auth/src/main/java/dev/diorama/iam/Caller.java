package dev.diorama.iam;

import java.util.List;

/**
 * A caller as policies see one.
 *
 * @param account twelve digits; empty for an anonymous or federated one
 * @param arn the caller's own ARN, or a service's host name
 * @param entityArn for a role session the role's ARN, for a federated user the user's, for an
 *     origin access identity its canonical user id; else the ARN
 * @param providers for a caller that shows a web identity, the names its identity provider has
 */
record Caller(Kind kind, String account, String arn, String entityArn, List<String> providers) {

  enum Kind {
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

  static final Caller ANONYMOUS =
      new Caller(Kind.ANONYMOUS, "", "anonymous", "anonymous", List.of());

  Caller {
    providers = List.copyOf(providers);
  }

  static Caller root(String account) {
    String arn = "arn:aws:iam::" + account + ":root";
    return new Caller(Kind.ROOT, account, arn, arn, List.of());
  }

  static Caller user(String account, String arn) {
    return new Caller(Kind.USER, account, arn, arn, List.of());
  }

  static Caller session(String account, String arn, String roleArn) {
    return new Caller(Kind.ROLE_SESSION, account, arn, roleArn, List.of());
  }

  static Caller federatedUser(String account, String arn, String userArn) {
    return new Caller(Kind.FEDERATED_USER, account, arn, userArn, List.of());
  }

  static Caller service(String account, String host) {
    return new Caller(Kind.SERVICE, account, host, host, List.of());
  }

  static Caller originAccessIdentity(String arn, String canonicalId) {
    return new Caller(Kind.ORIGIN_ACCESS_IDENTITY, "", arn, canonicalId, List.of());
  }

  static Caller webIdentity(List<String> providers) {
    return new Caller(Kind.WEB_IDENTITY, "", providers.get(0), providers.get(0), providers);
  }
}

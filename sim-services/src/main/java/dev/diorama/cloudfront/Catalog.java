package dev.diorama.cloudfront;

import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.cloudfront.model.CachePolicyConfig;
import software.amazon.awssdk.services.cloudfront.model.OriginAccessControlConfig;
import software.amazon.awssdk.services.cloudfront.model.OriginRequestPolicyConfig;
import software.amazon.awssdk.services.cloudfront.model.ResponseHeadersPolicyConfig;

/** What the edges may know of the control plane: everything that a request can depend on. */
interface Catalog {
  /**
   * The enabled and deployed distribution that answers under that host: its own domain, an
   * alternate domain name, or {@code {id}.cloudfront.localhost}.
   */
  Optional<Distribution> answeringAt(String host);

  /** A cache policy, managed or the account's own. */
  Optional<CachePolicyConfig> cachePolicy(String id);

  /** An origin request policy, managed or the account's own. */
  Optional<OriginRequestPolicyConfig> originRequestPolicy(String id);

  /** A response headers policy, managed or the account's own. */
  Optional<ResponseHeadersPolicyConfig> responseHeadersPolicy(String id);

  /** An Origin Access Control. */
  Optional<OriginAccessControlConfig> originAccessControl(String id);

  /**
   * The S3 canonical user id of a legacy Origin Access Identity, by its id such as {@code E2...}.
   */
  Optional<String> originAccessIdentityUser(String id);

  /** The public keys (PEM) by key id that the key groups of those ids trust. */
  Set<TrustedKey> trustedKeys(Iterable<String> keyGroupIds);

  /**
   * A public key that may sign URLs and cookies.
   *
   * @param id the key's id, as {@code Key-Pair-Id} names it
   * @param pem the key, PEM
   */
  record TrustedKey(String id, String pem) {}
}

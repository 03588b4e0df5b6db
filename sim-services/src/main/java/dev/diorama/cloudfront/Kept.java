package dev.diorama.cloudfront;

import java.time.Instant;

/**
 * Something that CloudFront keeps: a configuration that is replaced as a whole, under an ETag.
 *
 * @param <C> the SDK's class of the configuration
 */
class Kept<C> {
  /** The owner of what every account finds there. */
  static final String AWS = "aws";

  final String id;
  final String account;
  final Instant created;
  private C config;
  private String eTag;
  private Instant modified;

  Kept(String id, String account, C config, String eTag, Instant now) {
    this.id = id;
    this.account = account;
    this.created = now;
    this.config = config;
    this.eTag = eTag;
    this.modified = now;
  }

  C config() {
    return config;
  }

  String eTag() {
    return eTag;
  }

  Instant modified() {
    return modified;
  }

  /** True of what AWS manages for everyone. */
  boolean managed() {
    return account.equals(AWS);
  }

  void replace(C other, String newTag, Instant now) {
    this.config = other;
    this.eTag = newTag;
    this.modified = now;
  }
}

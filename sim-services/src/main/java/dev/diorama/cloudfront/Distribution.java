package dev.diorama.cloudfront;

import software.amazon.awssdk.services.cloudfront.model.DistributionConfig;

/**
 * A distribution as the edges see it.
 *
 * @param id such as {@code E1A2B3C4D5F6G7}
 * @param account the owner, twelve digits
 * @param arn {@code arn:aws:cloudfront::{account}:distribution/{id}}
 * @param domainName such as {@code d111111abcdef8.cloudfront.net}
 * @param config what its owner configured, as the SDK models it
 */
record Distribution(
    String id, String account, String arn, String domainName, DistributionConfig config) {}

package dev.diorama.s3;

import dev.diorama.core.router.Call;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketWebsiteRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketWebsiteResponse;
import software.amazon.awssdk.services.s3.model.GetBucketWebsiteRequest;
import software.amazon.awssdk.services.s3.model.GetBucketWebsiteResponse;
import software.amazon.awssdk.services.s3.model.PutBucketWebsiteRequest;
import software.amazon.awssdk.services.s3.model.PutBucketWebsiteResponse;
import software.amazon.awssdk.services.s3.model.Redirect;
import software.amazon.awssdk.services.s3.model.RedirectAllRequestsTo;
import software.amazon.awssdk.services.s3.model.RoutingRule;
import software.amazon.awssdk.services.s3.model.WebsiteConfiguration;

/**
 * The rules of a bucket's website configuration, documented:
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketWebsite.html. Messages are observed
 * in answers that people quoted.
 */
final class S3WebsiteService {
  private static final int MAX_ROUTING_RULES = 50;
  private static final Pattern REDIRECT_CODE = Pattern.compile("3(0[1-9]|[1-9][0-9])");

  private final S3Access access;

  S3WebsiteService(S3Access access) {
    this.access = access;
  }

  SdkResponse get(Call call, GetBucketWebsiteRequest request) {
    S3Bucket bucket = access.find(call, request);
    WebsiteConfiguration website =
        bucket.website().orElseThrow(() -> S3PolicyService.about(S3Error.NO_SUCH_WEBSITE, bucket));
    return GetBucketWebsiteResponse.builder()
        .errorDocument(website.errorDocument())
        .indexDocument(website.indexDocument())
        .redirectAllRequestsTo(website.redirectAllRequestsTo())
        .routingRules(website.hasRoutingRules() ? website.routingRules() : null)
        .build();
  }

  SdkResponse put(Call call, PutBucketWebsiteRequest request) {
    S3Bucket bucket = access.find(call, request);
    WebsiteConfiguration wanted = request.websiteConfiguration();
    if (wanted == null) {
      throw S3Error.MALFORMED_XML.usual();
    }
    check(wanted);
    bucket.website(Optional.of(wanted));
    return PutBucketWebsiteResponse.builder().build();
  }

  SdkResponse delete(Call call, DeleteBucketWebsiteRequest request) {
    access.find(call, request).website(Optional.empty());
    call.replyStatus(204);
    return DeleteBucketWebsiteResponse.builder().build();
  }

  private static void check(WebsiteConfiguration wanted) {
    RedirectAllRequestsTo all = wanted.redirectAllRequestsTo();
    if (all != null) {
      if (wanted.indexDocument() != null
          || wanted.errorDocument() != null
          || !wanted.routingRules().isEmpty()) {
        throw S3Error.INVALID_REQUEST.with(
            "RedirectAllRequestsTo cannot be provided in conjunction with other Routing Rules.");
      }
      if (all.hostName() == null || all.hostName().isEmpty()) {
        throw S3Error.MALFORMED_XML.usual();
      }
      checkProtocol(all.protocolAsString());
      return;
    }
    String suffix = wanted.indexDocument() == null ? null : wanted.indexDocument().suffix();
    if (suffix == null) {
      throw S3Error.INVALID_ARGUMENT.of(
          "A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is empty",
          "IndexDocument",
          "null");
    }
    if (suffix.isEmpty() || suffix.contains("/")) {
      throw S3Error.INVALID_ARGUMENT.of(
          "The IndexDocument Suffix is not well formed", "IndexDocument", suffix);
    }
    if (wanted.errorDocument() != null
        && (wanted.errorDocument().key() == null || wanted.errorDocument().key().isEmpty())) {
      throw S3Error.INVALID_ARGUMENT.of(
          "The ErrorDocument Key is not well formed", "ErrorDocument", "");
    }
    if (wanted.routingRules().size() > MAX_ROUTING_RULES) {
      throw S3Error.INVALID_REQUEST.with(
          wanted.routingRules().size()
              + " routing rules provided, the number of routing rules in a website configuration is"
              + " limited to "
              + MAX_ROUTING_RULES
              + ".");
    }
    wanted.routingRules().forEach(S3WebsiteService::check);
  }

  private static void check(RoutingRule rule) {
    Redirect redirect = rule.redirect();
    if (redirect == null) {
      throw S3Error.MALFORMED_XML.usual();
    }
    if (redirect.replaceKeyWith() != null && redirect.replaceKeyPrefixWith() != null) {
      throw S3Error.INVALID_REQUEST.with(
          "You can only define ReplaceKeyPrefix or ReplaceKey but not both.");
    }
    String code = redirect.httpRedirectCode();
    if (code != null && !REDIRECT_CODE.matcher(code).matches()) {
      throw S3Error.INVALID_REQUEST.with(
          "The provided HTTP redirect code ("
              + code
              + ") is not valid. Valid codes are 3XX except 300.");
    }
    checkProtocol(redirect.protocolAsString());
  }

  private static void checkProtocol(@Nullable String protocol) {
    if (protocol != null && !List.of("http", "https").contains(protocol)) {
      throw S3Error.INVALID_REQUEST.with(
          "Invalid protocol, protocol can be http or https. If not defined the protocol will be"
              + " selected automatically.");
    }
  }
}

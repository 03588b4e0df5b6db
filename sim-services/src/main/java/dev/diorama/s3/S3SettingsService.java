package dev.diorama.s3;

import dev.diorama.core.router.Call;
import dev.diorama.core.wire.AwsException;
import dev.diorama.s3.S3Model.Versioning;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketEncryptionRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketEncryptionResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketTaggingRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketTaggingResponse;
import software.amazon.awssdk.services.s3.model.GetBucketAclRequest;
import software.amazon.awssdk.services.s3.model.GetBucketAclResponse;
import software.amazon.awssdk.services.s3.model.GetBucketEncryptionRequest;
import software.amazon.awssdk.services.s3.model.GetBucketEncryptionResponse;
import software.amazon.awssdk.services.s3.model.GetBucketOwnershipControlsRequest;
import software.amazon.awssdk.services.s3.model.GetBucketOwnershipControlsResponse;
import software.amazon.awssdk.services.s3.model.GetBucketTaggingRequest;
import software.amazon.awssdk.services.s3.model.GetBucketTaggingResponse;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningRequest;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningResponse;
import software.amazon.awssdk.services.s3.model.Grant;
import software.amazon.awssdk.services.s3.model.ObjectOwnership;
import software.amazon.awssdk.services.s3.model.OwnershipControlsRule;
import software.amazon.awssdk.services.s3.model.Permission;
import software.amazon.awssdk.services.s3.model.PutBucketEncryptionRequest;
import software.amazon.awssdk.services.s3.model.PutBucketEncryptionResponse;
import software.amazon.awssdk.services.s3.model.PutBucketOwnershipControlsRequest;
import software.amazon.awssdk.services.s3.model.PutBucketOwnershipControlsResponse;
import software.amazon.awssdk.services.s3.model.PutBucketTaggingRequest;
import software.amazon.awssdk.services.s3.model.PutBucketTaggingResponse;
import software.amazon.awssdk.services.s3.model.PutBucketVersioningRequest;
import software.amazon.awssdk.services.s3.model.PutBucketVersioningResponse;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionByDefault;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;
import software.amazon.awssdk.services.s3.model.Type;
import software.amazon.awssdk.services.s3.model.VersioningConfiguration;

/** The rules of a bucket's settings: versioning, tags, encryption, ownership, ACL. */
final class S3SettingsService {
  private final S3Store store;
  private final S3Access access;

  S3SettingsService(S3Store store, S3Access access) {
    this.store = store;
    this.access = access;
  }

  SdkResponse getVersioning(Call call, GetBucketVersioningRequest request) {
    String status =
        switch (access.find(call, request).versioning()) {
          case NEVER -> null;
          case ENABLED -> "Enabled";
          case SUSPENDED -> "Suspended";
        };
    return GetBucketVersioningResponse.builder().status(status).build();
  }

  SdkResponse putVersioning(Call call, PutBucketVersioningRequest request) {
    S3Bucket bucket = access.find(call, request);
    VersioningConfiguration wanted = request.versioningConfiguration();
    String status = wanted == null ? null : wanted.statusAsString();
    if (wanted != null && "Enabled".equals(wanted.mfaDeleteAsString())) {
      throw S3Error.notBuilt("MFA delete");
    }
    if (status == null) {
      throw S3Error.ILLEGAL_VERSIONING.usual();
    }
    bucket.versioning(
        switch (status) {
          case "Enabled" -> Versioning.ENABLED;
          case "Suspended" -> Versioning.SUSPENDED;
          default -> throw S3Error.MALFORMED_XML.usual();
        });
    return PutBucketVersioningResponse.builder().build();
  }

  SdkResponse getTagging(Call call, GetBucketTaggingRequest request) {
    S3Bucket bucket = access.find(call, request);
    if (bucket.tags().isEmpty()) {
      throw S3PolicyService.about(S3Error.NO_SUCH_TAG_SET, bucket);
    }
    return GetBucketTaggingResponse.builder().tagSet(S3Tags.sdk(bucket.tags())).build();
  }

  SdkResponse putTagging(Call call, PutBucketTaggingRequest request) {
    S3Bucket bucket = access.find(call, request);
    if (request.tagging() == null) {
      throw S3Error.MALFORMED_XML.usual();
    }
    bucket.tags(S3Tags.ofBucket(request.tagging().tagSet()));
    call.replyStatus(204);
    return PutBucketTaggingResponse.builder().build();
  }

  SdkResponse deleteTagging(Call call, DeleteBucketTaggingRequest request) {
    access.find(call, request).tags(Map.of());
    call.replyStatus(204);
    return DeleteBucketTaggingResponse.builder().build();
  }

  SdkResponse getEncryption(Call call, GetBucketEncryptionRequest request) {
    S3Bucket bucket = access.find(call, request);
    ServerSideEncryptionRule rule =
        ServerSideEncryptionRule.builder()
            .applyServerSideEncryptionByDefault(
                ServerSideEncryptionByDefault.builder()
                    .sseAlgorithm(ServerSideEncryption.AES256)
                    .build())
            .bucketKeyEnabled(bucket.bucketKey())
            .build();
    return GetBucketEncryptionResponse.builder()
        .serverSideEncryptionConfiguration(configuration -> configuration.rules(rule))
        .build();
  }

  SdkResponse putEncryption(Call call, PutBucketEncryptionRequest request) {
    S3Bucket bucket = access.find(call, request);
    List<ServerSideEncryptionRule> rules =
        request.serverSideEncryptionConfiguration() == null
            ? List.of()
            : request.serverSideEncryptionConfiguration().rules();
    if (rules.size() != 1 || rules.get(0).applyServerSideEncryptionByDefault() == null) {
      throw S3Error.MALFORMED_XML.usual();
    }
    ServerSideEncryptionRule rule = rules.get(0);
    ServerSideEncryptionByDefault usual = rule.applyServerSideEncryptionByDefault();
    requireSseS3(usual.sseAlgorithmAsString());
    if (usual.kmsMasterKeyID() != null) {
      throw S3Error.INVALID_ARGUMENT.with(
          "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or"
              + " aws:kms:dsse");
    }
    if (rule.blockedEncryptionTypes() != null) {
      throw S3Error.notBuilt("BlockedEncryptionTypes; encryption with customer keys is refused");
    }
    bucket.bucketKey(Boolean.TRUE.equals(rule.bucketKeyEnabled()));
    return PutBucketEncryptionResponse.builder().build();
  }

  /** Refuses every encryption but S3's own; null asks for the default, which is that. */
  static void requireSseS3(@Nullable String algorithm) {
    if (algorithm == null || algorithm.equals("AES256")) {
      return;
    }
    if (algorithm.equals("aws:kms") || algorithm.equals("aws:kms:dsse")) {
      throw S3Error.notBuilt("encryption with KMS keys (" + algorithm + "); use AES256 (SSE-S3)");
    }
    throw S3Error.INVALID_ARGUMENT.with("The encryption method specified is not supported");
  }

  SdkResponse deleteEncryption(Call call, DeleteBucketEncryptionRequest request) {
    access.find(call, request).bucketKey(false);
    call.replyStatus(204);
    return DeleteBucketEncryptionResponse.builder().build();
  }

  SdkResponse getOwnership(Call call, GetBucketOwnershipControlsRequest request) {
    access.find(call, request);
    return GetBucketOwnershipControlsResponse.builder()
        .ownershipControls(
            controls ->
                controls.rules(
                    OwnershipControlsRule.builder()
                        .objectOwnership(ObjectOwnership.BUCKET_OWNER_ENFORCED)
                        .build()))
        .build();
  }

  SdkResponse putOwnership(Call call, PutBucketOwnershipControlsRequest request) {
    access.find(call, request);
    List<OwnershipControlsRule> rules =
        request.ownershipControls() == null ? List.of() : request.ownershipControls().rules();
    if (rules.size() != 1 || rules.get(0).objectOwnership() == null) {
      throw S3Error.MALFORMED_XML.usual();
    }
    S3BucketService.requireEnforced(rules.get(0).objectOwnershipAsString());
    return PutBucketOwnershipControlsResponse.builder().build();
  }

  SdkResponse getAcl(Call call, GetBucketAclRequest request) {
    S3Bucket bucket = access.find(call, request);
    return GetBucketAclResponse.builder()
        .owner(S3BucketService.owner(store, bucket.account()))
        .grants(fullControl(store, bucket))
        .build();
  }

  /**
   * The one grant that bucket and objects have while ACLs are off, documented:
   * https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html.
   */
  static Grant fullControl(S3Store store, S3Bucket bucket) {
    return Grant.builder()
        .grantee(
            grantee -> grantee.type(Type.CANONICAL_USER).id(store.canonicalId(bucket.account())))
        .permission(Permission.FULL_CONTROL)
        .build();
  }

  /** The answer to every request that would set an ACL, on a bucket or an object. */
  <Q extends AwsRequest> SdkResponse putAcl(Call call, Q request) {
    access.find(call, request);
    throw aclRefused();
  }

  static AwsException aclRefused() {
    return S3Error.ACL_NOT_SUPPORTED.usual();
  }
}

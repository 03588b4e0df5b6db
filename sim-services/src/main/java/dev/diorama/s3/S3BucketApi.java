package dev.diorama.s3;

import dev.diorama.core.router.Access;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.ServiceApi;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketCorsRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketEncryptionRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketPolicyRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketTaggingRequest;
import software.amazon.awssdk.services.s3.model.DeletePublicAccessBlockRequest;
import software.amazon.awssdk.services.s3.model.GetBucketAclRequest;
import software.amazon.awssdk.services.s3.model.GetBucketCorsRequest;
import software.amazon.awssdk.services.s3.model.GetBucketEncryptionRequest;
import software.amazon.awssdk.services.s3.model.GetBucketLocationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketOwnershipControlsRequest;
import software.amazon.awssdk.services.s3.model.GetBucketPolicyRequest;
import software.amazon.awssdk.services.s3.model.GetBucketPolicyStatusRequest;
import software.amazon.awssdk.services.s3.model.GetBucketTaggingRequest;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningRequest;
import software.amazon.awssdk.services.s3.model.GetPublicAccessBlockRequest;
import software.amazon.awssdk.services.s3.model.HeadBucketRequest;
import software.amazon.awssdk.services.s3.model.ListBucketsRequest;
import software.amazon.awssdk.services.s3.model.PutBucketAclRequest;
import software.amazon.awssdk.services.s3.model.PutBucketCorsRequest;
import software.amazon.awssdk.services.s3.model.PutBucketEncryptionRequest;
import software.amazon.awssdk.services.s3.model.PutBucketOwnershipControlsRequest;
import software.amazon.awssdk.services.s3.model.PutBucketPolicyRequest;
import software.amazon.awssdk.services.s3.model.PutBucketTaggingRequest;
import software.amazon.awssdk.services.s3.model.PutBucketVersioningRequest;
import software.amazon.awssdk.services.s3.model.PutPublicAccessBlockRequest;

/**
 * The operations on buckets and what they need, documented:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html.
 */
final class S3BucketApi {
  private final S3Access access;
  private final S3BucketService buckets;
  private final S3SettingsService settings;
  private final S3PolicyService policies;
  private final S3Cors cors;

  S3BucketApi(
      S3Access access,
      S3BucketService buckets,
      S3SettingsService settings,
      S3PolicyService policies,
      S3Cors cors) {
    this.access = access;
    this.buckets = buckets;
    this.settings = settings;
    this.policies = policies;
    this.cors = cors;
  }

  void addTo(ServiceApi api) {
    api.on(CreateBucketRequest.class, buckets::create)
        .access(S3BucketApi::creation)
        .condition("s3:LocationConstraint", S3BucketApi::location)
        .condition("s3:x-amz-acl", (call, request) -> request.aclAsString())
        .condition(
            "s3:x-amz-object-ownership", (call, request) -> request.objectOwnershipAsString());
    api.on(ListBucketsRequest.class, buckets::list)
        .action("s3:ListAllMyBuckets")
        .root("ListAllMyBucketsResult");
    api.on(DeleteBucketRequest.class, buckets::delete)
        .anonymous()
        .access(access.bucket("s3:DeleteBucket"));
    api.on(HeadBucketRequest.class, buckets::head)
        .anonymous()
        .access(access.bucket("s3:ListBucket"));
    api.on(GetBucketLocationRequest.class, buckets::location)
        .anonymous()
        .access(
            (call, request) ->
                List.of(
                    access.onBucket(
                        call, access.existing(call, request.bucket()), "s3:GetBucketLocation")))
        .root("LocationConstraint");
    addSettings(api);
    addPolicies(api);
    addCors(api);
  }

  private static List<Access> creation(Call call, CreateBucketRequest request) {
    BucketNames.check(request.bucket());
    return List.of(Access.of("s3:CreateBucket", S3Bucket.arnOf(request.bucket())));
  }

  private static @Nullable String location(Call call, CreateBucketRequest request) {
    return request.createBucketConfiguration() == null
        ? null
        : request.createBucketConfiguration().locationConstraintAsString();
  }

  private void addSettings(ServiceApi api) {
    api.on(GetBucketVersioningRequest.class, settings::getVersioning)
        .anonymous()
        .access(access.bucket("s3:GetBucketVersioning"))
        .root("VersioningConfiguration");
    api.on(PutBucketVersioningRequest.class, settings::putVersioning)
        .anonymous()
        .access(access.bucket("s3:PutBucketVersioning"));
    api.on(GetBucketTaggingRequest.class, settings::getTagging)
        .anonymous()
        .access(access.bucket("s3:GetBucketTagging"))
        .root("Tagging");
    api.on(PutBucketTaggingRequest.class, settings::putTagging)
        .anonymous()
        .access(access.bucket("s3:PutBucketTagging"));
    api.on(DeleteBucketTaggingRequest.class, settings::deleteTagging)
        .anonymous()
        .access(access.bucket("s3:PutBucketTagging"));
    api.on(GetBucketEncryptionRequest.class, settings::getEncryption)
        .anonymous()
        .access(access.bucket("s3:GetEncryptionConfiguration"))
        .root("ServerSideEncryptionConfiguration");
    api.on(PutBucketEncryptionRequest.class, settings::putEncryption)
        .anonymous()
        .access(access.bucket("s3:PutEncryptionConfiguration"));
    api.on(DeleteBucketEncryptionRequest.class, settings::deleteEncryption)
        .anonymous()
        .access(access.bucket("s3:PutEncryptionConfiguration"));
    api.on(GetBucketOwnershipControlsRequest.class, settings::getOwnership)
        .anonymous()
        .access(access.bucket("s3:GetBucketOwnershipControls"))
        .root("OwnershipControls");
    api.on(PutBucketOwnershipControlsRequest.class, settings::putOwnership)
        .anonymous()
        .access(access.bucket("s3:PutBucketOwnershipControls"));
    api.on(GetBucketAclRequest.class, settings::getAcl)
        .anonymous()
        .access(access.bucket("s3:GetBucketAcl"))
        .root("AccessControlPolicy");
    api.on(PutBucketAclRequest.class, settings::putAcl)
        .anonymous()
        .access(access.bucket("s3:PutBucketAcl"))
        .condition("s3:x-amz-acl", (call, request) -> request.aclAsString());
  }

  private void addPolicies(ServiceApi api) {
    api.on(GetBucketPolicyRequest.class, policies::get)
        .anonymous()
        .access(access.bucket("s3:GetBucketPolicy"));
    api.on(PutBucketPolicyRequest.class, policies::put)
        .anonymous()
        .access(access.bucket("s3:PutBucketPolicy"));
    api.on(DeleteBucketPolicyRequest.class, policies::delete)
        .anonymous()
        .access(access.bucket("s3:DeleteBucketPolicy"));
    api.on(GetBucketPolicyStatusRequest.class, policies::status)
        .anonymous()
        .access(access.bucket("s3:GetBucketPolicyStatus"))
        .root("PolicyStatus");
    api.on(GetPublicAccessBlockRequest.class, policies::getBlock)
        .anonymous()
        .access(access.bucket("s3:GetBucketPublicAccessBlock"))
        .root("PublicAccessBlockConfiguration");
    api.on(PutPublicAccessBlockRequest.class, policies::putBlock)
        .anonymous()
        .access(access.bucket("s3:PutBucketPublicAccessBlock"));
    api.on(DeletePublicAccessBlockRequest.class, policies::deleteBlock)
        .anonymous()
        .access(access.bucket("s3:PutBucketPublicAccessBlock"));
  }

  private void addCors(ServiceApi api) {
    api.on(GetBucketCorsRequest.class, cors::get)
        .anonymous()
        .access(access.bucket("s3:GetBucketCORS"))
        .root("CORSConfiguration");
    api.on(PutBucketCorsRequest.class, cors::put)
        .anonymous()
        .access(access.bucket("s3:PutBucketCORS"));
    api.on(DeleteBucketCorsRequest.class, cors::delete)
        .anonymous()
        .access(access.bucket("s3:PutBucketCORS"));
  }
}

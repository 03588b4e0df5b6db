package dev.diorama.s3;

import dev.diorama.core.json.Json;
import dev.diorama.core.router.Call;
import dev.diorama.core.wire.AwsException;
import dev.diorama.s3.S3Model.BucketPolicy;
import dev.diorama.s3.S3Model.PublicAccess;
import java.util.Optional;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketPolicyRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketPolicyResponse;
import software.amazon.awssdk.services.s3.model.DeletePublicAccessBlockRequest;
import software.amazon.awssdk.services.s3.model.DeletePublicAccessBlockResponse;
import software.amazon.awssdk.services.s3.model.GetBucketPolicyRequest;
import software.amazon.awssdk.services.s3.model.GetBucketPolicyResponse;
import software.amazon.awssdk.services.s3.model.GetBucketPolicyStatusRequest;
import software.amazon.awssdk.services.s3.model.GetBucketPolicyStatusResponse;
import software.amazon.awssdk.services.s3.model.GetPublicAccessBlockRequest;
import software.amazon.awssdk.services.s3.model.GetPublicAccessBlockResponse;
import software.amazon.awssdk.services.s3.model.PublicAccessBlockConfiguration;
import software.amazon.awssdk.services.s3.model.PutBucketPolicyRequest;
import software.amazon.awssdk.services.s3.model.PutBucketPolicyResponse;
import software.amazon.awssdk.services.s3.model.PutPublicAccessBlockRequest;
import software.amazon.awssdk.services.s3.model.PutPublicAccessBlockResponse;

/** The rules of bucket policies and Block Public Access. */
final class S3PolicyService {
  private final S3Access access;

  S3PolicyService(S3Access access) {
    this.access = access;
  }

  /** An error that names its bucket. */
  static AwsException about(S3Error error, S3Bucket bucket) {
    return error.usual().withField("BucketName", Json.of(bucket.name()));
  }

  SdkResponse get(Call call, GetBucketPolicyRequest request) {
    S3Bucket bucket = access.find(call, request);
    S3Access.requireOwnersAccount(call, bucket);
    BucketPolicy policy =
        bucket.policy().orElseThrow(() -> about(S3Error.NO_SUCH_BUCKET_POLICY, bucket));
    return GetBucketPolicyResponse.builder().policy(policy.text()).build();
  }

  SdkResponse put(Call call, PutBucketPolicyRequest request) {
    S3Bucket bucket = access.find(call, request);
    S3Access.requireOwnersAccount(call, bucket);
    BucketPolicy policy = S3PolicyCheck.parse(bucket, String.valueOf(request.policy()));
    if (policy.open() && bucket.blocked().blockPolicy()) {
      throw S3Error.ACCESS_DENIED.with(
          "User: "
              + call.principal().arn()
              + " is not authorized to perform: s3:PutBucketPolicy on resource: "
              + bucket.arn()
              + " because public policies are prevented by the BlockPublicPolicy setting in S3"
              + " Block Public Access.");
    }
    bucket.policy(Optional.of(policy));
    call.replyStatus(204);
    return PutBucketPolicyResponse.builder().build();
  }

  SdkResponse delete(Call call, DeleteBucketPolicyRequest request) {
    S3Bucket bucket = access.find(call, request);
    S3Access.requireOwnersAccount(call, bucket);
    bucket.policy(Optional.empty());
    call.replyStatus(204);
    return DeleteBucketPolicyResponse.builder().build();
  }

  SdkResponse status(Call call, GetBucketPolicyStatusRequest request) {
    S3Bucket bucket = access.find(call, request);
    BucketPolicy policy =
        bucket.policy().orElseThrow(() -> about(S3Error.NO_SUCH_BUCKET_POLICY, bucket));
    return GetBucketPolicyStatusResponse.builder()
        .policyStatus(status -> status.isPublic(policy.open()))
        .build();
  }

  SdkResponse getBlock(Call call, GetPublicAccessBlockRequest request) {
    S3Bucket bucket = access.find(call, request);
    PublicAccess block =
        bucket.publicAccess().orElseThrow(() -> about(S3Error.NO_SUCH_PUBLIC_ACCESS_BLOCK, bucket));
    return GetPublicAccessBlockResponse.builder()
        .publicAccessBlockConfiguration(
            configuration ->
                configuration
                    .blockPublicAcls(block.blockAcls())
                    .ignorePublicAcls(block.ignoreAcls())
                    .blockPublicPolicy(block.blockPolicy())
                    .restrictPublicBuckets(block.restrictBuckets()))
        .build();
  }

  SdkResponse putBlock(Call call, PutPublicAccessBlockRequest request) {
    S3Bucket bucket = access.find(call, request);
    PublicAccessBlockConfiguration wanted = request.publicAccessBlockConfiguration();
    if (wanted == null) {
      throw S3Error.MALFORMED_XML.usual();
    }
    bucket.publicAccess(
        Optional.of(
            new PublicAccess(
                Boolean.TRUE.equals(wanted.blockPublicAcls()),
                Boolean.TRUE.equals(wanted.ignorePublicAcls()),
                Boolean.TRUE.equals(wanted.blockPublicPolicy()),
                Boolean.TRUE.equals(wanted.restrictPublicBuckets()))));
    return PutPublicAccessBlockResponse.builder().build();
  }

  SdkResponse deleteBlock(Call call, DeletePublicAccessBlockRequest request) {
    access.find(call, request).publicAccess(Optional.empty());
    call.replyStatus(204);
    return DeletePublicAccessBlockResponse.builder().build();
  }
}

package dev.diorama.s3;

import dev.diorama.core.router.Access;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.ServiceApi;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListPartsRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/**
 * The operations of uploads in parts and what they need, documented:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html#mpuAndPermissions.
 */
final class S3MultipartApi {
  private final S3Access access;
  private final S3Config config;
  private final S3MultipartService uploads;
  private final S3UploadListService lists;

  S3MultipartApi(
      S3Access access, S3Config config, S3MultipartService uploads, S3UploadListService lists) {
    this.access = access;
    this.config = config;
    this.uploads = uploads;
    this.lists = lists;
  }

  void addTo(ServiceApi api) {
    api.on(CreateMultipartUploadRequest.class, uploads::create)
        .anonymous()
        .access(
            (call, request) ->
                S3ObjectApi.writing(
                    access, call, access.find(call, request), request.key(), request))
        .condition("s3:ObjectCreationOperation", (call, request) -> "false")
        .latency(config.firstByte())
        .root("InitiateMultipartUploadResult");
    api.on(UploadPartRequest.class, uploads::uploadPart)
        .anonymous()
        .access(access.object("s3:PutObject"))
        .condition("s3:ObjectCreationOperation", (call, request) -> "false")
        .latency(config.firstByte());
    api.on(UploadPartCopyRequest.class, uploads::uploadPartCopy)
        .anonymous()
        .access(this::copying)
        .latency(config.firstByte());
    api.on(CompleteMultipartUploadRequest.class, uploads::complete)
        .anonymous()
        .access(access.object("s3:PutObject"))
        .condition("s3:if-match", (call, request) -> request.ifMatch())
        .condition("s3:if-none-match", (call, request) -> request.ifNoneMatch())
        .condition("s3:ObjectCreationOperation", (call, request) -> "true")
        .latency(config.firstByte())
        .root("CompleteMultipartUploadResult");
    api.on(AbortMultipartUploadRequest.class, uploads::abort)
        .anonymous()
        .access(access.object("s3:AbortMultipartUpload"))
        .latency(config.firstByte());
    api.on(ListPartsRequest.class, lists::parts)
        .anonymous()
        .access(access.object("s3:ListMultipartUploadParts"))
        .latency(config.firstByte())
        .root("ListPartsResult");
    api.on(ListMultipartUploadsRequest.class, lists::uploads)
        .anonymous()
        .access(access.bucket("s3:ListBucketMultipartUploads"))
        .latency(config.firstByte())
        .root("ListMultipartUploadsResult");
  }

  private List<Access> copying(Call call, UploadPartCopyRequest request) {
    S3Bucket target = access.find(call, request.destinationBucket(), request.expectedBucketOwner());
    List<Access> needed = new ArrayList<>();
    needed.add(
        access
            .onObject(call, target, "s3:PutObject", request.destinationKey())
            .with("s3:ObjectCreationOperation", "false"));
    CopySource source = CopySource.of(request);
    S3Bucket from = access.existing(call, source.bucket());
    needed.add(S3ObjectApi.reading(access, call, from, source));
    return needed;
  }
}

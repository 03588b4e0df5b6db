package dev.diorama.s3;

import dev.diorama.core.router.Call;
import dev.diorama.s3.S3Model.StoredObject;
import java.util.Map;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectTaggingResponse;
import software.amazon.awssdk.services.s3.model.GetObjectAclRequest;
import software.amazon.awssdk.services.s3.model.GetObjectAclResponse;
import software.amazon.awssdk.services.s3.model.GetObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.GetObjectTaggingResponse;
import software.amazon.awssdk.services.s3.model.PutObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.PutObjectTaggingResponse;

/** The rules of an object's tags and ACL. */
final class S3ObjectSettingsService {
  private final S3Store store;
  private final S3Access access;
  private final S3ReadService reads;
  private final S3Events events;

  S3ObjectSettingsService(S3Store store, S3Access access, S3ReadService reads, S3Events events) {
    this.store = store;
    this.access = access;
    this.reads = reads;
    this.events = events;
  }

  SdkResponse getTagging(Call call, GetObjectTaggingRequest request) {
    S3Bucket bucket = access.find(call, request);
    StoredObject object = reads.object(call, bucket, request.key(), request.versionId());
    return GetObjectTaggingResponse.builder()
        .tagSet(S3Tags.sdk(object.tags()))
        .versionId(S3WriteService.shownId(bucket, object))
        .build();
  }

  SdkResponse putTagging(Call call, PutObjectTaggingRequest request) {
    S3Bucket bucket = access.find(call, request);
    StoredObject object = reads.object(call, bucket, request.key(), request.versionId());
    if (request.tagging() == null) {
      throw S3Error.MALFORMED_XML.usual();
    }
    bucket.replace(object.withTags(S3Tags.ofObject(request.tagging().tagSet())));
    events.happened(call, bucket, S3EventType.TAGGING_PUT, object);
    return PutObjectTaggingResponse.builder()
        .versionId(S3WriteService.shownId(bucket, object))
        .build();
  }

  SdkResponse deleteTagging(Call call, DeleteObjectTaggingRequest request) {
    S3Bucket bucket = access.find(call, request);
    StoredObject object = reads.object(call, bucket, request.key(), request.versionId());
    bucket.replace(object.withTags(Map.of()));
    events.happened(call, bucket, S3EventType.TAGGING_DELETE, object);
    call.replyStatus(204);
    return DeleteObjectTaggingResponse.builder()
        .versionId(S3WriteService.shownId(bucket, object))
        .build();
  }

  SdkResponse getAcl(Call call, GetObjectAclRequest request) {
    S3Bucket bucket = access.find(call, request);
    reads.object(call, bucket, request.key(), request.versionId());
    return GetObjectAclResponse.builder()
        .owner(S3BucketService.owner(store, bucket.account()))
        .grants(S3SettingsService.fullControl(store, bucket))
        .build();
  }
}

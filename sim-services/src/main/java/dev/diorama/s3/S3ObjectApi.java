package dev.diorama.s3;

import dev.diorama.core.router.Access;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.ServiceApi;
import dev.diorama.s3.S3Model.StoredObject;
import dev.diorama.s3.S3Model.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.GetObjectAclRequest;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.PutObjectAclRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectTaggingRequest;

/**
 * The operations on objects and what they need, documented:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html and
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html.
 */
final class S3ObjectApi {
  private final S3Access access;
  private final S3Config config;
  private final S3ReadService reads;
  private final S3WriteService writes;
  private final S3DeleteService deletes;
  private final S3ListService lists;
  private final S3ObjectSettingsService objectSettings;
  private final S3SettingsService settings;

  S3ObjectApi(
      S3Access access,
      S3Config config,
      S3ReadService reads,
      S3WriteService writes,
      S3DeleteService deletes,
      S3ListService lists,
      S3ObjectSettingsService objectSettings,
      S3SettingsService settings) {
    this.access = access;
    this.config = config;
    this.reads = reads;
    this.writes = writes;
    this.deletes = deletes;
    this.lists = lists;
    this.objectSettings = objectSettings;
    this.settings = settings;
  }

  void addTo(ServiceApi api) {
    addReads(api);
    addWrites(api);
    addLists(api);
    addSettings(api);
  }

  private void addReads(ServiceApi api) {
    api.on(GetObjectRequest.class, reads::get)
        .anonymous()
        .access(access.existing("s3:GetObject", "s3:GetObjectVersion"))
        .latency(config.firstByte());
    api.on(HeadObjectRequest.class, reads::head)
        .anonymous()
        .access(access.existing("s3:GetObject", "s3:GetObjectVersion"))
        .latency(config.firstByte());
    api.on(GetObjectAttributesRequest.class, reads::attributes)
        .anonymous()
        .access(this::attributes)
        .latency(config.firstByte())
        .root("GetObjectAttributesOutput");
  }

  private List<Access> attributes(Call call, GetObjectAttributesRequest request) {
    S3Bucket bucket = access.find(call, request);
    String key = request.key();
    String version = request.versionId();
    return List.of(
        access.onExisting(call, bucket, "s3:GetObject", "s3:GetObjectVersion", key, version),
        access.onExisting(
            call, bucket, "s3:GetObjectAttributes", "s3:GetObjectVersionAttributes", key, version));
  }

  private void addWrites(ServiceApi api) {
    api.on(PutObjectRequest.class, writes::put)
        .anonymous()
        .access(
            (call, request) -> writing(call, access.find(call, request), request.key(), request))
        .condition("s3:if-match", (call, request) -> request.ifMatch())
        .condition("s3:if-none-match", (call, request) -> request.ifNoneMatch())
        .condition("s3:ObjectCreationOperation", (call, request) -> "true")
        .latency(config.firstByte());
    api.on(CopyObjectRequest.class, writes::copy)
        .anonymous()
        .access(this::copying)
        .latency(config.firstByte());
    api.on(DeleteObjectRequest.class, deletes::one)
        .anonymous()
        .access(access.existing("s3:DeleteObject", "s3:DeleteObjectVersion"))
        .condition("s3:if-match", (call, request) -> request.ifMatch())
        .latency(config.firstByte());
    // Each key is asked for by the rule, which answers for each on its own.
    api.on(DeleteObjectsRequest.class, deletes::many)
        .anonymous()
        .access(
            (call, request) -> {
              access.find(call, request);
              return List.of();
            })
        .latency(config.firstByte())
        .root("DeleteResult");
  }

  /** What it takes to write an object with the headers that the request has. */
  private List<Access> writing(Call call, S3Bucket bucket, String key, AwsRequest request) {
    return writing(access, call, bucket, key, request);
  }

  /**
   * What it takes to write an object with the headers that the request has; tags take a permission
   * of their own.
   */
  static List<Access> writing(
      S3Access access, Call call, S3Bucket bucket, String key, AwsRequest request) {
    Access put = access.onObject(call, bucket, "s3:PutObject", key);
    put = with(put, "s3:x-amz-acl", request, "ACL");
    put = with(put, "s3:x-amz-server-side-encryption", request, "ServerSideEncryption");
    put = with(put, "s3:x-amz-storage-class", request, "StorageClass");
    put = with(put, "s3:x-amz-metadata-directive", request, "MetadataDirective");
    put = with(put, "s3:x-amz-copy-source", request, "CopySource");
    String header = request.getValueForField("Tagging", String.class).orElse("");
    if (header.isEmpty()) {
      return List.of(put);
    }
    Map<String, String> tags = S3Tags.ofHeader(header);
    return List.of(
        tagged(put, tags), tagged(access.onObject(call, bucket, "s3:PutObjectTagging", key), tags));
  }

  private static Access with(Access to, String conditionKey, AwsRequest request, String member) {
    Optional<String> value = request.getValueForField(member, String.class);
    return value.isPresent() ? to.with(conditionKey, value.get()) : to;
  }

  private static Access tagged(Access to, Map<String, String> tags) {
    Access access = to.with("s3:RequestObjectTagKeys", tags.keySet().toArray(String[]::new));
    for (Map.Entry<String, String> tag : tags.entrySet()) {
      access = access.with("s3:RequestObjectTag/" + tag.getKey(), tag.getValue());
    }
    return access;
  }

  private List<Access> copying(Call call, CopyObjectRequest request) {
    S3Bucket target = access.find(call, request.destinationBucket(), request.expectedBucketOwner());
    List<Access> needed = new ArrayList<>();
    for (Access each : writing(call, target, request.destinationKey(), request)) {
      needed.add(each.with("s3:ObjectCreationOperation", "true"));
    }
    CopySource source = CopySource.of(request);
    S3Bucket from = access.existing(call, source.bucket());
    needed.add(reading(access, call, from, source));
    boolean tagsToo =
        !"REPLACE".equals(request.taggingDirectiveAsString()) && hasTags(from, source);
    if (tagsToo) {
      needed.add(
          access.onExisting(
              call,
              from,
              "s3:GetObjectTagging",
              "s3:GetObjectVersionTagging",
              source.key(),
              source.versionId()));
      needed.add(access.onObject(call, target, "s3:PutObjectTagging", request.destinationKey()));
    }
    return needed;
  }

  /** What it takes to read the source of a copy. */
  static Access reading(S3Access access, Call call, S3Bucket from, CopySource source) {
    return access.onExisting(
        call, from, "s3:GetObject", "s3:GetObjectVersion", source.key(), source.versionId());
  }

  private static boolean hasTags(S3Bucket from, CopySource source) {
    String versionId = source.versionId();
    Optional<Version> there =
        versionId == null ? from.latest(source.key()) : from.version(source.key(), versionId);
    return there.isPresent()
        && there.get() instanceof StoredObject object
        && !object.tags().isEmpty();
  }

  private void addLists(ServiceApi api) {
    api.on(ListObjectsV2Request.class, lists::listV2)
        .anonymous()
        .access(access.bucket("s3:ListBucket"))
        .condition("s3:prefix", (call, request) -> request.prefix())
        .condition("s3:delimiter", (call, request) -> request.delimiter())
        .condition("s3:max-keys", (call, request) -> number(request.maxKeys()))
        .latency(config.firstByte())
        .root("ListBucketResult");
    api.on(ListObjectsRequest.class, lists::list)
        .anonymous()
        .access(access.bucket("s3:ListBucket"))
        .condition("s3:prefix", (call, request) -> request.prefix())
        .condition("s3:delimiter", (call, request) -> request.delimiter())
        .condition("s3:max-keys", (call, request) -> number(request.maxKeys()))
        .latency(config.firstByte())
        .root("ListBucketResult");
    api.on(ListObjectVersionsRequest.class, lists::listVersions)
        .anonymous()
        .access(access.bucket("s3:ListBucketVersions"))
        .condition("s3:prefix", (call, request) -> request.prefix())
        .condition("s3:delimiter", (call, request) -> request.delimiter())
        .condition("s3:max-keys", (call, request) -> number(request.maxKeys()))
        .latency(config.firstByte())
        .root("ListVersionsResult");
  }

  private static @Nullable String number(@Nullable Integer value) {
    return value == null ? null : value.toString();
  }

  private void addSettings(ServiceApi api) {
    api.on(GetObjectTaggingRequest.class, objectSettings::getTagging)
        .anonymous()
        .access(access.existing("s3:GetObjectTagging", "s3:GetObjectVersionTagging"))
        .root("Tagging");
    api.on(PutObjectTaggingRequest.class, objectSettings::putTagging)
        .anonymous()
        .access(
            (call, request) -> {
              List<Access> needed =
                  access
                      .<PutObjectTaggingRequest>existing(
                          "s3:PutObjectTagging", "s3:PutObjectVersionTagging")
                      .apply(call, request);
              return request.tagging() == null
                  ? needed
                  : List.of(tagged(needed.get(0), S3Tags.ofObject(request.tagging().tagSet())));
            });
    api.on(DeleteObjectTaggingRequest.class, objectSettings::deleteTagging)
        .anonymous()
        .access(access.existing("s3:DeleteObjectTagging", "s3:DeleteObjectVersionTagging"));
    api.on(GetObjectAclRequest.class, objectSettings::getAcl)
        .anonymous()
        .access(access.existing("s3:GetObjectAcl", "s3:GetObjectVersionAcl"))
        .root("AccessControlPolicy");
    api.on(PutObjectAclRequest.class, settings::putAcl)
        .anonymous()
        .access(access.existing("s3:PutObjectAcl", "s3:PutObjectVersionAcl"))
        .condition("s3:x-amz-acl", (call, request) -> request.aclAsString());
  }
}

package dev.diorama.s3;

import dev.diorama.core.router.Call;
import dev.diorama.s3.Listing.Item;
import dev.diorama.s3.S3Model.Part;
import dev.diorama.s3.S3Model.Upload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.s3.model.Initiator;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListPartsRequest;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.Owner;

/** The rules of listing open uploads and their parts. */
final class S3UploadListService {
  private final S3Store store;
  private final S3Access access;

  S3UploadListService(S3Store store, S3Access access) {
    this.store = store;
    this.access = access;
  }

  SdkResponse parts(Call call, ListPartsRequest request) {
    S3Bucket bucket = access.find(call, request);
    S3Intake.refuseCustomerKeys(request);
    Upload upload = S3MultipartService.upload(bucket, request.key(), request.uploadId());
    int max = S3ListService.pageSize(request.maxParts(), "max-parts");
    int marker = request.partNumberMarker() == null ? 0 : request.partNumberMarker();
    List<Part> rest = new ArrayList<>(upload.parts().tailMap(marker, false).values());
    List<Part> page = rest.subList(0, Math.min(max, rest.size()));
    Owner owner = S3BucketService.owner(store, bucket.account());
    return ListPartsResponse.builder()
        .bucket(bucket.name())
        .key(upload.key())
        .uploadId(upload.id())
        .partNumberMarker(marker)
        .nextPartNumberMarker(page.isEmpty() ? marker : page.get(page.size() - 1).number())
        .maxParts(max)
        .isTruncated(max > 0 && page.size() < rest.size())
        .parts(page.stream().map(S3UploadListService::shown).toList())
        .initiator(initiator(upload))
        .owner(owner)
        .storageClass(upload.description().storageClass())
        .checksumAlgorithm(upload.algorithm().map(Enum::name).orElse(null))
        .checksumType(type(upload))
        .build();
  }

  private static software.amazon.awssdk.services.s3.model.Part shown(Part part) {
    var shown =
        software.amazon.awssdk.services.s3.model.Part.builder()
            .partNumber(part.number())
            .lastModified(part.lastModified())
            .eTag('"' + part.eTag() + '"')
            .size((long) part.bytes().length);
    part.checksum().ifPresent(checksum -> S3ReadService.set(shown, checksum));
    return shown.build();
  }

  private static Initiator initiator(Upload upload) {
    return Initiator.builder().id(upload.initiator()).build();
  }

  private static @Nullable String type(Upload upload) {
    if (upload.algorithm().isEmpty()) {
      return null;
    }
    return upload.composite() ? "COMPOSITE" : "FULL_OBJECT";
  }

  SdkResponse uploads(Call call, ListMultipartUploadsRequest request) {
    S3Bucket bucket = access.find(call, request);
    int max = S3ListService.pageSize(request.maxUploads(), "max-uploads");
    UnaryOperator<String> encode = S3ListService.encoding(request.encodingTypeAsString());
    String prefix = S3ListService.orEmpty(request.prefix());
    String delimiter = S3ListService.orEmpty(request.delimiter());
    String keyMarker = S3ListService.orEmpty(request.keyMarker());
    String idMarker = S3ListService.orEmpty(request.uploadIdMarker());
    List<Item<Upload>> behind = behind(bucket, keyMarker, idMarker);
    String done = Listing.isFold(keyMarker, prefix, delimiter) ? keyMarker : "";
    Listing<Upload> page = Listing.page(behind.iterator(), prefix, delimiter, done, max);
    ListMultipartUploadsResponse.Builder response =
        ListMultipartUploadsResponse.builder()
            .bucket(bucket.name())
            .prefix(encode.apply(prefix))
            .delimiter(request.delimiter() == null ? null : encode.apply(delimiter))
            .keyMarker(encode.apply(keyMarker))
            .uploadIdMarker(idMarker)
            .maxUploads(max)
            .encodingType(request.encodingTypeAsString())
            .isTruncated(page.truncated())
            .commonPrefixes(S3ListService.prefixes(page, encode))
            .uploads(page.items().stream().map(item -> shown(bucket, item, encode)).toList());
    if (page.truncated()) {
      response.nextKeyMarker(encode.apply(page.last()));
      if (page.lastItem() != null) {
        response.nextUploadIdMarker(page.lastItem().value().id());
      }
    }
    return response.build();
  }

  /** Uploads in order of their keys, those of one key in the order they were begun. */
  private static List<Item<Upload>> behind(S3Bucket bucket, String keyMarker, String idMarker) {
    List<Upload> all = new ArrayList<>(bucket.uploads().values());
    all.sort(Comparator.comparing(Upload::key, S3Model.UTF8_ORDER));
    List<Item<Upload>> behind = new ArrayList<>();
    boolean skipping = !idMarker.isEmpty();
    for (Upload upload : all) {
      int order = S3Model.UTF8_ORDER.compare(upload.key(), keyMarker);
      boolean sameKey = order == 0 && !idMarker.isEmpty();
      if (order > 0 || (sameKey && !skipping) || keyMarker.isEmpty()) {
        behind.add(new Item<>(upload.key(), upload));
      }
      if (sameKey && upload.id().equals(idMarker)) {
        skipping = false;
      }
    }
    return behind;
  }

  private MultipartUpload shown(S3Bucket bucket, Item<Upload> item, UnaryOperator<String> encode) {
    Upload upload = item.value();
    return MultipartUpload.builder()
        .key(encode.apply(upload.key()))
        .uploadId(upload.id())
        .initiated(upload.initiated())
        .initiator(initiator(upload))
        .owner(S3BucketService.owner(store, bucket.account()))
        .storageClass(upload.description().storageClass())
        .checksumAlgorithm(upload.algorithm().map(Enum::name).orElse(null))
        .checksumType(type(upload))
        .build();
  }
}

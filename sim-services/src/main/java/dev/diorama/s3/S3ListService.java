package dev.diorama.s3;

import dev.diorama.core.json.Json;
import dev.diorama.core.router.Call;
import dev.diorama.core.wire.UrlCoding;
import dev.diorama.s3.Listing.Item;
import dev.diorama.s3.S3Model.DeleteMarker;
import dev.diorama.s3.S3Model.StoredObject;
import dev.diorama.s3.S3Model.Version;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.Owner;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The rules of listing what is in a bucket. */
final class S3ListService {
  /** Documented: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html. */
  static final int MAX_PAGE = 1000;

  private final S3Store store;
  private final S3Access access;

  S3ListService(S3Store store, S3Access access) {
    this.store = store;
    this.access = access;
  }

  static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  /** The size of a page: what is asked for, at most AWS's own. */
  static int pageSize(@Nullable Integer wanted, String argument) {
    if (wanted == null) {
      return MAX_PAGE;
    }
    if (wanted < 0) {
      throw S3Error.INVALID_ARGUMENT
          .with("Argument " + argument + " must be an integer between 0 and " + Integer.MAX_VALUE)
          .withField("ArgumentName", Json.of(argument))
          .withField("ArgumentValue", Json.of(wanted));
    }
    return Math.min(wanted, MAX_PAGE);
  }

  /** How keys are written: as they are, or encoded so that XML can hold every one. */
  static UnaryOperator<String> encoding(@Nullable String type) {
    if (type == null || type.isEmpty()) {
      return text -> text;
    }
    if (!type.equals("url")) {
      throw S3Error.INVALID_ARGUMENT
          .with("Invalid Encoding Method specified in Request")
          .withField("ArgumentName", Json.of("encoding-type"))
          .withField("ArgumentValue", Json.of(type));
    }
    return text -> UrlCoding.encodePath(text).replace("%20", "+");
  }

  static List<CommonPrefix> prefixes(Listing<?> page, UnaryOperator<String> encode) {
    return page.folded().stream()
        .map(fold -> CommonPrefix.builder().prefix(encode.apply(fold)).build())
        .toList();
  }

  SdkResponse listV2(Call call, ListObjectsV2Request request) {
    S3Bucket bucket = access.find(call, request);
    int max = pageSize(request.maxKeys(), "maxKeys");
    UnaryOperator<String> encode = encoding(request.encodingTypeAsString());
    String prefix = orEmpty(request.prefix());
    String delimiter = orEmpty(request.delimiter());
    String token = request.continuationToken();
    String after = token == null ? orEmpty(request.startAfter()) : marker(token);
    Listing<StoredObject> page = objects(bucket, prefix, delimiter, after, max);
    Owner owner =
        Boolean.TRUE.equals(request.fetchOwner())
            ? S3BucketService.owner(store, bucket.account())
            : null;
    return ListObjectsV2Response.builder()
        .name(bucket.name())
        .prefix(encode.apply(prefix))
        .delimiter(request.delimiter() == null ? null : encode.apply(delimiter))
        .maxKeys(max)
        .encodingType(request.encodingTypeAsString())
        .keyCount(page.items().size() + page.folded().size())
        .contents(contents(page, encode, owner))
        .commonPrefixes(prefixes(page, encode))
        .isTruncated(page.truncated())
        .continuationToken(token)
        .nextContinuationToken(page.truncated() ? token(page.last()) : null)
        .startAfter(request.startAfter() == null ? null : encode.apply(request.startAfter()))
        .build();
  }

  SdkResponse list(Call call, ListObjectsRequest request) {
    S3Bucket bucket = access.find(call, request);
    int max = pageSize(request.maxKeys(), "maxKeys");
    UnaryOperator<String> encode = encoding(request.encodingTypeAsString());
    String prefix = orEmpty(request.prefix());
    String delimiter = orEmpty(request.delimiter());
    Listing<StoredObject> page = objects(bucket, prefix, delimiter, orEmpty(request.marker()), max);
    // The next marker is given only with a delimiter; without one it is the last key.
    boolean marked = page.truncated() && !delimiter.isEmpty();
    return ListObjectsResponse.builder()
        .name(bucket.name())
        .prefix(encode.apply(prefix))
        .delimiter(request.delimiter() == null ? null : encode.apply(delimiter))
        .marker(encode.apply(orEmpty(request.marker())))
        .nextMarker(marked ? encode.apply(page.last()) : null)
        .maxKeys(max)
        .encodingType(request.encodingTypeAsString())
        .contents(contents(page, encode, S3BucketService.owner(store, bucket.account())))
        .commonPrefixes(prefixes(page, encode))
        .isTruncated(page.truncated())
        .build();
  }

  private static List<S3Object> contents(
      Listing<StoredObject> page, UnaryOperator<String> encode, @Nullable Owner owner) {
    List<S3Object> contents = new ArrayList<>();
    for (Item<StoredObject> item : page.items()) {
      StoredObject object = item.value();
      contents.add(
          S3Object.builder()
              .key(encode.apply(object.key()))
              .lastModified(object.lastModified())
              .eTag(object.content().quotedETag())
              .checksumAlgorithmWithStrings(object.content().checksum().algorithm().name())
              .checksumType(object.content().checksum().type())
              .size(object.size())
              .storageClass(object.description().storageClass())
              .owner(owner)
              .build());
    }
    return contents;
  }

  private static Listing<StoredObject> objects(
      S3Bucket bucket, String prefix, String delimiter, String after, int max) {
    boolean behind = S3Model.UTF8_ORDER.compare(after, prefix) >= 0 && !after.isEmpty();
    NavigableMap<String, List<Version>> rest =
        behind ? bucket.keys().tailMap(after, false) : bucket.keys().tailMap(prefix, true);
    Iterator<Item<StoredObject>> source =
        rest.values().stream()
            .map(versions -> versions.get(versions.size() - 1))
            .filter(StoredObject.class::isInstance)
            .map(StoredObject.class::cast)
            .map(object -> new Item<>(object.key(), object))
            .iterator();
    String done = Listing.isFold(after, prefix, delimiter) ? after : "";
    return Listing.page(source, prefix, delimiter, done, max);
  }

  private static String token(String last) {
    return Base64.getUrlEncoder().encodeToString(("1" + last).getBytes(StandardCharsets.UTF_8));
  }

  private static String marker(String token) {
    try {
      String decoded = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
      if (decoded.startsWith("1")) {
        return decoded.substring(1);
      }
    } catch (IllegalArgumentException e) {
      throw badToken();
    }
    throw badToken();
  }

  private static RuntimeException badToken() {
    return S3Error.INVALID_ARGUMENT
        .with("The continuation token provided is incorrect")
        .withField("ArgumentName", Json.of("continuation-token"));
  }

  SdkResponse listVersions(Call call, ListObjectVersionsRequest request) {
    S3Bucket bucket = access.find(call, request);
    int max = pageSize(request.maxKeys(), "max-keys");
    UnaryOperator<String> encode = encoding(request.encodingTypeAsString());
    String prefix = orEmpty(request.prefix());
    String delimiter = orEmpty(request.delimiter());
    if (request.versionIdMarker() != null && request.keyMarker() == null) {
      throw S3Error.INVALID_ARGUMENT.with(
          "A version-id marker cannot be specified without a key marker.");
    }
    String after = orEmpty(request.keyMarker());
    List<Item<Version>> behind = versionsBehind(bucket, after, request.versionIdMarker());
    String done = Listing.isFold(after, prefix, delimiter) ? after : "";
    Listing<Version> page = Listing.page(behind.iterator(), prefix, delimiter, done, max);
    ListObjectVersionsResponse.Builder response =
        ListObjectVersionsResponse.builder()
            .name(bucket.name())
            .prefix(encode.apply(prefix))
            .delimiter(request.delimiter() == null ? null : encode.apply(delimiter))
            .keyMarker(encode.apply(after))
            .versionIdMarker(request.versionIdMarker())
            .maxKeys(max)
            .encodingType(request.encodingTypeAsString())
            .commonPrefixes(prefixes(page, encode))
            .isTruncated(page.truncated());
    if (page.truncated()) {
      response.nextKeyMarker(encode.apply(page.last()));
      if (page.lastItem() != null) {
        response.nextVersionIdMarker(page.lastItem().value().versionId());
      }
    }
    return fill(response, bucket, page, encode).build();
  }

  /** Every version behind a marker, keys in order, the newest version of each key first. */
  private static List<Item<Version>> versionsBehind(
      S3Bucket bucket, String keyMarker, @Nullable String versionMarker) {
    List<Item<Version>> all = new ArrayList<>();
    boolean within = versionMarker != null;
    for (Map.Entry<String, List<Version>> key :
        bucket.keys().tailMap(keyMarker, within || keyMarker.isEmpty()).entrySet()) {
      boolean skipping = within && key.getKey().equals(keyMarker);
      List<Version> versions = key.getValue();
      for (int i = versions.size() - 1; i >= 0; i--) {
        if (!skipping) {
          all.add(new Item<>(key.getKey(), versions.get(i)));
        } else if (versions.get(i).versionId().equals(versionMarker)) {
          skipping = false;
        }
      }
    }
    return all;
  }

  private ListObjectVersionsResponse.Builder fill(
      ListObjectVersionsResponse.Builder response,
      S3Bucket bucket,
      Listing<Version> page,
      UnaryOperator<String> encode) {
    Owner owner = S3BucketService.owner(store, bucket.account());
    List<ObjectVersion> versions = new ArrayList<>();
    List<DeleteMarkerEntry> markers = new ArrayList<>();
    for (Item<Version> item : page.items()) {
      boolean latest = bucket.latest(item.key()).filter(item.value()::equals).isPresent();
      if (item.value() instanceof StoredObject object) {
        versions.add(
            ObjectVersion.builder()
                .key(encode.apply(object.key()))
                .versionId(object.versionId())
                .isLatest(latest)
                .lastModified(object.lastModified())
                .eTag(object.content().quotedETag())
                .checksumAlgorithmWithStrings(object.content().checksum().algorithm().name())
                .checksumType(object.content().checksum().type())
                .size(object.size())
                .storageClass(object.description().storageClass())
                .owner(owner)
                .build());
      } else if (item.value() instanceof DeleteMarker marker) {
        markers.add(
            DeleteMarkerEntry.builder()
                .key(encode.apply(marker.key()))
                .versionId(marker.versionId())
                .isLatest(latest)
                .lastModified(marker.lastModified())
                .owner(owner)
                .build());
      }
    }
    return response.versions(versions).deleteMarkers(markers);
  }
}

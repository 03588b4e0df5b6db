package dev.diorama.s3;

import dev.diorama.core.json.Json;
import dev.diorama.core.wire.Addressed;
import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.Checksums;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import dev.diorama.core.wire.QueryParams;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What S3 looks at before it knows who calls: the bucket's Region, and ways of asking that are not
 * built.
 */
final class S3Gate {
  private static final Pattern HEADER_SCOPE =
      Pattern.compile("Credential=[^/,\\s]+/[0-9]{8}/([a-z0-9-]+)/s3/aws4_request");
  private static final Pattern QUERY_SCOPE =
      Pattern.compile("[^/]+/[0-9]{8}/([a-z0-9-]+)/s3/aws4_request");

  private static final List<String> UPLOAD_QUERY = List.of("x-id", "partNumber", "uploadId");

  private final S3Store store;
  private final S3Cors cors;
  private final S3Distance distance;

  S3Gate(S3Store store, S3Cors cors, S3Distance distance) {
    this.store = store;
    this.cors = cors;
    this.distance = distance;
  }

  /** Takes the bucket out of host or path. */
  Addressed address(HttpRequest request) {
    S3Address address = S3Address.of(request);
    if (address.isAccelerated()) {
      S3AccelerateService.checkEndpoint(request, address, store);
    }
    if (isForm(request)) {
      throw S3Error.notBuilt(
          "browser-based uploads with POST and a POST policy; a presigned PUT URL does the same");
    }
    if (isSignedAsOfOld(request)) {
      throw S3Error.INVALID_REQUEST.with(
          "The authorization mechanism you have provided is not supported. Please use"
              + " AWS4-HMAC-SHA256.");
    }
    if (!isAnsweredAnywhere(request, address)) {
      store.bucket(address.bucket()).ifPresent(bucket -> checkRegion(request, address, bucket));
    }
    if (!isUpload(request, address)) {
      checkDigests(request, address);
    }
    Map<String, String> labels =
        address.bucket().isEmpty() ? Map.of() : Map.of("Bucket", address.bucket());
    return new Addressed(
        request.withPath(request.host(), address.rawPath()),
        labels,
        distance.facts(request, address, store.bucket(address.bucket())));
  }

  private static boolean isForm(HttpRequest request) {
    return request.method().equals("POST")
        && request
            .header("Content-Type")
            .filter(type -> type.toLowerCase(Locale.ROOT).startsWith("multipart/form-data"))
            .isPresent();
  }

  /**
   * True for Signature Version 2, which buckets made since June 2020 do not take, documented:
   * https://docs.aws.amazon.com/AmazonS3/latest/API/Appendix-Sigv2.html. Passed on, such a request
   * would count as anonymous.
   */
  private static boolean isSignedAsOfOld(HttpRequest request) {
    return request.header("Authorization").orElse("").startsWith("AWS ")
        || (request.rawQuery().contains("AWSAccessKeyId=") && request.query().has("Signature"));
  }

  /** True for PutObject and UploadPart, whose rules compare the digests of what they are sent. */
  private static boolean isUpload(HttpRequest request, S3Address address) {
    return request.method().equals("PUT")
        && !address.isBucketItself()
        && request.query().asMap().keySet().stream()
            .allMatch(name -> UPLOAD_QUERY.contains(name) || name.startsWith("X-Amz-"));
  }

  /**
   * Compares a document with the digests that came with it. DeleteObjects must bring one,
   * documented: https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html.
   */
  private static void checkDigests(HttpRequest request, S3Address address) {
    Optional<String> md5 = request.header("Content-MD5");
    if (md5.isPresent()) {
      S3Intake.checkMd5(md5.get(), request.body());
    }
    boolean digested = md5.isPresent();
    for (Checksums each : Checksums.values()) {
      Optional<String> value = request.header(each.header());
      if (value.isPresent() && request.body().length > 0) {
        each.check(request.body(), value.get(), "header");
        digested = true;
      }
    }
    boolean deletesMany =
        request.method().equals("POST")
            && address.isBucketItself()
            && request.query().has("delete");
    if (deletesMany && !digested) {
      throw S3Error.INVALID_REQUEST.with(
          "Missing required header for this request: Content-MD5 OR x-amz-checksum-*");
    }
  }

  /** CreateBucket is about a bucket that is not yet; GetBucketLocation is how one finds it. */
  private static boolean isAnsweredAnywhere(HttpRequest request, S3Address address) {
    if (!address.isBucketItself()) {
      return false;
    }
    QueryParams query = request.query();
    return query.has("location")
        || (request.method().equals("PUT") && isBucketMadeOrRemoved(request, address));
  }

  /** True for CreateBucket and DeleteBucket. */
  static boolean isBucketMadeOrRemoved(HttpRequest request, S3Address address) {
    return address.isBucketItself()
        && List.of("PUT", "DELETE").contains(request.method())
        && request.query().asMap().keySet().stream()
            .allMatch(name -> name.equals("x-id") || name.startsWith("X-Amz-"));
  }

  /**
   * Both answers are documented:
   * https://docs.aws.amazon.com/AmazonS3/latest/userguide/Redirects.html and
   * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html; that a wrong host comes
   * before a wrong signature is observed.
   */
  private static void checkRegion(HttpRequest request, S3Address address, S3Bucket bucket) {
    if (!address.region().isEmpty() && !address.region().equals(bucket.region())) {
      throw redirect(bucket);
    }
    Matcher header = HEADER_SCOPE.matcher(request.header("Authorization").orElse(""));
    if (header.find() && !header.group(1).equals(bucket.region())) {
      throw S3Error.AUTHORIZATION_HEADER_MALFORMED
          .with(
              "The authorization header is malformed; the region '"
                  + header.group(1)
                  + "' is wrong; expecting '"
                  + bucket.region()
                  + "'")
          .withField("Region", Json.of(bucket.region()));
    }
    Optional<String> credential = request.query().first("X-Amz-Credential");
    Matcher query = QUERY_SCOPE.matcher(credential.orElse(""));
    if (query.matches() && !query.group(1).equals(bucket.region())) {
      throw S3Error.AUTHORIZATION_QUERY_PARAMETERS
          .with(
              "Error parsing the X-Amz-Credential parameter; the region '"
                  + query.group(1)
                  + "' is wrong; expecting '"
                  + bucket.region()
                  + "'")
          .withField("Region", Json.of(bucket.region()));
    }
  }

  /** The refusal of a request that was sent to another Region than the bucket's. */
  static AwsException redirect(S3Bucket bucket) {
    return S3Error.PERMANENT_REDIRECT
        .usual()
        .withField("Bucket", Json.of(bucket.name()))
        .withField("Endpoint", Json.of(S3Address.endpoint(bucket)));
  }

  /** Adds what a client needs to find the bucket's Region, and the CORS headers. */
  HttpResponse finish(HttpRequest request, HttpResponse response) {
    S3Address address = S3Address.of(request);
    Optional<S3Bucket> bucket = store.bucket(address.bucket());
    if (bucket.isEmpty()) {
      return response;
    }
    HttpResponse answer = response;
    if (answer.status() == 301
        || answer.status() == 400
        || (request.method().equals("HEAD") && address.isBucketItself())) {
      answer = answer.with("x-amz-bucket-region", bucket.get().region());
    }
    return cors.decorate(bucket.get(), request, answer);
  }
}

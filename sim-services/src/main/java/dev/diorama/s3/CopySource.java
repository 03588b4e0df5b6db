package dev.diorama.s3;

import dev.diorama.core.wire.UrlCoding;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;

/**
 * The object that CopyObject and UploadPartCopy read, from the header {@code x-amz-copy-source},
 * documented: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html.
 */
record CopySource(String bucket, String key, @Nullable String versionId) {
  private static final String VERSION = "?versionId=";

  /** The source as the header names it, or as the SDK's own three members do. */
  static CopySource of(AwsRequest request) {
    String header = request.getValueForField("CopySource", String.class).orElse(null);
    if (header != null) {
      return parse(header);
    }
    String bucket = S3Access.text(request, "SourceBucket");
    String key = S3Access.text(request, "SourceKey");
    if (bucket.isEmpty() || key.isEmpty()) {
      throw invalid();
    }
    return new CopySource(
        bucket, key, request.getValueForField("SourceVersionId", String.class).orElse(null));
  }

  private static CopySource parse(String header) {
    if (header.startsWith("arn:")) {
      throw S3Error.notBuilt("access points as the source of a copy");
    }
    int query = header.indexOf(VERSION);
    String path = query < 0 ? header : header.substring(0, query);
    String version =
        query < 0 ? null : UrlCoding.decode(header.substring(query + VERSION.length()));
    // Some clients encode the slash between bucket and key too.
    String plain = UrlCoding.decode(path.startsWith("/") ? path.substring(1) : path);
    int slash = plain.indexOf('/');
    if (slash < 1 || slash == plain.length() - 1) {
      throw invalid();
    }
    return new CopySource(plain.substring(0, slash), plain.substring(slash + 1), version);
  }

  private static RuntimeException invalid() {
    return S3Error.INVALID_ARGUMENT.with(
        "Copy Source must mention the source bucket and key: sourcebucket/sourcekey");
  }
}

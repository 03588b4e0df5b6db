package dev.diorama.s3;

import dev.diorama.core.json.Json;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The rules for names of general purpose buckets, documented:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html.
 */
final class BucketNames {
  private static final Pattern SHAPE = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
  private static final Pattern IP_ADDRESS = Pattern.compile("[0-9]+(\\.[0-9]+){3}");
  private static final List<String> RESERVED_PREFIXES = List.of("xn--", "sthree-", "amzn-s3-demo-");
  private static final List<String> RESERVED_SUFFIXES =
      List.of("-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3");

  private BucketNames() {}

  /** Refuses a name that no bucket can have. */
  static void check(String name) {
    if (!isValid(name)) {
      throw S3Error.INVALID_BUCKET_NAME.usual().withField("BucketName", Json.of(name));
    }
  }

  static boolean isValid(String name) {
    return SHAPE.matcher(name).matches()
        && !name.contains("..")
        && !IP_ADDRESS.matcher(name).matches()
        && RESERVED_PREFIXES.stream().noneMatch(name::startsWith)
        && RESERVED_SUFFIXES.stream().noneMatch(name::endsWith);
  }
}

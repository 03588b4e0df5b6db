package dev.diorama.s3;

import dev.diorama.core.random.Seeds;
import dev.diorama.core.random.SimRandom;
import java.time.Instant;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Every bucket of the cloud, by name: names are unique over all accounts and Regions, documented:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html.
 */
final class S3Store {
  private static final int CANONICAL_ID_LENGTH = 64;
  private static final int CUSTOMER_ID_LENGTH = 14;
  private static final int VERSION_ID_LENGTH = 32;
  private static final int UPLOAD_ID_LENGTH = 128;

  private final Seeds seeds;
  private final Map<String, S3Bucket> buckets = new TreeMap<>(S3Model.UTF8_ORDER);
  private final Map<String, String> canonicalIds = new TreeMap<>();
  private final Map<String, String> customerIds = new TreeMap<>();
  private long sequence;

  S3Store(Seeds seeds) {
    this.seeds = seeds;
  }

  Optional<S3Bucket> bucket(String name) {
    return Optional.ofNullable(buckets.get(name));
  }

  /** All buckets, by name. */
  Collection<S3Bucket> buckets() {
    return buckets.values();
  }

  void add(S3Bucket bucket) {
    buckets.put(bucket.name(), bucket);
  }

  void remove(S3Bucket bucket) {
    buckets.remove(bucket.name());
  }

  /** The canonical user id of an account: 64 hexadecimal digits, the same in every run. */
  String canonicalId(String account) {
    return canonicalIds.computeIfAbsent(
        account, id -> seeds.stream("s3/canonical-id/" + id).hex(CANONICAL_ID_LENGTH));
  }

  /** The id by which events name an account: 14 letters and digits, the same in every run. */
  String customerId(String account) {
    return customerIds.computeIfAbsent(
        account,
        id ->
            "A"
                + seeds.stream("s3/customer-id/" + id)
                    .text(SimRandom.UPPER_ALNUM, CUSTOMER_ID_LENGTH - 1));
  }

  /**
   * The next sequencer: 18 digits, each greater than all before, so that events of a key are told
   * apart. That AWS's begin with the seconds of the clock is observed in published samples.
   */
  String nextSequencer(Instant now) {
    sequence = sequence + 1 & 0xFFFF_FFFFL;
    return String.format(Locale.ROOT, "%010X%08X", now.getEpochSecond(), sequence);
  }

  String newNotificationId() {
    return seeds.stream("s3/notification-ids").uuid().toString();
  }

  String newVersionId() {
    return seeds.stream("s3/version-ids").text(SimRandom.ALNUM + "._", VERSION_ID_LENGTH);
  }

  String newUploadId() {
    return seeds.stream("s3/upload-ids").text(SimRandom.ALNUM + "._", UPLOAD_ID_LENGTH);
  }
}

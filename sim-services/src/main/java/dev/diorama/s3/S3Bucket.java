package dev.diorama.s3;

import dev.diorama.s3.S3Model.Acceleration;
import dev.diorama.s3.S3Model.BucketPolicy;
import dev.diorama.s3.S3Model.PublicAccess;
import dev.diorama.s3.S3Model.StoredObject;
import dev.diorama.s3.S3Model.Upload;
import dev.diorama.s3.S3Model.Version;
import dev.diorama.s3.S3Model.Versioning;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.s3.model.CORSRule;
import software.amazon.awssdk.services.s3.model.WebsiteConfiguration;

/** One bucket: its settings, its keys in order with the versions of each, its open uploads. */
final class S3Bucket {
  private final String name;
  private final String account;
  private final String region;
  private final String locationConstraint;
  private final Instant created;
  private final NavigableMap<String, List<Version>> keys = new TreeMap<>(S3Model.UTF8_ORDER);
  private final Map<String, Upload> uploads = new LinkedHashMap<>();
  private Map<String, String> tags = Map.of();
  private List<CORSRule> cors = List.of();
  private Optional<PublicAccess> publicAccess = Optional.of(PublicAccess.ALL);
  private Optional<BucketPolicy> policy = Optional.empty();
  private Versioning versioning = Versioning.NEVER;
  private boolean bucketKey;
  private List<NotificationRule> notifications = List.of();
  private Optional<WebsiteConfiguration> website = Optional.empty();
  private Acceleration acceleration = Acceleration.NEVER;

  /**
   * An empty bucket with the settings of a new one.
   *
   * @param locationConstraint as GetBucketLocation shows it: empty for us-east-1
   */
  S3Bucket(String name, String account, String region, String locationConstraint, Instant created) {
    this.name = name;
    this.account = account;
    this.region = region;
    this.locationConstraint = locationConstraint;
    this.created = created;
  }

  static String arnOf(String bucketName) {
    return "arn:aws:s3:::" + bucketName;
  }

  String arn() {
    return arnOf(name);
  }

  String arn(String key) {
    return arn() + "/" + key;
  }

  String name() {
    return name;
  }

  /** The owning account. */
  String account() {
    return account;
  }

  String region() {
    return region;
  }

  String locationConstraint() {
    return locationConstraint;
  }

  Instant created() {
    return created;
  }

  Map<String, String> tags() {
    return tags;
  }

  void tags(Map<String, String> others) {
    this.tags = Collections.unmodifiableMap(new LinkedHashMap<>(others));
  }

  List<CORSRule> cors() {
    return cors;
  }

  void cors(List<CORSRule> rules) {
    this.cors = List.copyOf(rules);
  }

  Optional<PublicAccess> publicAccess() {
    return publicAccess;
  }

  void publicAccess(Optional<PublicAccess> setting) {
    this.publicAccess = setting;
  }

  /** What Block Public Access does here, set or not. */
  PublicAccess blocked() {
    return publicAccess.orElse(PublicAccess.NONE);
  }

  Optional<BucketPolicy> policy() {
    return policy;
  }

  void policy(Optional<BucketPolicy> other) {
    this.policy = other;
  }

  Versioning versioning() {
    return versioning;
  }

  void versioning(Versioning other) {
    this.versioning = other;
  }

  boolean bucketKey() {
    return bucketKey;
  }

  void bucketKey(boolean on) {
    this.bucketKey = on;
  }

  /** What is to be told of and to whom, in the order of the configuration. */
  List<NotificationRule> notifications() {
    return notifications;
  }

  void notifications(List<NotificationRule> rules) {
    this.notifications = List.copyOf(rules);
  }

  Optional<WebsiteConfiguration> website() {
    return website;
  }

  void website(Optional<WebsiteConfiguration> other) {
    this.website = other;
  }

  Acceleration acceleration() {
    return acceleration;
  }

  void acceleration(Acceleration other) {
    this.acceleration = other;
  }

  /** Open uploads by id, in the order they were begun. */
  Map<String, Upload> uploads() {
    return uploads;
  }

  /** Every key in order with its versions, newest last; never empty. */
  NavigableMap<String, List<Version>> keys() {
    return Collections.unmodifiableNavigableMap(keys);
  }

  boolean isEmpty() {
    return keys.isEmpty();
  }

  /** What a key holds now. */
  Optional<Version> latest(String key) {
    List<Version> versions = keys.get(key);
    return versions == null ? Optional.empty() : Optional.of(versions.get(versions.size() - 1));
  }

  /** The object that a key holds now; empty when it holds none or a delete marker. */
  Optional<StoredObject> object(String key) {
    return latest(key).filter(StoredObject.class::isInstance).map(StoredObject.class::cast);
  }

  /** One version of a key. */
  Optional<Version> version(String key, String versionId) {
    return keys.getOrDefault(key, List.of()).stream()
        .filter(version -> version.versionId().equals(versionId))
        .findFirst();
  }

  /**
   * Makes this what the key holds now. A version with the id {@code null} takes the place of the
   * one that has it.
   */
  void add(Version version) {
    List<Version> versions = keys.computeIfAbsent(version.key(), key -> new ArrayList<>(1));
    if (version.versionId().equals(Version.NULL_ID)) {
      versions.removeIf(old -> old.versionId().equals(Version.NULL_ID));
    }
    versions.add(version);
  }

  /** Puts an object in the place of the version with its id. */
  void replace(StoredObject object) {
    List<Version> versions = keys.get(object.key());
    if (versions != null) {
      versions.replaceAll(old -> old.versionId().equals(object.versionId()) ? object : old);
    }
  }

  /** Removes one version for good, if it is there. */
  void remove(String key, String versionId) {
    List<Version> versions = keys.get(key);
    if (versions != null) {
      versions.removeIf(old -> old.versionId().equals(versionId));
      if (versions.isEmpty()) {
        keys.remove(key);
      }
    }
  }
}

package dev.diorama.dynamodb;

import dev.diorama.core.router.Call;
import dev.diorama.core.time.SimClock;
import dev.diorama.core.wire.AwsException;
import dev.diorama.dynamodb.DynamoDbModel.Table;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.ContinuousBackupsDescription;
import software.amazon.awssdk.services.dynamodb.model.DescribeContinuousBackupsRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeContinuousBackupsResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveResponse;
import software.amazon.awssdk.services.dynamodb.model.ListTagsOfResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.ListTagsOfResourceResponse;
import software.amazon.awssdk.services.dynamodb.model.PointInTimeRecoveryDescription;
import software.amazon.awssdk.services.dynamodb.model.TagResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.TagResourceResponse;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveSpecification;
import software.amazon.awssdk.services.dynamodb.model.UntagResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.UntagResourceResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateContinuousBackupsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateContinuousBackupsResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveResponse;

/** Tags, time to live and point-in-time recovery: settings of a table that no engine needs. */
final class DynamoDbSettingsService {
  /**
   * How far the latest restorable time lies back, documented as "typically 5 minutes":
   * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PointInTimeRecoveryDescription.html
   */
  private static final Duration RESTORE_LAG = Duration.ofMinutes(5);

  private static final int MAX_ATTRIBUTE = 255;

  private static final String DIFFERENT =
      "TimeToLive is active on a different AttributeName: current AttributeName is ";

  private final DynamoDbStore store;
  private final DynamoDbReplicaRules replicas;
  private final DynamoDbExpiry expiry;
  private final SimClock clock;
  private final Duration interval;

  DynamoDbSettingsService(
      DynamoDbStore store,
      DynamoDbReplicaRules replicas,
      DynamoDbExpiry expiry,
      SimClock clock,
      Duration interval) {
    this.interval = interval;
    this.store = store;
    this.replicas = replicas;
    this.expiry = expiry;
    this.clock = clock;
  }

  TagResourceResponse tag(Call call, TagResourceRequest request) {
    new Violations().size("tags", true, request.tags().size(), Integer.MAX_VALUE).refuse();
    DynamoDbTags.put(byArn(call, request.resourceArn()), request.tags());
    return TagResourceResponse.builder().build();
  }

  UntagResourceResponse untag(Call call, UntagResourceRequest request) {
    Table table = byArn(call, request.resourceArn());
    request.tagKeys().forEach(table.tags::remove);
    return UntagResourceResponse.builder().build();
  }

  ListTagsOfResourceResponse tags(Call call, ListTagsOfResourceRequest request) {
    return ListTagsOfResourceResponse.builder()
        .tags(DynamoDbTags.of(byArn(call, request.resourceArn())))
        .build();
  }

  private Table byArn(Call call, @Nullable String arn) {
    DynamoDbStore.requireName("resourceArn", arn);
    TableRef ref = TableRef.of(call, arn);
    if (ref.asked().equals(ref.name())) {
      throw DynamoDbError.VALIDATION.with(
          "Invalid TableArn: Invalid ResourceArn provided as input");
    }
    return store
        .find(ref)
        .orElseThrow(
            () ->
                DynamoDbError.RESOURCE_NOT_FOUND.with(
                    DynamoDbError.NO_RESOURCE + ": ResourcArn: " + arn + " not found"));
  }

  DescribeTimeToLiveResponse describeTimeToLive(Call call, DescribeTimeToLiveRequest request) {
    Table table = store.described(TableRef.of(call, request.tableName()));
    String attribute = table.timeToLiveAttribute;
    return DescribeTimeToLiveResponse.builder()
        .timeToLiveDescription(
            TimeToLiveDescription.builder()
                .timeToLiveStatus(attribute == null ? "DISABLED" : "ENABLED")
                .attributeName(attribute)
                .build())
        .build();
  }

  /** Changes the setting in every Region of a global table: documented to be kept in step. */
  UpdateTimeToLiveResponse updateTimeToLive(Call call, UpdateTimeToLiveRequest request) {
    Table table = store.changeable(TableRef.of(call, request.tableName()));
    StrongGlobalTables.refuse(table, "Time to live");
    TimeToLiveSpecification wanted = request.timeToLiveSpecification();
    if (wanted == null) {
      throw new IllegalStateException("the codec found it, or the caller is one of ours");
    }
    new Violations()
        .missing("timeToLiveSpecification.enabled", wanted.enabled() == null)
        .missing("timeToLiveSpecification.attributeName", wanted.attributeName() == null)
        .length("timeToLiveSpecification.attributeName", wanted.attributeName(), 1, MAX_ATTRIBUTE)
        .refuse();
    String attribute = table.timeToLiveAttribute;
    if (wanted.enabled()) {
      if (attribute != null) {
        throw DynamoDbError.VALIDATION.with(
            attribute.equals(wanted.attributeName())
                ? "TimeToLive is already enabled"
                : DIFFERENT + attribute);
      }
      checkInterval(table);
      for (Table each : replicas.together(table)) {
        each.timeToLiveAttribute = wanted.attributeName();
        each.timeToLiveChangedAt = clock.instant();
        expiry.begin(each);
      }
    } else {
      if (attribute == null) {
        throw DynamoDbError.VALIDATION.with("TimeToLive is already disabled");
      }
      if (!attribute.equals(wanted.attributeName())) {
        throw DynamoDbError.VALIDATION.with(DIFFERENT + attribute);
      }
      checkInterval(table);
      for (Table each : replicas.together(table)) {
        each.timeToLiveAttribute = null;
        each.timeToLiveChangedAt = clock.instant();
        expiry.end(each);
      }
    }
    return UpdateTimeToLiveResponse.builder().timeToLiveSpecification(wanted).build();
  }

  /** One change in an hour, documented with UpdateTimeToLive; the words are observed. */
  private void checkInterval(Table table) {
    Instant last = table.timeToLiveChangedAt;
    if (last != null && clock.instant().isBefore(last.plus(interval))) {
      throw DynamoDbError.VALIDATION.with(
          "Time to live has been modified multiple times within a fixed interval");
    }
  }

  DescribeContinuousBackupsResponse describeContinuousBackups(
      Call call, DescribeContinuousBackupsRequest request) {
    return DescribeContinuousBackupsResponse.builder()
        .continuousBackupsDescription(backups(backed(call, request.tableName())))
        .build();
  }

  UpdateContinuousBackupsResponse updateContinuousBackups(
      Call call, UpdateContinuousBackupsRequest request) {
    Table table = backed(call, request.tableName());
    if (request.pointInTimeRecoverySpecification() == null
        || request.pointInTimeRecoverySpecification().pointInTimeRecoveryEnabled() == null) {
      throw DynamoDbError.VALIDATION.with(
          "1 validation error detected: Value null at"
              + " 'pointInTimeRecoverySpecification.pointInTimeRecoveryEnabled' failed to satisfy"
              + " constraint: Member must not be null");
    }
    boolean wanted = request.pointInTimeRecoverySpecification().pointInTimeRecoveryEnabled();
    Integer days = request.pointInTimeRecoverySpecification().recoveryPeriodInDays();
    if (days != null && (days < 1 || days > DynamoDbModel.MAX_RECOVERY_DAYS)) {
      throw DynamoDbError.VALIDATION.with(
          "1 validation error detected: Value '"
              + days
              + "' at 'pointInTimeRecoverySpecification.recoveryPeriodInDays' failed to satisfy"
              + " constraint: Member must have value between 1 and "
              + DynamoDbModel.MAX_RECOVERY_DAYS);
    }
    if (wanted && !table.pointInTimeRecovery) {
      table.recoverableSince = clock.instant();
    }
    table.pointInTimeRecovery = wanted;
    table.recoveryDays = days == null ? DynamoDbModel.MAX_RECOVERY_DAYS : days;
    return UpdateContinuousBackupsResponse.builder()
        .continuousBackupsDescription(backups(table))
        .build();
  }

  private Table backed(Call call, @Nullable String name) {
    DynamoDbStore.requireName("tableName", name);
    TableRef ref = TableRef.of(call, name);
    return store.find(ref).orElseThrow(() -> tableNotFound(ref));
  }

  private static AwsException tableNotFound(TableRef ref) {
    return DynamoDbError.TABLE_NOT_FOUND.with("Table not found: " + ref.name());
  }

  private ContinuousBackupsDescription backups(Table table) {
    PointInTimeRecoveryDescription.Builder recovery =
        PointInTimeRecoveryDescription.builder()
            .pointInTimeRecoveryStatus(table.pointInTimeRecovery ? "ENABLED" : "DISABLED");
    Instant since = table.recoverableSince;
    if (table.pointInTimeRecovery && since != null) {
      Instant now = clock.instant();
      Instant oldest = now.minus(Duration.ofDays(table.recoveryDays));
      Instant earliest = since.isAfter(oldest) ? since : oldest;
      Instant latest = now.minus(RESTORE_LAG);
      recovery
          .recoveryPeriodInDays(table.recoveryDays)
          .earliestRestorableDateTime(earliest)
          .latestRestorableDateTime(latest.isBefore(earliest) ? earliest : latest);
    }
    return ContinuousBackupsDescription.builder()
        .continuousBackupsStatus("ENABLED")
        .pointInTimeRecoveryDescription(recovery.build())
        .build();
  }
}

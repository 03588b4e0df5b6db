package dev.diorama.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.wire.AwsException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.DescribeContinuousBackupsRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeContinuousBackupsResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveResponse;
import software.amazon.awssdk.services.dynamodb.model.ListTagsOfResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.ListTagsOfResourceResponse;
import software.amazon.awssdk.services.dynamodb.model.PointInTimeRecoveryDescription;
import software.amazon.awssdk.services.dynamodb.model.Tag;
import software.amazon.awssdk.services.dynamodb.model.TagResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.TagResourceResponse;
import software.amazon.awssdk.services.dynamodb.model.UntagResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.UntagResourceResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateContinuousBackupsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateContinuousBackupsResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveResponse;

class DynamoDbSettingsServiceTest extends DynamoFixture {
  private static final String ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/Todos";

  @BeforeEach
  void create() {
    table("Todos", false, r -> r.tags(Tag.builder().key("team").value("web").build()));
  }

  private ListTagsOfResourceResponse tags() {
    return send(
        ListTagsOfResourceRequest.builder().resourceArn(ARN).build(),
        ListTagsOfResourceResponse.class);
  }

  @Test
  void tags_createTagUntag_areKept() {
    send(
        TagResourceRequest.builder()
            .resourceArn(ARN)
            .tags(Tag.builder().key("stage").value("test").build())
            .build(),
        TagResourceResponse.class);
    assertThat(tags().tags()).extracting(Tag::key).containsExactly("team", "stage");
    send(
        UntagResourceRequest.builder().resourceArn(ARN).tagKeys("team").build(),
        UntagResourceResponse.class);
    assertThat(tags().tags()).extracting(Tag::key).containsExactly("stage");
  }

  @Test
  void tags_ofUnknownTable_areNotFound() {
    AwsException e =
        refused(
            ListTagsOfResourceRequest.builder().resourceArn(ARN + "x").build(),
            ListTagsOfResourceResponse.class);
    assertThat(e.code()).isEqualTo("ResourceNotFoundException");
    assertThat(e.status()).isEqualTo(400);
  }

  @Test
  void tags_byName_areInvalid() {
    AwsException e =
        refused(
            ListTagsOfResourceRequest.builder().resourceArn("Todos").build(),
            ListTagsOfResourceResponse.class);
    assertThat(e.code()).isEqualTo("ValidationException");
    assertThat(e.status()).isEqualTo(400);
  }

  @Test
  void tags_reservedOrTooLong_areInvalid() {
    for (Tag bad :
        new Tag[] {
          Tag.builder().key("aws:mine").value("x").build(),
          Tag.builder().key("k".repeat(129)).value("x").build(),
          Tag.builder().key("k").value("v".repeat(257)).build()
        }) {
      AwsException e =
          refused(
              TagResourceRequest.builder().resourceArn(ARN).tags(bad).build(),
              TagResourceResponse.class);
      assertThat(e.code()).isEqualTo("ValidationException");
      assertThat(e.status()).isEqualTo(400);
    }
    Tag[] many = new Tag[50];
    for (int i = 0; i < many.length; i++) {
      many[i] = Tag.builder().key("k" + i).value("v").build();
    }
    AwsException e =
        refused(
            TagResourceRequest.builder().resourceArn(ARN).tags(many).build(),
            TagResourceResponse.class);
    assertThat(e.code()).isEqualTo("ValidationException");
  }

  private UpdateTimeToLiveRequest ttl(boolean on, String attribute) {
    return UpdateTimeToLiveRequest.builder()
        .tableName("Todos")
        .timeToLiveSpecification(t -> t.enabled(on).attributeName(attribute))
        .build();
  }

  private String ttlStatus() {
    return send(
            DescribeTimeToLiveRequest.builder().tableName("Todos").build(),
            DescribeTimeToLiveResponse.class)
        .timeToLiveDescription()
        .timeToLiveStatusAsString();
  }

  @Test
  void timeToLive_enableAndDisable_isKept() {
    assertThat(ttlStatus()).isEqualTo("DISABLED");
    send(ttl(true, "expires"), UpdateTimeToLiveResponse.class);
    assertThat(ttlStatus()).isEqualTo("ENABLED");
    AwsException again = refused(ttl(true, "expires"), UpdateTimeToLiveResponse.class);
    assertThat(again.code()).isEqualTo("ValidationException");
    assertThat(again.message()).isEqualTo("TimeToLive is already enabled");
    AwsException other = refused(ttl(true, "other"), UpdateTimeToLiveResponse.class);
    assertThat(other.message()).contains("current AttributeName is expires");
    AwsException otherOff = refused(ttl(false, "other"), UpdateTimeToLiveResponse.class);
    assertThat(otherOff.message()).contains("active on a different AttributeName");
    AwsException soon = refused(ttl(false, "expires"), UpdateTimeToLiveResponse.class);
    assertThat(soon.message())
        .isEqualTo("Time to live has been modified multiple times within a fixed interval");
    assertThat(soon.status()).isEqualTo(400);
    clock.advance(Duration.ofHours(1));
    send(ttl(false, "expires"), UpdateTimeToLiveResponse.class);
    AwsException off = refused(ttl(false, "expires"), UpdateTimeToLiveResponse.class);
    assertThat(off.message()).isEqualTo("TimeToLive is already disabled");
    assertThat(off.status()).isEqualTo(400);
  }

  @Test
  void timeToLive_withoutAttribute_isInvalid() {
    assertThat(refused(ttl(true, ""), UpdateTimeToLiveResponse.class).code())
        .isEqualTo("ValidationException");
  }

  private UpdateContinuousBackupsRequest recovery(boolean on, Integer days) {
    return UpdateContinuousBackupsRequest.builder()
        .tableName("Todos")
        .pointInTimeRecoverySpecification(
            p -> p.pointInTimeRecoveryEnabled(on).recoveryPeriodInDays(days))
        .build();
  }

  @Test
  void pointInTimeRecovery_enabled_restoresFromThenUntilFiveMinutesAgo() {
    send(recovery(true, null), UpdateContinuousBackupsResponse.class);
    clock.advance(Duration.ofHours(2));
    PointInTimeRecoveryDescription described =
        send(
                DescribeContinuousBackupsRequest.builder().tableName("Todos").build(),
                DescribeContinuousBackupsResponse.class)
            .continuousBackupsDescription()
            .pointInTimeRecoveryDescription();
    assertThat(described.pointInTimeRecoveryStatusAsString()).isEqualTo("ENABLED");
    assertThat(described.earliestRestorableDateTime())
        .isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
    assertThat(described.latestRestorableDateTime())
        .isEqualTo(Instant.parse("2026-01-01T01:55:00Z"));
  }

  @Test
  void pointInTimeRecovery_misuse_isRefused() {
    AwsException days = refused(recovery(true, 36), UpdateContinuousBackupsResponse.class);
    assertThat(days.code()).isEqualTo("ValidationException");
    assertThat(days.status()).isEqualTo(400);
    AwsException table =
        refused(
            DescribeContinuousBackupsRequest.builder().tableName("Nope").build(),
            DescribeContinuousBackupsResponse.class);
    assertThat(table.code()).isEqualTo("TableNotFoundException");
    assertThat(table.status()).isEqualTo(400);
  }

  @Test
  void tag_withCharactersThatNoTagHas_isInvalid() {
    String arn = "arn:aws:dynamodb:us-east-1:" + ACCOUNT + ":table/Todos";
    for (String bad : new String[] {"hi!", "d%g", "\"hello\""}) {
      AwsException key =
          refused(
              TagResourceRequest.builder()
                  .resourceArn(arn)
                  .tags(t -> t.key(bad).value("x"))
                  .build(),
              TagResourceResponse.class);
      assertThat(key.code()).isEqualTo("ValidationException");
      assertThat(key.status()).isEqualTo(400);
      assertThat(
              refused(
                      TagResourceRequest.builder()
                          .resourceArn(arn)
                          .tags(t -> t.key("x").value(bad))
                          .build(),
                      TagResourceResponse.class)
                  .code())
          .isEqualTo("ValidationException");
    }
    send(
        TagResourceRequest.builder()
            .resourceArn(arn)
            .tags(t -> t.key("\u05d0 +-=._:/@").value(""))
            .build(),
        TagResourceResponse.class);
    AwsException none =
        refused(
            TagResourceRequest.builder().resourceArn(arn).tags(List.of()).build(),
            TagResourceResponse.class);
    assertThat(none.message()).contains("length greater than or equal to 1");
  }
}

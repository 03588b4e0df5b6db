package dev.diorama.sqs;

import static dev.diorama.sqs.SqsWorld.arn;
import static dev.diorama.sqs.SqsWorld.redrive;
import static dev.diorama.sqs.SqsWorld.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.sqs.model.AddPermissionRequest;
import software.amazon.awssdk.services.sqs.model.AddPermissionResponse;
import software.amazon.awssdk.services.sqs.model.DeleteQueueRequest;
import software.amazon.awssdk.services.sqs.model.DeleteQueueResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlResponse;
import software.amazon.awssdk.services.sqs.model.ListDeadLetterSourceQueuesRequest;
import software.amazon.awssdk.services.sqs.model.ListDeadLetterSourceQueuesResponse;
import software.amazon.awssdk.services.sqs.model.ListQueueTagsRequest;
import software.amazon.awssdk.services.sqs.model.ListQueueTagsResponse;
import software.amazon.awssdk.services.sqs.model.ListQueuesRequest;
import software.amazon.awssdk.services.sqs.model.ListQueuesResponse;
import software.amazon.awssdk.services.sqs.model.PurgeQueueRequest;
import software.amazon.awssdk.services.sqs.model.PurgeQueueResponse;
import software.amazon.awssdk.services.sqs.model.RemovePermissionRequest;
import software.amazon.awssdk.services.sqs.model.RemovePermissionResponse;
import software.amazon.awssdk.services.sqs.model.SetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.SetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.TagQueueRequest;
import software.amazon.awssdk.services.sqs.model.TagQueueResponse;
import software.amazon.awssdk.services.sqs.model.UntagQueueRequest;
import software.amazon.awssdk.services.sqs.model.UntagQueueResponse;

class SqsQueueServiceTest {
  private final SqsWorld w = new SqsWorld();

  private void set(String url, String name, String value) {
    w.send(
        SetQueueAttributesRequest.builder()
            .queueUrl(url)
            .attributesWithStrings(Map.of(name, value))
            .build(),
        SetQueueAttributesResponse.class);
  }

  private void drop(String url) {
    w.send(DeleteQueueRequest.builder().queueUrl(url).build(), DeleteQueueResponse.class);
  }

  @Test
  void create_withDefaults_showsThem() {
    String url = w.queue("orders");

    assertThat(url).isEqualTo("https://sqs.us-east-1.amazonaws.com/123456789012/orders");
    assertThat(w.attributes(url))
        .containsEntry("QueueArn", arn("orders"))
        .containsEntry("VisibilityTimeout", "30")
        .containsEntry("MaximumMessageSize", "1048576")
        .containsEntry("MessageRetentionPeriod", "345600")
        .containsEntry("SqsManagedSseEnabled", "true")
        .containsEntry("CreatedTimestamp", "1767225600")
        .doesNotContainKeys("FifoQueue", "Policy", "RedrivePolicy");
    assertThat(w.attributes(w.fifo("o.fifo")))
        .containsEntry("FifoQueue", "true")
        .containsEntry("ContentBasedDeduplication", "false")
        .containsEntry("DeduplicationScope", "queue");
  }

  @Test
  void create_again_isTakenOnlyWithEqualAttributes() {
    String url = w.queue("orders", "DelaySeconds", "5");

    assertThat(w.queue("orders")).isEqualTo(url);
    assertThat(w.queue("orders", "DelaySeconds", "5", "VisibilityTimeout", "30")).isEqualTo(url);
    refused(() -> w.queue("orders", "DelaySeconds", "6"), "QueueNameExists", 400);
  }

  @Test
  void create_withinAMinuteOfDeleting_isRefused() {
    drop(w.queue("orders"));

    refused(() -> w.queue("orders"), "QueueDeletedRecently", 400);
    w.advance(60);
    w.queue("orders");
  }

  @ParameterizedTest
  @CsvSource({
    "a.b,,",
    "a.fifo,,",
    "plain,FifoQueue,true",
    "'with space',,",
    ".fifo,FifoQueue,true"
  })
  void create_withABadName_isRefused(String name, String attribute, String value) {
    refused(
        () -> {
          String unused = attribute == null ? w.queue(name) : w.queue(name, attribute, value);
        },
        "InvalidParameterValueException",
        400);
  }

  @ParameterizedTest
  @CsvSource({
    "VisibilityTimeout,43201,InvalidAttributeValue",
    "DelaySeconds,901,InvalidAttributeValue",
    "DelaySeconds,x,InvalidAttributeValue",
    "MaximumMessageSize,1023,InvalidAttributeValue",
    "MaximumMessageSize,1048577,InvalidAttributeValue",
    "MessageRetentionPeriod,59,InvalidAttributeValue",
    "ReceiveMessageWaitTimeSeconds,21,InvalidAttributeValue",
    "FifoQueue,false,InvalidAttributeValue",
    "ContentBasedDeduplication,true,InvalidAttributeName",
    "QueueArn,x,InvalidAttributeName",
    "Colour,red,InvalidAttributeName",
    "Policy,'{}',InvalidAttributeValue",
    "Policy,nonsense,InvalidAttributeValue",
    "RedrivePolicy,nonsense,InvalidParameterValueException",
    "RedriveAllowPolicy,'{\"redrivePermission\":\"byQueue\"}',InvalidAttributeValue"
  })
  void create_withABadAttribute_isRefused(String name, String value, String code) {
    refused(() -> w.queue("orders", name, value), code, 400);
  }

  @Test
  void redrivePolicy_needsAQueueOfTheSameKindThatPermitsIt() {
    w.queue("dead", "RedriveAllowPolicy", "{\"redrivePermission\":\"denyAll\"}");
    w.fifo("dead.fifo");
    String code = "InvalidParameterValueException";

    refused(() -> w.queue("a", "RedrivePolicy", redrive("nowhere", 3)), code, 400);
    refused(() -> w.queue("a", "RedrivePolicy", redrive("dead.fifo", 3)), code, 400);
    refused(() -> w.queue("a", "RedrivePolicy", redrive("dead", 3)), code, 400);
    refused(() -> w.queue("a", "RedrivePolicy", redrive("dead", 0)), code, 400);
    refused(() -> w.queue("a", "RedrivePolicy", "{\"maxReceiveCount\":3}"), code, 400);
  }

  @Test
  void deadLetterSources_listsThoseThatPointHere() {
    String dead = w.queue("dead");
    String a = w.queue("a", "RedrivePolicy", redrive("dead", 3));
    w.queue("b");

    assertThat(
            w.send(
                    ListDeadLetterSourceQueuesRequest.builder().queueUrl(dead).build(),
                    ListDeadLetterSourceQueuesResponse.class)
                .queueUrls())
        .containsExactly(a);
  }

  @Test
  void getUrl_ofNoQueue_isRefused() {
    String url = w.queue("orders");
    GetQueueUrlRequest.Builder request = GetQueueUrlRequest.builder();

    assertThat(w.send(request.queueName("orders").build(), GetQueueUrlResponse.class).queueUrl())
        .isEqualTo(url);
    refused(
        () -> w.send(request.queueName("none").build(), GetQueueUrlResponse.class),
        "QueueDoesNotExist",
        400);
  }

  @Test
  void queueUrl_ofAnotherRegionOrNoUrlAtAll_isRefused() {
    w.queue("orders");

    refused(
        () -> w.bodies("https://sqs.eu-west-1.amazonaws.com/123456789012/orders"),
        "InvalidAddress",
        404);
    refused(() -> w.bodies("orders"), "InvalidAddress", 404);
    assertThat(w.bodies("http://localhost:4566/123456789012/orders")).isEmpty();
  }

  @Test
  void list_inPages_givesEveryNameOnce() {
    for (String name : new String[] {"a1", "a2", "a3", "b1"}) {
      w.queue(name);
    }
    ListQueuesResponse first =
        w.send(
            ListQueuesRequest.builder().queueNamePrefix("a").maxResults(2).build(),
            ListQueuesResponse.class);
    ListQueuesResponse second =
        w.send(
            ListQueuesRequest.builder()
                .queueNamePrefix("a")
                .maxResults(2)
                .nextToken(first.nextToken())
                .build(),
            ListQueuesResponse.class);

    assertThat(first.queueUrls()).hasSize(2);
    assertThat(second.queueUrls()).singleElement().asString().endsWith("/a3");
    assertThat(second.nextToken()).isNull();
    refused(
        () ->
            w.send(ListQueuesRequest.builder().maxResults(1001).build(), ListQueuesResponse.class),
        "InvalidParameterValueException",
        400);
  }

  @Test
  void purge_twiceInAMinute_isRefused() {
    String url = w.queue("orders");
    w.put(url, "one");
    PurgeQueueRequest purge = PurgeQueueRequest.builder().queueUrl(url).build();
    w.send(purge, PurgeQueueResponse.class);

    assertThat(w.bodies(url)).isEmpty();
    refused(() -> w.send(purge, PurgeQueueResponse.class), "PurgeQueueInProgress", 403);
    w.advance(60);
    w.send(purge, PurgeQueueResponse.class);
  }

  @Test
  void attributes_ofAnUnknownName_isRefused() {
    String url = w.queue("orders");

    refused(
        () ->
            w.send(
                GetQueueAttributesRequest.builder()
                    .queueUrl(url)
                    .attributeNamesWithStrings("Colour")
                    .build(),
                GetQueueAttributesResponse.class),
        "InvalidAttributeName",
        400);
  }

  @Test
  void set_aKeyOrNoPolicy_changesEncryptionAndTakesThePolicyAway() {
    String url = w.queue("orders");
    set(url, "KmsMasterKeyId", "alias/own");
    set(
        url,
        "Policy",
        "{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"*\"}}");
    assertThat(w.attributes(url)).containsEntry("SqsManagedSseEnabled", "false");
    assertThat(w.attributes(url)).containsKey("Policy");

    set(url, "Policy", "");

    assertThat(w.attributes(url)).doesNotContainKey("Policy");
    refused(() -> set(url, "FifoQueue", "true"), "InvalidAttributeName", 400);
  }

  @Test
  void permissions_areStatementsOfThePolicy() {
    String url = w.queue("orders");
    AddPermissionRequest.Builder add =
        AddPermissionRequest.builder()
            .queueUrl(url)
            .label("partner")
            .awsAccountIds("210987654321")
            .actions("SendMessage");
    w.send(add.build(), AddPermissionResponse.class);

    assertThat(w.attributes(url).get("Policy"))
        .contains("\"Sid\":\"partner\"", "arn:aws:iam::210987654321:root", "SQS:SendMessage");
    refused(
        () -> w.send(add.build(), AddPermissionResponse.class),
        "InvalidParameterValueException",
        400);
    refused(
        () -> w.send(add.label("x").actions("Fly").build(), AddPermissionResponse.class),
        "InvalidParameterValueException",
        400);
    RemovePermissionRequest remove =
        RemovePermissionRequest.builder().queueUrl(url).label("partner").build();
    w.send(remove, RemovePermissionResponse.class);
    assertThat(w.attributes(url)).doesNotContainKey("Policy");
    refused(
        () -> w.send(remove, RemovePermissionResponse.class),
        "InvalidParameterValueException",
        400);
  }

  @Test
  void tags_areKeptUntilTakenAway() {
    String url = w.queue("orders");
    w.send(
        TagQueueRequest.builder().queueUrl(url).tags(Map.of("team", "a")).build(),
        TagQueueResponse.class);
    ListQueueTagsRequest list = ListQueueTagsRequest.builder().queueUrl(url).build();
    assertThat(w.send(list, ListQueueTagsResponse.class).tags()).containsEntry("team", "a");

    w.send(
        UntagQueueRequest.builder().queueUrl(url).tagKeys("team").build(),
        UntagQueueResponse.class);

    assertThat(w.send(list, ListQueueTagsResponse.class).tags()).isEmpty();
  }
}

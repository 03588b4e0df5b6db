package dev.diorama.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeNameForSends;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.ReceiptHandleIsInvalidException;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** A real SDK client, which checks every MD5 that it is answered. */
class SqsClientTest {
  private final SqsWorld w = new SqsWorld();
  private final SqsClient client = w.client();

  @Test
  void message_thereAndBack_keepsBodyAttributesAndDigests() {
    String url =
        client
            .createQueue(
                r ->
                    r.queueName("orders")
                        .attributes(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "5")))
            .queueUrl();
    client.sendMessage(
        r ->
            r.queueUrl(url)
                .messageBody("Grüße")
                .messageSystemAttributes(
                    Map.of(
                        MessageSystemAttributeNameForSends.AWS_TRACE_HEADER,
                        software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue
                            .builder()
                            .dataType("String")
                            .stringValue("Root=1-2")
                            .build()))
                .messageAttributes(
                    Map.of(
                        "kind",
                        MessageAttributeValue.builder()
                            .dataType("String.own")
                            .stringValue("x")
                            .build(),
                        "raw",
                        MessageAttributeValue.builder()
                            .dataType("Binary")
                            .binaryValue(SdkBytes.fromByteArray(new byte[] {0, 1, (byte) 255}))
                            .build())));

    Message message =
        client
            .receiveMessage(
                r ->
                    r.queueUrl(url)
                        .messageAttributeNames("All")
                        .messageSystemAttributeNamesWithStrings("All"))
            .messages()
            .get(0);

    assertThat(message.body()).isEqualTo("Grüße");
    assertThat(message.messageAttributes()).containsOnlyKeys("kind", "raw");
    assertThat(message.attributesAsStrings()).containsEntry("AWSTraceHeader", "Root=1-2");
    client.deleteMessage(r -> r.queueUrl(url).receiptHandle(message.receiptHandle()));
    assertThat(client.receiveMessage(r -> r.queueUrl(url)).messages()).isEmpty();
    assertThat(client.listQueues().queueUrls()).containsExactly(url);
  }

  @Test
  void batch_thereAndBack_isVerified() {
    String url = client.createQueue(r -> r.queueName("orders")).queueUrl();
    assertThat(
            client
                .sendMessageBatch(
                    r ->
                        r.queueUrl(url)
                            .entries(
                                e -> e.id("1").messageBody("a"), e -> e.id("2").messageBody("b")))
                .successful())
        .hasSize(2);
    assertThat(client.receiveMessage(r -> r.queueUrl(url).maxNumberOfMessages(10)).messages())
        .hasSize(2);
  }

  @Test
  void errors_areTheSdksOwn() {
    String url = client.createQueue(r -> r.queueName("orders")).queueUrl();

    assertThatThrownBy(() -> client.getQueueUrl(r -> r.queueName("none")))
        .isInstanceOf(QueueDoesNotExistException.class);
    assertThatThrownBy(() -> client.deleteMessage(r -> r.queueUrl(url).receiptHandle("x")))
        .isInstanceOf(ReceiptHandleIsInvalidException.class);
    SqsException missing =
        catchThrowableOfType(
            SqsException.class, () -> client.sendMessage(r -> r.queueUrl(url).messageBody("")));
    assertThat(missing.awsErrorDetails().errorCode()).isEqualTo("MissingParameter");
    assertThat(missing.statusCode()).isEqualTo(400);
  }
}

package dev.diorama.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.wire.Headers;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/** The older protocol, by the bytes that its clients send and read. */
class SqsQueryFormTest {
  private static final String HEAD = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

  private final SqsWorld w = new SqsWorld();
  private final String url = w.queue("orders");

  private HttpResponse post(String host, String path, String form) {
    return w.cloud
        .router()
        .handle(
            new HttpRequest(
                "POST",
                "https",
                host,
                443,
                path,
                "",
                Headers.of("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"),
                form.getBytes(StandardCharsets.UTF_8),
                "127.0.0.1"));
  }

  private HttpResponse ask(String form) {
    return post("sqs.us-east-1.amazonaws.com", "/", form + "&Version=2012-11-05");
  }

  private static String withoutIds(HttpResponse response) {
    return response
        .text()
        .replaceAll("<RequestId>[0-9a-f-]{36}</RequestId>", "<RequestId/>")
        .replaceAll("<MessageId>[0-9a-f-]{36}</MessageId>", "<MessageId/>")
        .replaceAll("<ReceiptHandle>[A-Za-z0-9+/=]+</ReceiptHandle>", "<ReceiptHandle/>");
  }

  @Test
  void createQueue_withAttributesAndTags_makesIt() {
    HttpResponse response =
        ask(
            "Action=CreateQueue&QueueName=next&Attribute.1.Name=VisibilityTimeout"
                + "&Attribute.1.Value=40&Tag.1.Key=team&Tag.1.Value=a");

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.headers().first("Content-Type")).contains("text/xml");
    assertThat(withoutIds(response))
        .isEqualTo(
            HEAD
                + "<CreateQueueResponse xmlns=\"http://queue.amazonaws.com/doc/2012-11-05/\">"
                + "<CreateQueueResult><QueueUrl>https://sqs.us-east-1.amazonaws.com/123456789012/"
                + "next</QueueUrl></CreateQueueResult>"
                + "<ResponseMetadata><RequestId/></ResponseMetadata></CreateQueueResponse>");
    assertThat(
            ask("Action=GetQueueAttributes&QueueUrl=/123456789012/next"
                    + "&AttributeName.1=VisibilityTimeout")
                .text())
        .contains(
            "<GetQueueAttributesResult><Attribute><Name>VisibilityTimeout</Name>"
                + "<Value>40</Value></Attribute></GetQueueAttributesResult>");
    assertThat(ask("Action=ListQueueTags&QueueUrl=/123456789012/next").text())
        .contains("<Tag><Key>team</Key><Value>a</Value></Tag>");
    assertThat(ask("Action=ListQueues").text()).contains("<QueueUrl>" + url + "</QueueUrl>");
  }

  @Test
  void messages_toTheQueuesOwnPath_goThereAndBack() {
    HttpResponse sent =
        post(
            "sqs.us-east-1.amazonaws.com",
            "/123456789012/orders",
            "Action=SendMessage&MessageBody=a+%26+b&MessageAttribute.1.Name=kind"
                + "&MessageAttribute.1.Value.StringValue=x"
                + "&MessageAttribute.1.Value.DataType=String&Version=2012-11-05");
    assertThat(withoutIds(sent))
        .contains("<SendMessageResult><MD5OfMessageBody>" + SqsContent.md5("a & b"))
        .contains("<MD5OfMessageAttributes>");

    assertThat(
            withoutIds(
                ask(
                    "Action=ReceiveMessage&QueueUrl="
                        + url
                        + "&MaxNumberOfMessages=5&VisibilityTimeout=15&AttributeName.1=SenderId"
                        + "&MessageAttributeName.1=All")))
        .contains(
            "<ReceiveMessageResult><Message><MessageId/><ReceiptHandle/><MD5OfBody>"
                + SqsContent.md5("a & b")
                + "</MD5OfBody><Body>a &amp; b</Body><Attribute><Name>SenderId</Name>"
                + "<Value>AIDAOLGA</Value></Attribute><MD5OfMessageAttributes>")
        .contains(
            "<MessageAttribute><Name>kind</Name><Value><StringValue>x</StringValue>"
                + "<DataType>String</DataType></Value></MessageAttribute></Message>");
    assertThat(withoutIds(ask("Action=ReceiveMessage&QueueUrl=" + url)))
        .contains("<ReceiveMessageResult/><ResponseMetadata>");
  }

  @Test
  void batch_inNumberedEntries_isRead() {
    HttpResponse response =
        ask(
            "Action=SendMessageBatch&QueueUrl="
                + url
                + "&SendMessageBatchRequestEntry.1.Id=a"
                + "&SendMessageBatchRequestEntry.1.MessageBody=one"
                + "&SendMessageBatchRequestEntry.2.Id=b"
                + "&SendMessageBatchRequestEntry.2.MessageBody=two"
                + "&SendMessageBatchRequestEntry.2.DelaySeconds=1000");

    assertThat(response.text())
        .contains("<SendMessageBatchResultEntry><Id>a</Id>")
        .contains(
            "<BatchResultErrorEntry><Id>b</Id><SenderFault>true</SenderFault>"
                + "<Code>InvalidParameterValue</Code>");
  }

  @Test
  void deleteMessage_answersWithoutAResult() {
    w.send(
        software.amazon.awssdk.services.sqs.model.SendMessageRequest.builder()
            .queueUrl(url)
            .messageBody("x")
            .build(),
        SendMessageResponse.class);
    String handle = w.take(url).get(0).receiptHandle();

    HttpResponse response =
        ask(
            "Action=DeleteMessage&QueueUrl="
                + url
                + "&ReceiptHandle="
                + handle.replace("+", "%2B").replace("=", "%3D"));

    assertThat(withoutIds(response))
        .isEqualTo(
            HEAD
                + "<DeleteMessageResponse xmlns=\"http://queue.amazonaws.com/doc/2012-11-05/\">"
                + "<ResponseMetadata><RequestId/></ResponseMetadata></DeleteMessageResponse>");
  }

  @Test
  void error_isXmlWithTheOlderCode() {
    HttpResponse response = ask("Action=GetQueueUrl&QueueName=none");

    assertThat(response.status()).isEqualTo(400);
    assertThat(withoutIds(response))
        .isEqualTo(
            HEAD
                + "<ErrorResponse xmlns=\"http://queue.amazonaws.com/doc/2012-11-05/\"><Error>"
                + "<Type>Sender</Type><Code>AWS.SimpleQueueService.NonExistentQueue</Code>"
                + "<Message>The specified queue does not exist for this wsdl version.</Message>"
                + "<Detail/></Error><RequestId/></ErrorResponse>");
    assertThat(ask("Action=Fly").text()).contains("<Code>InvalidAction</Code>");
  }

  @Test
  void denial_isForbidden() {
    w.allowed = (principal, access) -> false;

    HttpResponse response = ask("Action=ReceiveMessage&QueueUrl=" + url);

    assertThat(response.status()).isEqualTo(403);
    assertThat(response.text()).contains("<Code>AccessDenied</Code>");
  }
}

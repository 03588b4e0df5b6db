package dev.diorama.scenarios.blog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.Diorama;
import dev.diorama.Stack;
import dev.diorama.core.random.Seeds;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

/** A function that answers an upload with an upload is stopped, and the last event is kept. */
class RecursionTest {
  /** Documented: Lambda stops after about 16 requests of one chain. */
  private static final int MOST = 17;

  @Test
  void thumbnailInTheSameBucketAndPrefix_isStoppedAndShown() throws IOException {
    try (Diorama diorama = Diorama.create();
        InputStream template = RecursionTest.class.getResourceAsStream("/recursion.yaml");
        S3Client s3 = diorama.client(S3Client.builder());
        SqsClient sqs = diorama.client(SqsClient.builder())) {
      Stack stack =
          diorama.deploy("recursion", new String(template.readAllBytes(), StandardCharsets.UTF_8));

      s3.putObject(
          put -> put.bucket(stack.output("BucketName")).key("uploads/sea.png"),
          RequestBody.fromBytes(Pictures.draw(new Seeds(7).stream("test"), "png")));
      diorama.time().settle();

      double invocations =
          diorama
              .metrics()
              .total("AWS/Lambda", "Invocations", "FunctionName", stack.output("FunctionName"))
              .sum();
      assertThat(invocations).isBetween(2.0, (double) MOST);
      assertThat(
              diorama
                  .metrics()
                  .total(
                      "AWS/Lambda",
                      "RecursiveInvocationsDropped",
                      "FunctionName",
                      stack.output("FunctionName"))
                  .sum())
          .isEqualTo(1);
      assertThat(sqs.receiveMessage(r -> r.queueUrl(stack.output("DeadLetterQueueUrl"))).messages())
          .as("the event at which Lambda stopped")
          .hasSize(1);
      assertThat(s3.listObjectsV2(list -> list.bucket(stack.output("BucketName"))).keyCount())
          .isEqualTo((int) invocations + 1);
    }
  }
}

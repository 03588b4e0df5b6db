package dev.diorama.sqs;

import dev.diorama.core.metric.Metrics;

/**
 * What SQS counts in CloudWatch, by queue. Documented:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
final class SqsMetrics {
  private final Metrics metrics;

  SqsMetrics(Metrics metrics) {
    this.metrics = metrics;
  }

  void sent(SqsQueue queue, long bytes) {
    add(queue, "NumberOfMessagesSent", 1);
    add(queue, "SentMessageSize", (double) bytes);
  }

  void received(SqsQueue queue, int messages, long nowNanos) {
    if (messages == 0) {
      add(queue, "NumberOfEmptyReceives", 1);
    } else {
      add(queue, "NumberOfMessagesReceived", messages);
    }
    depth(queue, nowNanos);
  }

  void deleted(SqsQueue queue) {
    add(queue, "NumberOfMessagesDeleted", 1);
  }

  /** AWS samples these once a minute; here they are sampled when somebody looks. */
  void depth(SqsQueue queue, long nowNanos) {
    add(queue, "ApproximateNumberOfMessagesVisible", (double) queue.visible(nowNanos));
    add(queue, "ApproximateNumberOfMessagesNotVisible", (double) queue.inFlight(nowNanos));
    add(queue, "ApproximateNumberOfMessagesDelayed", (double) queue.delayed(nowNanos));
  }

  private void add(SqsQueue queue, String name, double value) {
    metrics
        .in(queue.address.account(), queue.address.region())
        .add("AWS/SQS", name, value, "QueueName", queue.address.name());
  }
}

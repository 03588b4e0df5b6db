package dev.diorama.sqs;

import dev.diorama.core.random.SimRandom;
import dev.diorama.core.wire.AwsException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** A receipt handle: it tells its queue, its message and which receive it came of. */
record SqsHandle(String text, String messageId, int receive) {
  static String of(SimRandom chance, SqsQueue queue, SqsMessage message) {
    String text = chance.hex(16) + " " + queue.arn() + " " + message.id + " " + message.receives;
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** What a handle tells, where it is one of that queue. */
  static SqsHandle read(SqsQueue queue, @Nullable String handle) {
    if (handle == null || handle.isEmpty()) {
      throw SqsError.missing("ReceiptHandle");
    }
    try {
      String[] parts =
          new String(Base64.getDecoder().decode(handle), StandardCharsets.UTF_8).split(" ", -1);
      if (parts.length == 4 && parts[1].equals(queue.arn())) {
        return new SqsHandle(handle, parts[2], Integer.parseInt(parts[3]));
      }
    } catch (IllegalArgumentException e) {
      throw invalid(handle);
    }
    throw invalid(handle);
  }

  private static AwsException invalid(String handle) {
    return SqsError.RECEIPT_HANDLE.with(
        "The input receipt handle \"" + handle + "\" is not a valid receipt handle.");
  }
}

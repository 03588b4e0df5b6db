package dev.diorama.sqs;

import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.ErrorCode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;

/**
 * What came of the entries of a batch, each on its own.
 *
 * <p>Limits documented:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html;
 * the sentences are observed.
 */
record SqsBatch<R>(List<R> done, List<BatchResultErrorEntry> failed) {
  private static final int MOST_ENTRIES = 10;
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,80}");

  /**
   * Does each entry; what one is refused does not touch the others.
   *
   * @throws AwsException if the batch as a whole will not do
   */
  static <E, R> SqsBatch<R> of(
      List<E> entries, String entryName, Function<E, String> idOf, Function<E, R> work) {
    check(entries, entryName, idOf);
    List<R> done = new ArrayList<>();
    List<BatchResultErrorEntry> failed = new ArrayList<>();
    for (E entry : entries) {
      try {
        done.add(work.apply(entry));
      } catch (AwsException e) {
        failed.add(
            BatchResultErrorEntry.builder()
                .id(idOf.apply(entry))
                .senderFault(e.side() == ErrorCode.Side.CLIENT)
                .code(SqsError.named(e.code()).map(SqsError::queryCode).orElse(e.code()))
                .message(e.message())
                .build());
      }
    }
    return new SqsBatch<>(done, failed);
  }

  private static <E> void check(List<E> entries, String entryName, Function<E, String> idOf) {
    if (entries.isEmpty()) {
      throw SqsError.EMPTY_BATCH.with(
          "There should be at least one " + entryName + " in the request.");
    }
    if (entries.size() > MOST_ENTRIES) {
      throw SqsError.TOO_MANY_ENTRIES.with(
          "Maximum number of entries per request are "
              + MOST_ENTRIES
              + ". You have sent "
              + entries.size()
              + ".");
    }
    Set<String> seen = new HashSet<>();
    for (E entry : entries) {
      String id = idOf.apply(entry);
      if (id == null || !ID.matcher(id).matches()) {
        throw SqsError.INVALID_BATCH_ID.with(
            "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It"
                + " can be at most 80 letters long.");
      }
      if (!seen.add(id)) {
        throw SqsError.BATCH_IDS_NOT_DISTINCT.with("Id " + id + " repeated.");
      }
    }
  }
}

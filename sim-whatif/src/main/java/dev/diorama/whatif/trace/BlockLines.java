package dev.diorama.whatif.trace;

import dev.diorama.whatif.trace.TraceSink.Operation;
import java.util.List;

/** Disk blocks by number, without times: one request each millisecond. */
final class BlockLines implements TraceFormat.Lines {
  private static final long MILLISECOND = 1_000_000;
  private static final int BLOCK_BYTES = 512;

  /** A run of blocks longer than any disk request is a sign of another format. */
  private static final long LONGEST_RUN = 1 << 20;

  private final boolean runs;
  private long requests;

  private BlockLines(boolean runs) {
    this.runs = runs;
  }

  static BlockLines arc() {
    return new BlockLines(true);
  }

  static BlockLines lirs() {
    return new BlockLines(false);
  }

  @Override
  public void line(String line, Recorder to) throws BadRecord {
    if (!runs) {
      if (line.strip().equals("*")) {
        to.passOver();
      } else {
        block(Fields.number("the block", line), to);
      }
      return;
    }
    List<String> fields = Fields.spaced(line);
    Fields.atLeast(2, fields);
    long first = Fields.number("the first block", fields.get(0));
    long count = Fields.number("the number of blocks", fields.get(1));
    if (count < 1 || count > LONGEST_RUN) {
      throw new BadRecord("the number of blocks is " + count);
    }
    for (long i = 0; i < count; i++) {
      block(first + i, to);
    }
  }

  private void block(long block, Recorder to) throws BadRecord {
    to.request(requests++ * MILLISECOND, block, BLOCK_BYTES, Operation.READ);
  }
}

package dev.diorama.whatif.trace;

import java.io.IOException;

/** A record that is not as its format says. */
final class BadRecord extends IOException {
  BadRecord(String message) {
    super(message);
  }
}

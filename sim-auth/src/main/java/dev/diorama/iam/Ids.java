package dev.diorama.iam;

import dev.diorama.core.random.Seeds;
import dev.diorama.core.random.SimRandom;

/**
 * Ids as IAM makes them: four letters that say what it is, and a random rest. Prefixes documented:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-prefixes
 */
final class Ids {
  /** Letters of base32, observed. */
  static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  static final String SECRET_ALPHABET = SimRandom.ALNUM + "+/";
  static final int SECRET_LENGTH = 40;

  private final SimRandom ids;
  private final SimRandom secrets;

  Ids(Seeds seeds) {
    this.ids = seeds.stream("iam/ids");
    this.secrets = seeds.stream("iam/access-keys");
  }

  String user() {
    return "AIDA" + ids.text(ALPHABET, 17);
  }

  String group() {
    return "AGPA" + ids.text(ALPHABET, 17);
  }

  String role() {
    return "AROA" + ids.text(ALPHABET, 17);
  }

  String policy() {
    return "ANPA" + ids.text(ALPHABET, 17);
  }

  String profile() {
    return "AIPA" + ids.text(ALPHABET, 17);
  }

  /** 320 bits in base32: assumed to be AWS's length. */
  String mfaSeed() {
    return secrets.text(ALPHABET, 64);
  }

  String task() {
    return ids.uuid().toString();
  }

  /** The form is that of the service model, the length assumed. */
  String samlProvider() {
    return ids.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 26);
  }

  String accessKey() {
    return "AKIA" + secrets.text(ALPHABET, 16);
  }

  String secret() {
    return secrets.text(SECRET_ALPHABET, SECRET_LENGTH);
  }
}

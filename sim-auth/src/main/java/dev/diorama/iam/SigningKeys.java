package dev.diorama.iam;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The derived keys of Signature Version 4, the latest ones kept: four hashes saved a request. */
final class SigningKeys {
  /** How many are kept; assumed: some hundred callers on some services, less than a megabyte. */
  static final int KEPT = 4_096;

  private record Scope(String accessKeyId, String date, String region, String service) {}

  private final Map<Scope, byte[]> keys =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Scope, byte[]> eldest) {
          return size() > KEPT;
        }
      };

  byte[] key(Signature signature, String secret) {
    return key(
        signature.accessKeyId(), signature.date(), signature.region(), signature.service(), secret);
  }

  byte[] key(String accessKeyId, String date, String region, String service, String secret) {
    return keys.computeIfAbsent(
        new Scope(accessKeyId, date, region, service),
        scope -> derive(secret, scope.date(), scope.region(), scope.service()));
  }

  int size() {
    return keys.size();
  }

  /**
   * Documented:
   * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
   */
  private static byte[] derive(String secret, String date, String region, String service) {
    byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
    for (String part : new String[] {date, region, service, Signature.TERMINATOR}) {
      key = Hmac.sign(key, part);
    }
    return key;
  }
}

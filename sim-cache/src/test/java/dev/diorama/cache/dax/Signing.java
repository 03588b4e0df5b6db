package dev.diorama.cache.dax;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signature Version 4 of a text, as DAX clients make it. */
final class Signing {
  private Signing() {}

  static String sign(String secret, String stringToSign) {
    String[] scope = stringToSign.split("\n", -1)[2].split("/", -1);
    byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
    for (String part : List.of(scope)) {
      key = hmac(key, part);
    }
    return HexFormat.of().formatHex(hmac(key, stringToSign));
  }

  /** What is signed at that time, {@code yyyyMMddTHHmmssZ}. */
  static String text(String date) {
    return "AWS4-HMAC-SHA256\n"
        + date
        + "\n"
        + date.substring(0, 8)
        + "/us-east-1/dax/aws4_request\n"
        + "0".repeat(64);
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}

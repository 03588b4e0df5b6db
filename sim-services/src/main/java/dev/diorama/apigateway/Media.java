package dev.diorama.apigateway;

import java.util.List;
import java.util.Locale;

/**
 * Which bodies are binary: those of a type in the API's list, or all when it has {@code * / *}.
 * Documented:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings.html
 */
final class Media {
  private Media() {}

  static boolean isBinary(List<String> binaryTypes, String mediaType) {
    if (binaryTypes.contains("*/*")) {
      return true;
    }
    String bare = mediaType.split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
    return !bare.isEmpty()
        && binaryTypes.stream().anyMatch(type -> type.toLowerCase(Locale.ROOT).equals(bare));
  }

  /** The first type that a client accepts, which alone decides about a binary answer. */
  static String firstAccepted(String accept) {
    return accept.split(",", 2)[0].trim();
  }
}

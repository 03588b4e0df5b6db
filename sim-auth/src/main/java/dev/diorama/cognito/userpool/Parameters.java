package dev.diorama.cognito.userpool;

import java.util.Base64;
import java.util.Map;

/** The parameters of a sign-in, which are texts by name on the wire. */
final class Parameters {
  private Parameters() {}

  /** A parameter that must be there. */
  static String need(Map<String, String> parameters, String name) {
    String value = parameters.get(name);
    if (value == null || value.isEmpty()) {
      throw UserPoolError.INVALID_PARAMETER.with("Missing required parameter " + name);
    }
    return value;
  }

  /** The bytes of a Base64 text; what is none is no proof. */
  static byte[] bytes(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw UserPoolError.wrongPassword();
    }
  }
}

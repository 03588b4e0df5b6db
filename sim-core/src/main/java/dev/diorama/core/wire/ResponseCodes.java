package dev.diorama.core.wire;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkResponse;

/** The HTTP status of success, operation by operation. */
final class ResponseCodes {
  private final Map<String, Integer> byOperation = new HashMap<>();

  /** Those of a service, by the SDK's name of it. */
  ResponseCodes(String service) {
    try (InputStream resource = ResponseCodes.class.getResourceAsStream("response-codes.txt")) {
      if (resource == null) {
        throw new IllegalStateException("response-codes.txt is not in this jar");
      }
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] words = line.split(" ", -1);
        if (words[0].equals(service)) {
          for (int i = 2; i < words.length; i++) {
            byOperation.put(words[i], Integer.valueOf(words[1]));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The status of a response: what its rule set on it, what a member of it says, what the operation
   * usually answers.
   */
  int of(OperationModel operation, SdkResponse response, Shape shape) {
    if (response.sdkHttpResponse() != null && response.sdkHttpResponse().statusCode() > 0) {
      return response.sdkHttpResponse().statusCode();
    }
    return RestBinding.status((SdkPojo) response, shape)
        .orElseGet(() -> byOperation.getOrDefault(operation.wireName(), 200));
  }
}

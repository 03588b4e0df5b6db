package dev.diorama.iam;

import dev.diorama.core.json.Json;
import dev.diorama.iam.IamModel.ManagedPolicy;
import dev.diorama.iam.IamModel.Version;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The policies that AWS manages and templates refer to, from {@code aws-managed-policies.json}.
 * Documented: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
final class AwsManagedPolicies {
  /** AWS made most of them in 2015; their dates are not simulated one by one. */
  private static final Instant CREATED = Instant.parse("2015-02-06T18:40:00Z");

  private AwsManagedPolicies() {}

  static Map<String, ManagedPolicy> all() {
    Map<String, ManagedPolicy> all = new LinkedHashMap<>();
    int number = 0;
    for (Map.Entry<String, Json> entry : read().members().entrySet()) {
      String full = "/" + entry.getKey();
      int slash = full.lastIndexOf('/') + 1;
      String document = entry.getValue().pretty();
      ManagedPolicy policy =
          new ManagedPolicy(
              "aws",
              "ANPA" + "AAAAAAAAAAAAAAAAA".substring(0, 15) + twoLetters(number++),
              full.substring(0, slash),
              full.substring(slash),
              "",
              new Version(1, document, CREATED));
      all.put(policy.arn, policy);
    }
    return all;
  }

  private static String twoLetters(int number) {
    return "" + (char) ('A' + number / 26) + (char) ('A' + number % 26);
  }

  private static Json read() {
    try (InputStream in =
        AwsManagedPolicies.class.getResourceAsStream("aws-managed-policies.json")) {
      if (in == null) {
        throw new IllegalStateException("aws-managed-policies.json is missing from the jar");
      }
      return Json.parse(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.diorama.apigateway;

import dev.diorama.core.wire.AwsException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.apigateway.model.Op;
import software.amazon.awssdk.services.apigateway.model.PatchOperation;
import software.amazon.awssdk.services.apigateway.model.UnauthorizedCacheControlHeaderStrategy;

/**
 * Reads patch operations. Documented:
 * https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html
 */
final class Patches {
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(\\.[0-9]+)?");

  private Patches() {}

  /** The parts of a path; those of a method's settings still have their {@code ~1}. */
  static List<String> parts(PatchOperation patch) {
    String path = patch.path() == null ? "" : patch.path();
    return List.of((path.startsWith("/") ? path.substring(1) : path).split("/", -1));
  }

  static String unescaped(String part) {
    return part.replace("~1", "/").replace("~0", "~");
  }

  static boolean removes(PatchOperation patch) {
    return patch.op() == Op.REMOVE;
  }

  /** The value of an add or replace. */
  static String value(PatchOperation patch) {
    if (patch.op() != Op.ADD && patch.op() != Op.REPLACE) {
      throw ApiGatewayError.BAD_REQUEST.with(
          "Invalid patch operation '"
              + patch.opAsString()
              + "' specified for path "
              + patch.path());
    }
    if (patch.value() == null) {
      throw ApiGatewayError.BAD_REQUEST.with("Patch value for " + patch.path() + " is missing");
    }
    return patch.value();
  }

  static AwsException unknownPath(PatchOperation patch) {
    return ApiGatewayError.BAD_REQUEST.with(
        "Invalid patch path '"
            + patch.path()
            + "' specified for op '"
            + String.valueOf(patch.opAsString()).toLowerCase(Locale.ROOT)
            + "'.");
  }

  static boolean bool(PatchOperation patch) {
    String value = value(patch).toLowerCase(Locale.ROOT);
    if (!value.equals("true") && !value.equals("false")) {
      throw ApiGatewayError.BAD_REQUEST.with(
          "Invalid boolean value for " + patch.path() + ": " + value(patch));
    }
    return value.equals("true");
  }

  /** The value of one method setting, checked and in one spelling. */
  static String setting(String name, PatchOperation patch) {
    return switch (name) {
      case "metrics/enabled",
          "logging/dataTrace",
          "caching/enabled",
          "caching/dataEncrypted",
          "caching/requireAuthorizationForCacheControl" ->
          Boolean.toString(bool(patch));
      case "logging/loglevel" -> oneOf(patch, List.of("OFF", "ERROR", "INFO"));
      case "caching/unauthorizedCacheControlHeaderStrategy" ->
          oneOf(
              patch,
              UnauthorizedCacheControlHeaderStrategy.knownValues().stream()
                  .map(UnauthorizedCacheControlHeaderStrategy::toString)
                  .sorted()
                  .toList());
      case "caching/ttlInSeconds" -> whole(patch, 0, MethodSettings.MAX_TTL_SECONDS);
      case "throttling/burstLimit" -> whole(patch, -1, TokenBucket.MAX_BURST);
      case "throttling/rateLimit" -> rate(patch);
      default -> throw unknownPath(patch);
    };
  }

  private static String oneOf(PatchOperation patch, List<String> allowed) {
    if (!allowed.contains(value(patch))) {
      throw ApiGatewayError.BAD_REQUEST.with(
          "Invalid value '"
              + value(patch)
              + "' for "
              + patch.path()
              + ". Must be one of: "
              + allowed);
    }
    return value(patch);
  }

  private static String whole(PatchOperation patch, int least, int most) {
    String value = value(patch);
    long number =
        NUMBER.matcher(value).matches() && value.length() < 12 && value.indexOf('.') < 0
            ? Long.parseLong(value)
            : Long.MIN_VALUE;
    if (number < least || number > most) {
      throw ApiGatewayError.BAD_REQUEST.with(
          "Invalid value '"
              + value
              + "' for "
              + patch.path()
              + ". Must be between "
              + least
              + " and "
              + most);
    }
    return Long.toString(number);
  }

  private static String rate(PatchOperation patch) {
    String value = value(patch);
    double number = NUMBER.matcher(value).matches() ? Double.parseDouble(value) : -2;
    if (number > 1e9 || (number < 0 && number != -1)) {
      throw ApiGatewayError.BAD_REQUEST.with(
          "Invalid value '" + value + "' for " + patch.path() + ". Must be a rate, or -1");
    }
    return Double.toString(number);
  }
}

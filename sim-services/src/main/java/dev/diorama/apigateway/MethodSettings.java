package dev.diorama.apigateway;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.apigateway.model.MethodSetting;
import software.amazon.awssdk.services.apigateway.model.UnauthorizedCacheControlHeaderStrategy;

/**
 * The method settings of a stage, by {@code path/METHOD} or {@code * / *}, each a few explicit
 * values.
 *
 * <p>A value that a method's own setting does not give comes from the stage's; one that neither
 * gives has AWS's default. That a method's setting inherits value by value is assumed.
 */
final class MethodSettings {
  /** What applies to every method of the stage. */
  static final String ALL = "*/*";

  /** Time to live, documented: default 300 s, at most 3,600 s, 0 switches caching off. */
  static final int DEFAULT_TTL_SECONDS = 300;

  static final int MAX_TTL_SECONDS = 3600;

  private final Map<String, Map<String, String>> byKey;

  private MethodSettings(Map<String, Map<String, String>> byKey) {
    this.byKey = byKey;
  }

  static MethodSettings none() {
    return new MethodSettings(Map.of());
  }

  /** The key as it is stored: the path unescaped, without the first slash. */
  static String key(String path, String method) {
    String unescaped = path.replace("~1", "/").replace("~0", "~");
    return (unescaped.startsWith("/") ? unescaped.substring(1) : unescaped) + "/" + method;
  }

  MethodSettings with(String key, String setting, String value) {
    Map<String, Map<String, String>> more = new LinkedHashMap<>(byKey);
    Map<String, String> values = new LinkedHashMap<>(more.getOrDefault(key, Map.of()));
    values.put(setting, value);
    more.put(key, Collections.unmodifiableMap(values));
    return new MethodSettings(more);
  }

  MethodSettings without(String key) {
    Map<String, Map<String, String>> fewer = new LinkedHashMap<>(byKey);
    fewer.remove(key);
    return new MethodSettings(fewer);
  }

  List<String> keys() {
    return List.copyOf(byKey.keySet());
  }

  private @Nullable String own(String key, String setting) {
    return byKey.getOrDefault(key, Map.of()).get(setting);
  }

  private @Nullable String value(String key, String setting) {
    String own = own(key, setting);
    return own == null ? own(ALL, setting) : own;
  }

  private String value(String key, String setting, String otherwise) {
    String found = value(key, setting);
    return found == null ? otherwise : found;
  }

  /**
   * Whether answers of that method are cached, the cluster being on. The stage's setting switches
   * on GET alone, any other method needs a setting of its own, documented:
   * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html
   */
  boolean caches(String path, String method) {
    String key = key(path, method);
    String setting =
        method.equals("GET") ? value(key, "caching/enabled") : own(key, "caching/enabled");
    return "true".equals(setting) && ttlSeconds(path, method) > 0;
  }

  int ttlSeconds(String path, String method) {
    return Integer.parseInt(
        value(key(path, method), "caching/ttlInSeconds", Integer.toString(DEFAULT_TTL_SECONDS)));
  }

  /** Whether {@code Cache-Control: max-age=0} needs a permission; by default it does, observed. */
  boolean requiresAuthorization(String path, String method) {
    return "true"
        .equals(value(key(path, method), "caching/requireAuthorizationForCacheControl", "true"));
  }

  UnauthorizedCacheControlHeaderStrategy strategy(String path, String method) {
    return UnauthorizedCacheControlHeaderStrategy.fromValue(
        value(
            key(path, method),
            "caching/unauthorizedCacheControlHeaderStrategy",
            UnauthorizedCacheControlHeaderStrategy.SUCCEED_WITH_RESPONSE_HEADER.toString()));
  }

  /** Requests a second, or -1 for no limit of its own. */
  double rate(String path, String method) {
    return Double.parseDouble(value(key(path, method), "throttling/rateLimit", "-1"));
  }

  /** The bucket's size, or -1 for no limit of its own. */
  int burst(String path, String method) {
    return Integer.parseInt(value(key(path, method), "throttling/burstLimit", "-1"));
  }

  /** All settings as the API shows them. */
  Map<String, MethodSetting> shown() {
    Map<String, MethodSetting> shown = new LinkedHashMap<>();
    byKey.keySet().forEach(key -> shown.put(shownKey(key), shown(key)));
    return shown;
  }

  private static String shownKey(String key) {
    int slash = key.lastIndexOf('/');
    return key.substring(0, slash).replace("~", "~0").replace("/", "~1") + key.substring(slash);
  }

  private MethodSetting shown(String key) {
    return MethodSetting.builder()
        .metricsEnabled("true".equals(value(key, "metrics/enabled")))
        .loggingLevel(value(key, "logging/loglevel", "OFF"))
        .dataTraceEnabled("true".equals(value(key, "logging/dataTrace")))
        .throttlingBurstLimit(Integer.valueOf(value(key, "throttling/burstLimit", "-1")))
        .throttlingRateLimit(Double.valueOf(value(key, "throttling/rateLimit", "-1")))
        .cachingEnabled("true".equals(value(key, "caching/enabled")))
        .cacheTtlInSeconds(
            Integer.valueOf(
                value(key, "caching/ttlInSeconds", Integer.toString(DEFAULT_TTL_SECONDS))))
        .cacheDataEncrypted("true".equals(value(key, "caching/dataEncrypted")))
        .requireAuthorizationForCacheControl(
            "true".equals(value(key, "caching/requireAuthorizationForCacheControl", "true")))
        .unauthorizedCacheControlHeaderStrategy(
            value(
                key,
                "caching/unauthorizedCacheControlHeaderStrategy",
                UnauthorizedCacheControlHeaderStrategy.SUCCEED_WITH_RESPONSE_HEADER.toString()))
        .build();
  }
}

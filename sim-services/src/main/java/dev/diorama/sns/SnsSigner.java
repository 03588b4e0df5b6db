package dev.diorama.sns;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.random.RsaKeys;
import dev.diorama.core.random.Seeds;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.RawService;
import dev.diorama.core.time.SimClock;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Signs messages, and serves the certificate by which anybody may verify them.
 *
 * <p>Documented: https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html.
 * The key is the same in every cloud, so that signatures repeat and protect nothing; the
 * certificate is its own issuer, which no client outside will trust.
 */
final class SnsSigner implements RawService {
  private static final int KEPT = 1_000;

  /** A certificate is followed by the next before it ends; how long before is assumed. */
  private static final Duration USED = Duration.ofDays(365);

  private final SimClock clock;
  private final Seeds seeds;

  /** Where each certificate is found, by the number of the year that it is used in. */
  private final Map<Long, String> paths = new LinkedHashMap<>();

  private final Map<String, String> certificates = new LinkedHashMap<>();

  /** What was signed lately: a message that is tried again is not signed again. */
  private final Map<String, String> recent =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
          return size() > KEPT;
        }
      };

  private Optional<KeyPair> keys = Optional.empty();

  SnsSigner(Cloud cloud) {
    this.clock = cloud.clock();
    this.seeds = cloud.seeds();
  }

  /** That of the certificate that is in use now. */
  private String path() {
    long year = clock.nanos() / USED.toNanos();
    return paths.computeIfAbsent(
        year,
        number ->
            "/SimpleNotificationService-"
                + seeds.stream(number == 0 ? "sns/certificate" : "sns/certificate/" + number)
                    .hex(32)
                + ".pem");
  }

  /** Where the certificate is to be fetched. */
  String certificateUrl(String region) {
    return "https://sns." + region + ".amazonaws.com" + path();
  }

  /**
   * Signs a text.
   *
   * @param version {@code 1} for SHA-1, {@code 2} for SHA-256
   */
  String sign(String text, String version) {
    return recent.computeIfAbsent(version + text, key -> signAnew(text, version));
  }

  private String signAnew(String text, String version) {
    try {
      Signature signature =
          Signature.getInstance(version.equals("2") ? "SHA256withRSA" : "SHA1withRSA");
      signature.initSign(keys().getPrivate());
      signature.update(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JVM signs with RSA", e);
    }
  }

  private KeyPair keys() {
    if (keys.isEmpty()) {
      keys = Optional.of(RsaKeys.pair(new Seeds(0).stream("sns/key")));
    }
    return keys.get();
  }

  private String newCertificate(String path) {
    long year =
        paths.entrySet().stream()
            .filter(each -> each.getValue().equals(path))
            .mapToLong(Map.Entry::getKey)
            .findFirst()
            .orElse(0);
    return SnsCertificate.pem(keys(), year, clock.start().plus(USED.multipliedBy(year)));
  }

  @Override
  public String name() {
    return "sns";
  }

  @Override
  public boolean accepts(HttpRequest request) {
    return request.host().startsWith("sns.") && isCertificate(request.rawPath());
  }

  private boolean isCertificate(String asked) {
    return asked.equals(path()) || paths.containsValue(asked);
  }

  @Override
  public HttpResponse handle(Call call, HttpRequest request) {
    return HttpResponse.of(
        200,
        "application/x-pem-file",
        certificates.computeIfAbsent(request.rawPath(), this::newCertificate));
  }
}

package dev.diorama.cloudfront;

import static dev.diorama.cloudfront.EdgeWorld.xCache;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.wire.HttpResponse;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.cloudfront.CloudFrontUtilities;
import software.amazon.awssdk.services.cloudfront.cookie.CookiesForCannedPolicy;
import software.amazon.awssdk.services.cloudfront.cookie.CookiesForCustomPolicy;

/** Signed URLs and cookies, signed by the SDK. */
class SignedAccessTest {
  private static final String KEY_ID = "K1TESTKEY";
  private static final String BASE = "https://" + EdgeWorld.DOMAIN;
  private static final KeyPair PAIR = pair();

  private final EdgeWorld world = new EdgeWorld();
  private final CloudFrontUtilities sdk = CloudFrontUtilities.create();
  private final Instant inAnHour = Instant.parse("2026-01-01T01:00:00Z");

  /** Which key it is does not show in any result; nobody but this test sees it. */
  private static KeyPair pair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048, new SecureRandom());
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeEach
  void restrict() {
    String pem =
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(PAIR.getPublic().getEncoded())
            + "\n-----END PUBLIC KEY-----\n";
    world.catalog.keys.put("group", new Catalog.TrustedKey(KEY_ID, pem));
    world.behaviour(to -> to.trustedKeyGroups(groups -> groups.enabled(true).items("group")));
  }

  private HttpResponse open(String url, String... headers) {
    URI uri = URI.create(url);
    return world.ask(
        uri.getScheme(),
        uri.getHost(),
        "GET",
        uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()),
        "",
        headers);
  }

  private String canned(String url) {
    return canned(url, PAIR.getPrivate());
  }

  private String canned(String url, PrivateKey key) {
    return sdk.getSignedUrlWithCannedPolicy(
            to -> to.resourceUrl(url).privateKey(key).keyPairId(KEY_ID).expirationDate(inAnHour))
        .url();
  }

  private static void assertRefused(HttpResponse response, int status, String code, String text) {
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.text())
        .isEqualTo(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>"
                + code
                + "</Code><Message>"
                + text
                + "</Message></Error>");
    assertThat(xCache(response)).isEqualTo("Error");
  }

  @Test
  void unsigned_isMissingKey() {
    assertRefused(
        open(BASE + "/a"),
        403,
        "MissingKey",
        "Missing Key-Pair-Id query parameter or cookie value");
    assertThat(world.asked).isEmpty();
  }

  @Test
  void cannedUrl_valid_isServedAndItsParametersGoNowhere() {
    HttpResponse response = open(canned(BASE + "/a?x=1"));
    assertThat(response.status()).isEqualTo(200);
    assertThat(world.asked.get(0).rawQuery()).isEmpty();
    world.advance(Duration.ofSeconds(1));
    assertThat(xCache(open(canned(BASE + "/a")))).as("one entry for all").isEqualTo("Hit");
  }

  @Test
  void cannedUrl_expired_isDenied() {
    String url = canned(BASE + "/a");
    world.advance(Duration.ofMinutes(59));
    assertThat(open(url).status()).isEqualTo(200);
    world.advance(Duration.ofMinutes(1));
    assertRefused(open(url), 403, "AccessDenied", "Access denied");
  }

  @Test
  void cannedUrl_forSomethingElse_isDenied() {
    String url = canned(BASE + "/a");
    assertRefused(open(url.replace("/a?", "/b?")), 403, "AccessDenied", "Access denied");
    assertRefused(
        open(url.replaceAll("Expires=[0-9]+", "Expires=1999999999")),
        403,
        "AccessDenied",
        "Access denied");
    assertRefused(open(url + "&x=1"), 403, "AccessDenied", "Access denied");
    assertRefused(
        open(canned(BASE + "/a", pair().getPrivate())), 403, "AccessDenied", "Access denied");
  }

  @Test
  void cannedUrl_unknownKey_isInvalidKey() {
    world.catalog.keys.clear();
    assertRefused(open(canned(BASE + "/a")), 403, "InvalidKey", "Unknown Key");
  }

  @Test
  void cannedUrl_signedForAwsName_worksByLocalNames() {
    String url = canned(BASE + "/a");
    assertThat(open(url.replace(EdgeWorld.DOMAIN, EdgeWorld.ID + ".cloudfront.localhost")).status())
        .isEqualTo(200);
    assertThat(
            open(url.replace(EdgeWorld.DOMAIN, "127.0.0.1/_aws/cloudfront/" + EdgeWorld.ID))
                .status())
        .isEqualTo(200);
  }

  private String custom(String pattern, String range, Instant from) {
    return sdk.getSignedUrlWithCustomPolicy(
            to ->
                to.resourceUrl(BASE + "/img/a")
                    .resourceUrlPattern(pattern)
                    .privateKey(PAIR.getPrivate())
                    .keyPairId(KEY_ID)
                    .expirationDate(inAnHour)
                    .activeDate(from)
                    .ipRange(range))
        .url();
  }

  @Test
  void customUrl_wildcardsAddressAndDates() {
    String wide = custom(BASE + "/img/*", "203.0.113.0/24", null);
    assertThat(open(wide).status()).isEqualTo(200);
    assertThat(open(wide.replace("/img/a?", "/img/b/c?")).status()).isEqualTo(200);
    assertRefused(open(wide.replace("/img/a?", "/other?")), 403, "AccessDenied", "Access denied");
    assertRefused(
        open(custom(BASE + "/img/*", "198.51.100.0/24", null)),
        403,
        "AccessDenied",
        "Access denied");
    String later = custom(BASE + "/img/*", null, Instant.parse("2026-01-01T00:30:00Z"));
    assertRefused(open(later), 403, "AccessDenied", "Access denied");
    world.advance(Duration.ofMinutes(31));
    assertThat(open(later).status()).isEqualTo(200);
    world.advance(Duration.ofMinutes(30));
    assertRefused(open(later), 403, "AccessDenied", "Access denied");
  }

  @Test
  void customUrl_changedPolicy_isDenied() {
    String url = custom(BASE + "/img/*", null, null);
    assertThat(open(url.replace("Policy=ey", "Policy=eZ")).status()).isEqualTo(403);
  }

  private static String value(String header) {
    return header.substring(header.indexOf('=') + 1);
  }

  private static String pairs(List<String> headers) {
    return String.join("; ", headers);
  }

  @Test
  void cookies_cannedAndCustom_areTaken() {
    CookiesForCannedPolicy canned =
        sdk.getCookiesForCannedPolicy(
            to ->
                to.resourceUrl(BASE + "/a")
                    .privateKey(PAIR.getPrivate())
                    .keyPairId(KEY_ID)
                    .expirationDate(inAnHour));
    String header =
        pairs(
            List.of(
                canned.expiresHeaderValue(),
                canned.signatureHeaderValue(),
                canned.keyPairIdHeaderValue()));
    assertThat(value(canned.keyPairIdHeaderValue())).isEqualTo(KEY_ID);
    assertThat(open(BASE + "/a", "Cookie", header).status()).isEqualTo(200);
    assertRefused(open(BASE + "/b", "Cookie", header), 403, "AccessDenied", "Access denied");
    CookiesForCustomPolicy custom =
        sdk.getCookiesForCustomPolicy(
            to ->
                to.resourceUrl(BASE + "/*")
                    .privateKey(PAIR.getPrivate())
                    .keyPairId(KEY_ID)
                    .expirationDate(inAnHour));
    String all =
        pairs(
            List.of(
                custom.policyHeaderValue(),
                custom.signatureHeaderValue(),
                custom.keyPairIdHeaderValue()));
    assertThat(open(BASE + "/b/c", "Cookie", "theme=dark; " + all).status()).isEqualTo(200);
    world.advance(Duration.ofHours(2));
    assertRefused(open(BASE + "/b/c", "Cookie", all), 403, "AccessDenied", "Access denied");
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.0/24, true",
    "192.0.3.1, 192.0.2.0/24, false",
    "192.0.2.1, 192.0.2.1, true",
    "192.0.2.1, 192.0.2.2/32, false",
    "10.1.2.3, 0.0.0.0/0, true",
    "2001:db8::1, 192.0.2.0/24, false",
    "2001:db8::1, 0.0.0.0/0, true",
    "192.0.2.1, 192.0.2.0/x, false"
  })
  void inRange_byPrefix(String address, String range, boolean within) {
    assertThat(SignedAccess.inRange(address, range)).isEqualTo(within);
  }
}

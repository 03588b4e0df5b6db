package dev.diorama.cloudfront;

import static dev.diorama.cloudfront.EdgeWorld.text;
import static dev.diorama.cloudfront.EdgeWorld.xCache;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.place.City;
import dev.diorama.core.wire.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.cloudfront.model.Method;

/** Refusals, redirects, errors of origins, and what is served instead. */
class EdgeErrorsTest {
  private final EdgeWorld world = new EdgeWorld();

  @Test
  void unknownHost_is403WithThePage() {
    HttpResponse response = world.ask("https", "d0000000000000.cloudfront.net", "GET", "/a", "");
    assertThat(response.status()).isEqualTo(403);
    assertThat(response.text())
        .contains("403 ERROR")
        .contains("Bad request.")
        .contains("We can't connect to the server for this app or website at this time.");
    assertThat(xCache(response)).isEqualTo("Error");
    assertThat(response.headers().has("X-Amz-Cf-Id")).isTrue();
  }

  @Test
  void otherNames_reachTheDistribution() {
    world.catalog.aliases.add("www.blog.example");
    assertThat(world.ask("https", "www.blog.example", "GET", "/a", "").status()).isEqualTo(200);
    assertThat(world.ask("https", EdgeWorld.ID + ".cloudfront.localhost", "GET", "/a", "").text())
        .isEqualTo("hello /a");
    HttpResponse byPath =
        world.ask("https", "127.0.0.1", "GET", "/_aws/cloudfront/" + EdgeWorld.ID + "/a", "");
    assertThat(byPath.text()).isEqualTo("hello /a");
    assertThat(
            world.ask("https", "127.0.0.1", "GET", "/_aws/cloudfront/" + EdgeWorld.ID, "").text())
        .isEqualTo("hello /");
    assertThat(world.ask("https", "127.0.0.1", "GET", "/_aws/cloudfront/E0/a", "").status())
        .isEqualTo(403);
  }

  @ParameterizedTest
  @CsvSource({"GET, 301", "HEAD, 301", "POST, 307", "PUT, 307"})
  void redirectToHttps_keepsPathAndQuery(String method, int status) {
    world.behaviour(to -> to.viewerProtocolPolicy("redirect-to-https"));
    HttpResponse response = world.ask("http", EdgeWorld.DOMAIN, method, "/a?x=1", "");
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.headers().first("Location"))
        .contains("https://" + EdgeWorld.DOMAIN + "/a?x=1");
    assertThat(xCache(response)).isEqualTo("Redirect");
    assertThat(world.asked).isEmpty();
    assertThat(world.ask("https", EdgeWorld.DOMAIN, method, "/a", "").status()).isEqualTo(200);
  }

  @Test
  void redirectToHttps_showsCloudFrontsPage() {
    world.behaviour(to -> to.viewerProtocolPolicy("redirect-to-https"));
    HttpResponse response = world.ask("http", EdgeWorld.DOMAIN, "GET", "/a", "");
    assertThat(response.text())
        .isEqualTo(
            "<html>\r\n<head><title>301 Moved Permanently</title></head>\r\n<body>\r\n<center><h1>"
                + "301 Moved Permanently</h1></center>\r\n<hr><center>CloudFront</center>\r\n"
                + "</body>\r\n</html>\r\n");
    HttpResponse local =
        world.ask(
            "http",
            "127.0.0.1",
            "GET",
            "/_aws/cloudfront/" + EdgeWorld.ID + "/a",
            "",
            "Host",
            "unused");
    assertThat(local.headers().first("Location").orElse(""))
        .startsWith("https://127.0.0.1/_aws/cloudfront/" + EdgeWorld.ID + "/a");
  }

  @Test
  void httpsOnly_refusesHttp() {
    world.behaviour(to -> to.viewerProtocolPolicy("https-only"));
    HttpResponse response = world.ask("http", EdgeWorld.DOMAIN, "GET", "/a", "");
    assertThat(response.status()).isEqualTo(403);
    assertThat(response.text()).contains("403 Forbidden");
    assertThat(world.asked).isEmpty();
  }

  @Test
  void methodNotAllowed_is403() {
    world.behaviour(to -> to.allowedMethods(methods -> methods.items(Method.GET, Method.HEAD)));
    HttpResponse response = world.send("PUT", "/a", "x");
    assertThat(response.status()).isEqualTo(403);
    assertThat(response.text())
        .contains("This distribution is not configured to allow the HTTP request method")
        .contains("The distribution supports only cachable requests.");
    assertThat(world.send("DELETE", "/a", "").status()).isEqualTo(403);
    assertThat(world.send("TRACE", "/a", "").status()).isEqualTo(403);
    assertThat(world.asked).isEmpty();
    assertThat(world.total("AWS/CloudFront", "4xxErrorRate").average()).isEqualTo(100);
  }

  @Test
  void getWithBodyAndLongUrl_areRefused() {
    assertThat(world.send("GET", "/a", "body").status()).isEqualTo(403);
    assertThat(world.get("/" + "a".repeat(8_200)).status()).isEqualTo(413);
    assertThat(world.get("/a", "X-Long", "a".repeat(20_480)).status()).isEqualTo(413);
    assertThat(world.asked).isEmpty();
  }

  @Test
  void geoRestriction_blocksByTheViewersCountry() {
    world.distribution(
        to ->
            to.restrictions(
                all ->
                    all.geoRestriction(
                        geo -> geo.restrictionType("blacklist").items("KR").quantity(1))));
    assertThat(world.getFrom(City.SEOUL, "/a").status()).isEqualTo(403);
    assertThat(world.getFrom(City.SEOUL, "/a").text()).contains("block access from your country");
    assertThat(world.getFrom(City.TOKYO, "/a").status()).isEqualTo(200);
    world.distribution(
        to ->
            to.restrictions(
                all ->
                    all.geoRestriction(
                        geo -> geo.restrictionType("whitelist").items("KR").quantity(1))));
    assertThat(world.getFrom(City.SEOUL, "/b").status()).isEqualTo(200);
    assertThat(world.getFrom(City.TOKYO, "/b").status()).isEqualTo(403);
  }

  @Test
  void notFound_isKeptTenSeconds() {
    world.origin = request -> HttpResponse.of(404, "text/plain", "none");
    HttpResponse first = world.get("/a");
    assertThat(first.status()).isEqualTo(404);
    assertThat(xCache(first)).isEqualTo("Error");
    world.advance(Duration.ofSeconds(9));
    HttpResponse second = world.get("/a");
    assertThat(second.status()).isEqualTo(404);
    assertThat(second.text()).isEqualTo("none");
    assertThat(world.asked).hasSize(1);
    world.advance(Duration.ofSeconds(2));
    world.origin = request -> text("here");
    assertThat(world.get("/a").text()).isEqualTo("here");
    assertThat(world.own("EdgeErrors")).isEqualTo(2);
    assertThat(world.own("EdgeHits")).as("errors are no hits").isZero();
  }

  @Test
  void forbidden_isNotKeptUnlessAsked() {
    world.origin = request -> HttpResponse.of(403, "text/plain", "no");
    world.get("/a");
    world.get("/a");
    assertThat(world.asked).hasSize(2);
  }

  @Test
  void errorCachingMinTtl_changesTheTenSeconds() {
    world.errorPage(page -> page.errorCode(404).errorCachingMinTTL(60L));
    world.origin = request -> HttpResponse.of(404, "text/plain", "none");
    world.get("/a");
    world.advance(Duration.ofSeconds(59));
    world.get("/a");
    assertThat(world.asked).hasSize(1);
    world.errorPage(page -> page.errorCode(404).errorCachingMinTTL(0L));
    world.get("/b");
    world.advance(Duration.ofMillis(600));
    world.get("/b");
    assertThat(world.asked).as("with 0 each goes to the origin").hasSize(3);
  }

  @Test
  void customErrorPage_isServedWithItsCode() {
    world.errorPage(
        page ->
            page.errorCode(404)
                .responsePagePath("/errors/404.html")
                .responseCode("200")
                .errorCachingMinTTL(5L));
    world.origin =
        request ->
            request.rawPath().equals("/errors/404.html")
                ? text("sorry")
                : HttpResponse.of(404, "text/plain", "none");
    HttpResponse response = world.get("/a");
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.text()).isEqualTo("sorry");
    assertThat(xCache(response)).isEqualTo("Error");
    assertThat(world.asked).hasSize(2);
    world.advance(Duration.ofSeconds(2));
    assertThat(world.get("/b").text()).isEqualTo("sorry");
    assertThat(world.asked).as("the page itself is cached").hasSize(3);
    world.origin = request -> HttpResponse.of(404, "text/plain", "none");
    world.edges.forget(EdgeWorld.ID);
    assertThat(world.get("/a").status()).as("the page is missing too").isEqualTo(404);
  }

  @Test
  void originFails_theExpiredObjectIsServed() {
    world.origin = request -> text("one", "ETag", "\"1\"", "Cache-Control", "max-age=10");
    world.get("/a");
    world.origin = request -> HttpResponse.empty(503);
    world.advance(Duration.ofMinutes(5));
    HttpResponse stale = world.get("/a");
    assertThat(stale.status()).isEqualTo(200);
    assertThat(stale.text()).isEqualTo("one");
    assertThat(xCache(stale)).isEqualTo("Hit");
    assertThat(world.lastVisit().attributes()).containsKey("stale");
    world.advance(Duration.ofSeconds(5));
    world.get("/a");
    assertThat(world.asked).as("for ten seconds nobody is asked").hasSize(2);
    world.advance(Duration.ofSeconds(6));
    world.origin = request -> HttpResponse.of(404, "text/plain", "gone");
    assertThat(world.get("/a").status()).as("4xx is the truth").isEqualTo(404);
  }

  @Test
  void originUnreachable_theExpiredObjectIsServed() {
    world.origin = request -> text("one", "Cache-Control", "max-age=10");
    world.get("/a");
    world.origin(to -> to.domainName("nobody.example"));
    world.advance(Duration.ofMinutes(5));
    assertThat(world.get("/a").text()).isEqualTo("one");
    assertThat(world.get("/b").status()).isEqualTo(502);
  }

  @Test
  void staleIfError_limitsOrForbidsIt() {
    world.origin = request -> text("one", "Cache-Control", "max-age=10, stale-if-error=60");
    world.get("/a");
    world.origin = request -> text("one", "Cache-Control", "max-age=10, stale-if-error=0");
    world.get("/b");
    world.origin = request -> HttpResponse.empty(500);
    world.advance(Duration.ofSeconds(30));
    assertThat(world.get("/a").status()).isEqualTo(200);
    assertThat(world.get("/b").status()).isEqualTo(500);
    world.advance(Duration.ofMinutes(2));
    assertThat(world.get("/a").status()).isEqualTo(500);
  }
}

package dev.diorama.cloudfront;

import static dev.diorama.cloudfront.EdgeWorld.text;
import static dev.diorama.cloudfront.EdgeWorld.xCache;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.place.City;
import dev.diorama.core.wire.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudfront.model.Method;
import software.amazon.awssdk.services.cloudfront.model.PriceClass;

/** What is cached where, under which key, and for how long. */
class EdgeCachingTest {
  private final EdgeWorld world = new EdgeWorld();

  @Test
  void get_twice_missesThenHits() {
    HttpResponse first = world.getFrom(City.SEOUL, "/a");
    assertThat(first.status()).isEqualTo(200);
    assertThat(first.text()).isEqualTo("hello /a");
    assertThat(xCache(first)).isEqualTo("Miss");
    assertThat(first.headers().has("Age")).isFalse();
    assertThat(first.headers().first("X-Amz-Cf-Pop").orElse("")).matches("ICN[0-9]{2}-P1");
    assertThat(first.headers().first("Via").orElse(""))
        .matches("1\\.1 [0-9a-f]{32}\\.cloudfront\\.net \\(CloudFront\\)");
    assertThat(first.headers().first("X-Amz-Cf-Id").orElse("")).hasSize(56).endsWith("==");
    world.advance(Duration.ofSeconds(30));
    HttpResponse second = world.getFrom(City.SEOUL, "/a");
    assertThat(xCache(second)).isEqualTo("Hit");
    assertThat(second.headers().first("Age")).contains("29");
    assertThat(second.text()).isEqualTo("hello /a");
    assertThat(world.asked).hasSize(1);
    assertThat(world.lastVisit().attributes())
        .containsEntry("cache", "hit")
        .containsEntry("cache.tier", "cloudfront")
        .containsEntry("served.by", "edge")
        .containsEntry("viewer", "Seoul")
        .containsEntry("bytes", "8");
    assertThat(world.lastVisit().resource()).isEqualTo(EdgeWorld.ARN);
  }

  @Test
  void get_fromTwoEdgesOfOneRegion_theRegionalCacheHasIt() {
    world.getFrom(City.TOKYO, "/a");
    HttpResponse osaka = world.getFrom(City.OSAKA, "/a");
    assertThat(xCache(osaka)).as("the edge itself had nothing").isEqualTo("Miss");
    assertThat(osaka.headers().first("Age")).contains("0");
    assertThat(world.lastVisit().attributes())
        .containsEntry("regional", "ap-northeast-1")
        .containsEntry("regional.cache", "hit")
        .containsEntry("served.by", "regional");
    assertThat(world.asked).hasSize(1);
    HttpResponse london = world.getFrom(City.LONDON, "/a");
    assertThat(xCache(london)).isEqualTo("Miss");
    assertThat(world.asked).hasSize(2);
  }

  @Test
  void get_missAndHit_timeIsThatOfTheWay() {
    world.getFrom(City.SEOUL, "/a");
    long miss = world.lastVisit().durationNanos();
    world.advance(Duration.ofSeconds(1));
    world.getFrom(City.SEOUL, "/a");
    long hit = world.lastVisit().durationNanos();
    // To the edge and back 2 ms, to the regional cache in the same city 2 ms, to us-east-1 2 x 87.
    assertThat(hit).isEqualTo(2_000_000);
    assertThat(miss).isEqualTo(2_000_000 + 2_000_000 + 174_000_000 + 50_000_000);
  }

  @Test
  void get_metrics_tellPlacesApart() {
    world.getFrom(City.SEOUL, "/a");
    world.advance(Duration.ofSeconds(1));
    world.getFrom(City.SEOUL, "/a");
    world.getFrom(City.SEOUL, "/a");
    world.getFrom(City.TOKYO, "/a");
    String seoul = Places.code(City.SEOUL);
    assertThat(world.own("EdgeHits", "Edge", seoul)).isEqualTo(2);
    assertThat(world.own("EdgeMisses", "Edge", seoul)).isEqualTo(1);
    assertThat(world.own("EdgeMisses", "Edge", Places.code(City.TOKYO))).isEqualTo(1);
    assertThat(world.own("RegionalMisses", "Regional", "ap-northeast-2")).isEqualTo(1);
    assertThat(world.own("RegionalMisses")).isEqualTo(2);
    assertThat(world.own("OriginRequests")).isEqualTo(2);
    assertThat(world.own("OriginRequestsSaved")).isEqualTo(2);
    assertThat(world.total("AWS/CloudFront", "Requests", "DistributionId", EdgeWorld.ID).sum())
        .isEqualTo(4);
    assertThat(world.total("AWS/CloudFront", "CacheHitRate").average()).isEqualTo(50);
    assertThat(world.total("AWS/CloudFront", "BytesDownloaded").sum()).isEqualTo(32);
    assertThat(world.own("Bytes", "City", "Seoul")).isEqualTo(24);
    assertThat(world.total("AWS/CloudFront", "4xxErrorRate").average()).isZero();
  }

  @Test
  void get_withoutCity_isFromTheConfiguredOne() {
    EdgeWorld paris = new EdgeWorld(CloudFrontConfig.defaults().withViewer(City.PARIS));
    assertThat(paris.get("/a").headers().first("X-Amz-Cf-Pop")).contains(Places.code(City.PARIS));
  }

  @Test
  void get_priceClass_limitsTheEdges() {
    world.distribution(to -> to.priceClass(PriceClass.PRICE_CLASS_100));
    assertThat(world.getFrom(City.SEOUL, "/a").headers().first("X-Amz-Cf-Pop").orElse(""))
        .doesNotContain("ICN");
    world.distribution(to -> to.priceClass(PriceClass.PRICE_CLASS_200));
    assertThat(world.getFrom(City.SEOUL, "/a").headers().first("X-Amz-Cf-Pop").orElse(""))
        .startsWith("ICN");
    assertThat(world.getFrom(City.SYDNEY, "/a").headers().first("X-Amz-Cf-Pop").orElse(""))
        .doesNotStartWith("SYD");
    world.distribution(to -> to.priceClass(PriceClass.PRICE_CLASS_ALL));
    assertThat(world.getFrom(City.SYDNEY, "/a").headers().first("X-Amz-Cf-Pop").orElse(""))
        .startsWith("SYD");
  }

  @Test
  void get_expired_isRevalidatedAndRefreshed() {
    world.origin =
        request ->
            request.header("If-None-Match").equals(java.util.Optional.of("\"v1\""))
                ? HttpResponse.empty(304).with("ETag", "\"v1\"").with("Cache-Control", "max-age=9")
                : text("one", "ETag", "\"v1\"", "Cache-Control", "max-age=10");
    world.get("/a");
    world.advance(Duration.ofSeconds(11));
    HttpResponse refreshed = world.get("/a");
    assertThat(xCache(refreshed)).isEqualTo("RefreshHit");
    assertThat(refreshed.status()).isEqualTo(200);
    assertThat(refreshed.text()).isEqualTo("one");
    assertThat(refreshed.headers().first("Cache-Control")).contains("max-age=9");
    assertThat(world.lastVisit().attributes()).containsEntry("cache", "refreshhit");
    world.advance(Duration.ofSeconds(8));
    assertThat(xCache(world.get("/a"))).as("the new time to live").isEqualTo("Hit");
    assertThat(world.asked).hasSize(2);
    world.advance(Duration.ofSeconds(2));
    world.get("/a");
    assertThat(world.asked).hasSize(3);
  }

  @Test
  void get_expiredAndChanged_isAMiss() {
    world.origin = request -> text("one", "ETag", "\"v1\"", "Cache-Control", "max-age=10");
    world.get("/a");
    world.origin = request -> text("two", "ETag", "\"v2\"", "Cache-Control", "max-age=10");
    world.advance(Duration.ofSeconds(11));
    HttpResponse second = world.get("/a");
    assertThat(xCache(second)).isEqualTo("Miss");
    assertThat(second.text()).isEqualTo("two");
  }

  @Test
  void get_lastModifiedOnly_revalidatesByDate() {
    String date = "Thu, 01 Jan 2026 00:00:00 GMT";
    world.origin = request -> text("one", "Last-Modified", date, "Cache-Control", "max-age=1");
    world.get("/a");
    world.origin = request -> HttpResponse.empty(304);
    world.advance(Duration.ofSeconds(2));
    assertThat(xCache(world.get("/a"))).isEqualTo("RefreshHit");
    assertThat(world.asked.get(1).header("If-Modified-Since")).contains(date);
  }

  @Test
  void get_noStore_isNeverKept() {
    world.origin = request -> text("one", "Cache-Control", "no-store");
    assertThat(xCache(world.get("/a"))).isEqualTo("Miss");
    assertThat(xCache(world.get("/a"))).isEqualTo("Miss");
    assertThat(world.asked).hasSize(2);
  }

  @Test
  void get_viewersNoCache_isIgnored() {
    world.get("/a");
    world.advance(Duration.ofSeconds(1));
    assertThat(xCache(world.get("/a", "Cache-Control", "no-cache", "Pragma", "no-cache")))
        .isEqualTo("Hit");
  }

  @Test
  void get_cachingDisabled_goesToTheOriginEachTimeAndPastTheRegionalCache() {
    world.policy("usual", policy -> policy.minTTL(0L).defaultTTL(0L).maxTTL(0L));
    world.get("/a");
    assertThat(xCache(world.get("/a"))).isEqualTo("Miss");
    assertThat(world.asked).hasSize(2);
    assertThat(world.lastVisit().attributes())
        .containsEntry("cache", "bypass")
        .doesNotContainKey("regional");
    assertThat(world.total("AWS/CloudFront", "CacheHitRate").count()).isZero();
  }

  @Test
  void key_queryStrings_asThePolicySays() {
    world.get("/a?x=1");
    world.advance(Duration.ofSeconds(1));
    assertThat(xCache(world.get("/a?x=2"))).as("none").isEqualTo("Hit");
    assertThat(world.asked.get(0).rawQuery()).isEmpty();
    query("whitelist", "x");
    world.get("/b?x=1&y=1");
    world.advance(Duration.ofSeconds(1));
    assertThat(xCache(world.get("/b?y=2&x=1"))).as("only x counts").isEqualTo("Hit");
    assertThat(xCache(world.get("/b?x=2"))).isEqualTo("Miss");
    assertThat(world.asked.get(1).rawQuery()).isEqualTo("x=1");
    query("allExcept", "x");
    world.get("/c?x=1&y=1");
    world.advance(Duration.ofSeconds(1));
    assertThat(xCache(world.get("/c?x=2&y=1"))).isEqualTo("Hit");
    assertThat(xCache(world.get("/c?x=1&y=2"))).isEqualTo("Miss");
    query("all");
    world.get("/d?x=1&y=1");
    world.advance(Duration.ofSeconds(1));
    assertThat(xCache(world.get("/d?x=1&y=1"))).isEqualTo("Hit");
    assertThat(xCache(world.get("/d?y=1&x=1"))).as("the order counts").isEqualTo("Miss");
  }

  private void query(String behaviour, String... names) {
    world.policy(
        "usual",
        policy ->
            policy.parametersInCacheKeyAndForwardedToOrigin(
                in ->
                    in.enableAcceptEncodingGzip(false)
                        .headersConfig(headers -> headers.headerBehavior("none"))
                        .cookiesConfig(cookies -> cookies.cookieBehavior("none"))
                        .queryStringsConfig(
                            query ->
                                query
                                    .queryStringBehavior(behaviour)
                                    .queryStrings(list -> list.items(names)))));
  }

  @Test
  void key_headersAndCookies_asThePolicySays() {
    world.policy(
        "usual",
        policy ->
            policy.parametersInCacheKeyAndForwardedToOrigin(
                in ->
                    in.enableAcceptEncodingGzip(false)
                        .headersConfig(
                            headers ->
                                headers
                                    .headerBehavior("whitelist")
                                    .headers(
                                        list -> list.items("X-Lang", "CloudFront-Viewer-Country")))
                        .cookiesConfig(
                            cookies ->
                                cookies
                                    .cookieBehavior("whitelist")
                                    .cookies(list -> list.items("who")))
                        .queryStringsConfig(query -> query.queryStringBehavior("none"))));
    world.get("/a", "x-lang", "de", "Cookie", "who=mina; other=1");
    world.advance(Duration.ofSeconds(1));
    assertThat(xCache(world.get("/a", "X-Lang", "de", "Cookie", "other=2; who=mina")))
        .isEqualTo("Hit");
    assertThat(xCache(world.get("/a", "X-Lang", "en", "Cookie", "who=mina"))).isEqualTo("Miss");
    assertThat(xCache(world.get("/a", "X-Lang", "de", "Cookie", "who=jun"))).isEqualTo("Miss");
    assertThat(world.asked.get(0).header("Cookie")).contains("who=mina");
    assertThat(world.asked.get(0).header("X-Lang")).contains("de");
    assertThat(world.asked.get(0).header("CloudFront-Viewer-Country")).contains("US");
  }

  @Test
  void key_acceptEncoding_isNormalized() {
    world.policy(
        "usual",
        policy ->
            policy.parametersInCacheKeyAndForwardedToOrigin(
                in ->
                    in.enableAcceptEncodingGzip(true)
                        .enableAcceptEncodingBrotli(true)
                        .headersConfig(headers -> headers.headerBehavior("none"))
                        .cookiesConfig(cookies -> cookies.cookieBehavior("none"))
                        .queryStringsConfig(query -> query.queryStringBehavior("none"))));
    world.get("/a", "Accept-Encoding", "gzip, deflate, br;q=0.9");
    assertThat(world.asked.get(0).header("Accept-Encoding")).contains("br,gzip");
    world.advance(Duration.ofSeconds(1));
    assertThat(xCache(world.get("/a", "Accept-Encoding", "br, gzip"))).isEqualTo("Hit");
    assertThat(xCache(world.get("/a", "Accept-Encoding", "gzip, br;q=0"))).isEqualTo("Miss");
    assertThat(world.asked.get(1).header("Accept-Encoding")).contains("gzip");
    assertThat(xCache(world.get("/a", "Accept-Encoding", "deflate"))).isEqualTo("Miss");
    assertThat(world.asked.get(2).header("Accept-Encoding")).contains("identity");
    world.advance(Duration.ofSeconds(1));
    assertThat(xCache(world.get("/a"))).as("neither is the plain one").isEqualTo("Hit");
  }

  @Test
  @SuppressWarnings("deprecation") // Distributions without a cache policy still exist.
  void legacy_forwardedValues_stillWork() {
    world.behaviour(
        to ->
            to.cachePolicyId(null)
                .minTTL(0L)
                .defaultTTL(60L)
                .maxTTL(600L)
                .forwardedValues(
                    values ->
                        values
                            .queryString(true)
                            .queryStringCacheKeys(keys -> keys.items("x"))
                            .headers(headers -> headers.items("Accept-Language"))
                            .cookies(cookies -> cookies.forward("none"))));
    world.get("/a?x=1&y=1", "Accept-Language", "de", "X-Other", "1", "Referer", "r");
    assertThat(world.asked.get(0).rawQuery()).as("all go on").isEqualTo("x=1&y=1");
    assertThat(world.asked.get(0).header("X-Other")).contains("1");
    assertThat(world.asked.get(0).headers().has("Referer")).isFalse();
    world.advance(Duration.ofSeconds(1));
    assertThat(xCache(world.get("/a?x=1&y=2", "Accept-Language", "de"))).isEqualTo("Hit");
    assertThat(xCache(world.get("/a?x=1", "Accept-Language", "en"))).isEqualTo("Miss");
    world.advance(Duration.ofSeconds(60));
    assertThat(xCache(world.get("/a?x=1", "Accept-Language", "de"))).isEqualTo("Miss");
  }

  @Test
  @SuppressWarnings("deprecation") // Distributions without a cache policy still exist.
  void legacy_allHeaders_isNotCached() {
    world.behaviour(
        to ->
            to.cachePolicyId(null)
                .minTTL(0L)
                .forwardedValues(
                    values ->
                        values
                            .queryString(false)
                            .headers(headers -> headers.items("*"))
                            .cookies(cookies -> cookies.forward("none"))));
    world.get("/a");
    world.advance(Duration.ofSeconds(1));
    assertThat(xCache(world.get("/a"))).isEqualTo("Miss");
    assertThat(world.asked).hasSize(2);
  }

  @Test
  void defaultRootObject_servesTheRootAndSharesItsEntry() {
    world.distribution(to -> to.defaultRootObject("index.html"));
    assertThat(world.get("/").text()).isEqualTo("hello /index.html");
    world.advance(Duration.ofSeconds(1));
    assertThat(xCache(world.get("/index.html"))).isEqualTo("Hit");
    assertThat(world.get("/sub/").text()).as("the root only").isEqualTo("hello /sub/");
  }

  @Test
  void head_afterGet_isServedFromIt() {
    world.get("/a");
    world.advance(Duration.ofSeconds(1));
    HttpResponse head = world.send("HEAD", "/a", "");
    assertThat(xCache(head)).isEqualTo("Hit");
    assertThat(head.body()).isEmpty();
    assertThat(head.headers().first("Content-Length")).contains("8");
    assertThat(world.asked).hasSize(1);
  }

  @Test
  void get_afterHead_isNotServedFromIt() {
    assertThat(world.send("HEAD", "/a", "").body()).isEmpty();
    world.advance(Duration.ofSeconds(1));
    assertThat(xCache(world.send("HEAD", "/a", ""))).isEqualTo("Hit");
    HttpResponse get = world.get("/a");
    assertThat(xCache(get)).isEqualTo("Miss");
    assertThat(get.text()).isEqualTo("hello /a");
  }

  @Test
  void options_isCachedOnlyIfAsked() {
    world.send("OPTIONS", "/a", "");
    world.advance(Duration.ofSeconds(1));
    assertThat(xCache(world.send("OPTIONS", "/a", ""))).isEqualTo("Miss");
    world.behaviour(
        to ->
            to.allowedMethods(
                methods ->
                    methods
                        .items(Method.GET, Method.HEAD, Method.OPTIONS)
                        .cachedMethods(
                            cached -> cached.items(Method.GET, Method.HEAD, Method.OPTIONS))));
    world.send("OPTIONS", "/a", "");
    world.advance(Duration.ofSeconds(1));
    assertThat(xCache(world.send("OPTIONS", "/a", ""))).isEqualTo("Hit");
    assertThat(xCache(world.get("/a"))).as("an entry of its own").isEqualTo("Miss");
  }

  @Test
  void invalidate_pathsAndWildcards_everywhere() {
    for (String path : List.of("/img/a", "/img/b", "/c", "/d")) {
      world.getFrom(City.SEOUL, path);
      world.getFrom(City.LONDON, path);
    }
    world.advance(Duration.ofSeconds(1));
    world.edges.invalidate(EdgeWorld.ID, List.of("/img/*", "/c"));
    int before = world.asked.size();
    for (City city : List.of(City.SEOUL, City.LONDON)) {
      assertThat(xCache(world.getFrom(city, "/img/a"))).isEqualTo("Miss");
      assertThat(xCache(world.getFrom(city, "/img/b"))).isEqualTo("Miss");
      assertThat(xCache(world.getFrom(city, "/c"))).isEqualTo("Miss");
      assertThat(xCache(world.getFrom(city, "/d"))).isEqualTo("Hit");
    }
    assertThat(world.asked).as("regional caches forgot too").hasSize(before + 6);
    world.edges.invalidate("E2OTHER", List.of("/*"));
    assertThat(xCache(world.getFrom(City.SEOUL, "/d"))).isEqualTo("Hit");
    world.edges.forget(EdgeWorld.ID);
    assertThat(world.edges.figures().values()).allMatch(figures -> figures.entries() == 0);
  }

  @Test
  void invalidate_queryStringsInTheKey_mustBeNamed() {
    query("all");
    world.get("/a?x=1");
    world.advance(Duration.ofSeconds(1));
    world.edges.invalidate(EdgeWorld.ID, List.of("/a"));
    assertThat(xCache(world.get("/a?x=1"))).isEqualTo("Hit");
    world.edges.invalidate(EdgeWorld.ID, List.of("/a?x=1"));
    assertThat(xCache(world.get("/a?x=1"))).isEqualTo("Miss");
    world.advance(Duration.ofSeconds(1));
    world.edges.invalidate(EdgeWorld.ID, List.of("/a*"));
    assertThat(xCache(world.get("/a?x=1"))).isEqualTo("Miss");
  }

  @Test
  void simultaneousMisses_becomeOneRequestToTheOrigin() {
    for (int i = 0; i < 1_000; i++) {
      HttpResponse response = world.getFrom(i % 2 == 0 ? City.TOKYO : City.OSAKA, "/a");
      assertThat(response.text()).isEqualTo("hello /a");
    }
    assertThat(world.asked).hasSize(1);
    assertThat(world.own("EdgeMisses")).as("one per edge").isEqualTo(2);
    assertThat(world.own("EdgeHits")).isEqualTo(998);
    assertThat(world.own("RegionalMisses")).isEqualTo(1);
    assertThat(world.own("RegionalHits")).isEqualTo(1);
    assertThat(world.own("CollapsedRequests", "Edge", Places.code(City.TOKYO))).isEqualTo(499);
    assertThat(world.lastVisit().durationNanos()).as("it waited").isGreaterThan(50_000_000);
  }

  @Test
  @SuppressWarnings("deprecation") // Distributions without a cache policy still exist.
  void simultaneousMisses_withCookiesOrWithoutStoring_askEachForItself() {
    world.origin = request -> text("one", "Cache-Control", "max-age=0");
    for (int i = 0; i < 5; i++) {
      world.get("/a");
    }
    assertThat(world.asked).as("each must be revalidated").hasSize(5);
    world.asked.clear();
    world.origin = request -> text("one");
    world.behaviour(
        to ->
            to.cachePolicyId(null)
                .forwardedValues(
                    values ->
                        values.queryString(false).cookies(cookies -> cookies.forward("all"))));
    for (int i = 0; i < 5; i++) {
      world.get("/b", "Cookie", "a=1");
    }
    assertThat(world.asked).as("cookies are forwarded").hasSize(5);
  }

  @Test
  void originShield_standsBetweenEveryRegionalCacheAndTheOrigin() {
    world.origin(
        to -> to.originShield(shield -> shield.enabled(true).originShieldRegion("us-east-1")));
    world.getFrom(City.SEOUL, "/a");
    assertThat(world.lastVisit().attributes())
        .containsEntry("regional", "ap-northeast-2")
        .containsEntry("shield", "us-east-1")
        .containsEntry("shield.cache", "miss");
    world.advance(Duration.ofSeconds(1));
    world.getFrom(City.LONDON, "/a");
    assertThat(world.lastVisit().attributes())
        .containsEntry("shield.cache", "hit")
        .containsEntry("served.by", "shield");
    assertThat(world.asked).hasSize(1);
    world.getFrom(City.NEW_YORK, "/a");
    assertThat(world.lastVisit().attributes())
        .as("the regional cache there is the shield")
        .doesNotContainKey("regional");
  }

  @Test
  void s3InTheRegionalCachesOwnRegion_isAskedWithoutIt() {
    world.origins(
        EdgeWorld.web()
            .copy(
                to ->
                    to.domainName("b.s3.ap-northeast-2.amazonaws.com")
                        .customOriginConfig(
                            (software.amazon.awssdk.services.cloudfront.model.CustomOriginConfig)
                                null)
                        .s3OriginConfig(s3 -> s3.originAccessIdentity(""))));
    world.getFrom(City.SEOUL, "/a");
    assertThat(world.lastVisit().attributes()).doesNotContainKey("regional");
    world.getFrom(City.TOKYO, "/a");
    assertThat(world.lastVisit().attributes()).containsEntry("regional", "ap-northeast-1");
  }

  @Test
  void staleWhileRevalidate_servesAtOnceAndRefreshesBehind() {
    world.origin =
        request ->
            text("one", "ETag", "\"1\"", "Cache-Control", "max-age=10, stale-while-revalidate=30");
    world.get("/a");
    world.origin =
        request ->
            text("two", "ETag", "\"2\"", "Cache-Control", "max-age=10, stale-while-revalidate=30");
    world.advance(Duration.ofSeconds(15));
    HttpResponse stale = world.get("/a");
    assertThat(stale.text()).isEqualTo("one");
    assertThat(xCache(stale)).isEqualTo("Hit");
    world.get("/a");
    world.clock.settle();
    assertThat(world.asked).as("one refresh for both").hasSize(2);
    world.advance(Duration.ofSeconds(1));
    assertThat(world.get("/a").text()).isEqualTo("two");
    world.advance(Duration.ofSeconds(60));
    world.get("/a");
    assertThat(world.asked).as("too late for stale").hasSize(3);
  }
}

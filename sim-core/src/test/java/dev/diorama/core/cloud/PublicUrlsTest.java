package dev.diorama.core.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PublicUrlsTest {
  private final PublicUrls urls = new PublicUrls();

  @Test
  void reachable_whileNoPortIsOpen_leavesNames() {
    assertThat(urls.reachable("https://d1.cloudfront.net/a"))
        .isEqualTo("https://d1.cloudfront.net/a");
  }

  @Test
  void reachable_distribution_isReachedByItsId() {
    urls.servedAt("https://127.0.0.1:4566");
    urls.distributions(domain -> domain.equals("d1.cloudfront.net") ? "E1" : "");
    assertThat(urls.reachable("https://d1.cloudfront.net"))
        .isEqualTo("https://127.0.0.1:4566/_aws/cloudfront/E1");
    assertThat(urls.reachable("see http://d1.cloudfront.net/a?x=1"))
        .isEqualTo("see https://127.0.0.1:4566/_aws/cloudfront/E1/a?x=1");
    assertThat(urls.reachable("https://d2.cloudfront.net/"))
        .as("nobody's")
        .isEqualTo("https://d2.cloudfront.net/");
  }

  @Test
  void reachable_loginPages_areReachedByRegionAndDomain() {
    urls.servedAt("http://localhost:4566");
    assertThat(urls.reachable("https://people.auth.eu-west-1.amazoncognito.com/login?x=1"))
        .isEqualTo("http://localhost:4566/_aws/cognito/eu-west-1/people/login?x=1");
  }
}

package dev.diorama.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.wire.Headers;
import dev.diorama.core.wire.HttpRequest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class S3AddressTest {
  private static HttpRequest request(String host, String path) {
    return new HttpRequest("GET", "https", host, 443, path, "", Headers.NONE, new byte[0], "");
  }

  @ParameterizedTest
  @CsvSource({
    "photos.s3.eu-west-1.amazonaws.com, /a/b, photos, /a/b, eu-west-1",
    "photos.s3.amazonaws.com, /a, photos, /a, ''",
    "photos.s3.eu-west-1.localhost, /, photos, /, eu-west-1",
    "photos.s3.localhost, /a%2Fb, photos, /a%2Fb, ''",
    "my.holiday.photos.s3.us-east-1.amazonaws.com, /a, my.holiday.photos, /a, us-east-1",
    "a.s3.b.s3.us-east-1.localhost, /a, a.s3.b, /a, us-east-1",
    "photos.s3.dualstack.us-west-2.amazonaws.com, /a, photos, /a, us-west-2",
    "photos.s3-us-west-2.amazonaws.com, /a, photos, /a, us-west-2",
    "photos.localhost, /a, photos, /a, ''",
    "s3.eu-west-1.amazonaws.com, /photos/a/b, photos, /a/b, eu-west-1",
    "s3.amazonaws.com, /photos, photos, /, ''",
    "s3.amazonaws.com, /photos/, photos, /, ''",
    "s3.us-east-1.localhost, /my.photos//a, my.photos, //a, us-east-1",
    "localhost, /photos/%C3%A4%20b, photos, /%C3%A4%20b, ''",
    "127.0.0.1, /pho%74os/a, photos, /a, ''",
    "s3.us-gov-west-1.amazonaws.com, /photos/a, photos, /a, us-gov-west-1"
  })
  void of_takesBucketOutOfHostOrPath(
      String host, String path, String bucket, String rest, String region) {
    assertThat(S3Address.of(request(host, path)))
        .isEqualTo(new S3Address(bucket, rest, region, ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3.amazonaws.com", "s3.us-east-1.localhost", "localhost", "127.0.0.1"})
  void of_theServiceItself_hasNoBucket(String host) {
    S3Address address = S3Address.of(request(host, "/"));
    assertThat(address.bucket()).isEmpty();
    assertThat(address.rawPath()).isEqualTo("/");
    assertThat(address.isBucketItself()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "photos.s3-accelerate.amazonaws.com, accelerate",
    "photos.s3-accelerate.dualstack.amazonaws.com, accelerate",
    "photos.s3-website-us-east-1.amazonaws.com, website",
    "photos.s3-website.eu-central-1.amazonaws.com, website"
  })
  void of_otherEndpoints_areTold(String host, String feature) {
    assertThat(S3Address.of(request(host, "/a")).feature()).isEqualTo(feature);
  }

  @ParameterizedTest
  @CsvSource({
    "s3.us-east-1.amazonaws.com, true",
    "photos.s3.amazonaws.com, true",
    "dynamodb.us-east-1.amazonaws.com, false",
    "my-s3.us-east-1.amazonaws.com, false",
    "abc.execute-api.us-east-1.localhost, false",
    "localhost, false"
  })
  void isHost_knowsItsOwn(String host, boolean own) {
    assertThat(S3Address.isHost(host)).isEqualTo(own);
  }
}

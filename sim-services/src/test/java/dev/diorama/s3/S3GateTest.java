package dev.diorama.s3;

import static dev.diorama.s3.S3World.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.json.Json;
import dev.diorama.core.random.Seeds;
import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.Headers;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class S3GateTest {
  private final S3Store store = new S3Store(new Seeds(1));
  private final S3Gate gate =
      new S3Gate(
          store, new S3Cors(store, new S3Access(store)), new S3Distance(S3Config.defaults()));

  @BeforeEach
  void bucketInIreland() {
    store.add(new S3Bucket("photos", "123456789012", "eu-west-1", "eu-west-1", Instant.EPOCH));
  }

  private static HttpRequest request(
      String method, String host, String path, String query, Headers headers) {
    return new HttpRequest(method, "https", host, 443, path, query, headers, new byte[0], "");
  }

  private static Headers signedIn(String region) {
    return Headers.of(
        "Authorization",
        "AWS4-HMAC-SHA256 Credential=AKIA/20260101/"
            + region
            + "/s3/aws4_request, SignedHeaders=host, Signature=0");
  }

  @Test
  void address_ofTheRightRegion_labelsTheBucket() {
    var addressed =
        gate.address(
            request(
                "GET",
                "photos.s3.eu-west-1.amazonaws.com",
                "/a%20b",
                "x-id=GetObject",
                signedIn("eu-west-1")));
    assertThat(addressed.labels()).containsEntry("Bucket", "photos");
    assertThat(addressed.request().rawPath()).isEqualTo("/a%20b");
    assertThat(addressed.request().rawQuery()).isEqualTo("x-id=GetObject");
  }

  @Test
  void address_atAnotherRegionsHost_isRedirected() {
    AwsException redirect =
        refused(
            () ->
                gate.address(
                    request(
                        "GET",
                        "photos.s3.us-west-2.amazonaws.com",
                        "/a",
                        "",
                        signedIn("us-west-2"))),
            "PermanentRedirect",
            301);
    assertThat(redirect.fields())
        .containsEntry("Endpoint", Json.of("photos.s3.eu-west-1.amazonaws.com"));
  }

  @Test
  void address_signedForAnotherRegion_namesTheRightOne() {
    AwsException header =
        refused(
            () -> gate.address(request("GET", "localhost", "/photos/a", "", signedIn("us-east-1"))),
            "AuthorizationHeaderMalformed",
            400);
    assertThat(header.message())
        .isEqualTo(
            "The authorization header is malformed; the region 'us-east-1' is wrong; expecting"
                + " 'eu-west-1'");
    assertThat(header.fields()).containsEntry("Region", Json.of("eu-west-1"));
    AwsException query =
        refused(
            () ->
                gate.address(
                    request(
                        "GET",
                        "photos.s3.amazonaws.com",
                        "/a",
                        "X-Amz-Credential=AKIA%2F20260101%2Fus-east-1%2Fs3%2Faws4_request",
                        Headers.NONE)),
            "AuthorizationQueryParametersError",
            400);
    assertThat(query.fields()).containsEntry("Region", Json.of("eu-west-1"));
  }

  @Test
  void address_ofLocationAndCreation_isAnsweredAnywhere() {
    gate.address(
        request(
            "GET", "photos.s3.us-west-2.amazonaws.com", "/", "location", signedIn("us-west-2")));
    gate.address(
        request("PUT", "photos.s3.us-west-2.amazonaws.com", "/", "", signedIn("us-west-2")));
    refused(
        () ->
            gate.address(
                request(
                    "PUT",
                    "photos.s3.us-west-2.amazonaws.com",
                    "/",
                    "policy",
                    signedIn("us-west-2"))),
        "PermanentRedirect",
        301);
  }

  @Test
  void address_ofWhatIsNotBuilt_isRefusedByName() {
    AwsException form =
        refused(
            () ->
                gate.address(
                    request(
                        "POST",
                        "photos.s3.amazonaws.com",
                        "/",
                        "",
                        Headers.of("Content-Type", "multipart/form-data; boundary=x"))),
            "NotImplemented",
            501);
    assertThat(form.message()).contains("POST");
  }

  @Test
  void address_signedByVersion2_isRefusedAndNotTakenForAnonymous() {
    Headers header = Headers.of("Authorization", "AWS test:c2lnbmF0dXJl");
    AwsException byHeader =
        refused(
            () -> gate.address(request("GET", "localhost", "/photos/a", "", header)),
            "InvalidRequest",
            400);
    assertThat(byHeader.message()).contains("AWS4-HMAC-SHA256");
    String query = "AWSAccessKeyId=test&Signature=x&Expires=1795366050";
    refused(
        () -> gate.address(request("GET", "localhost", "/photos/a", query, Headers.NONE)),
        "InvalidRequest",
        400);
  }

  @Test
  void finish_tellsTheRegionWhereItHelps() {
    HttpRequest head = request("HEAD", "localhost", "/photos", "", Headers.NONE);
    HttpRequest get = request("GET", "localhost", "/photos/a", "", Headers.NONE);
    assertThat(region(head, 403)).isEqualTo("eu-west-1");
    assertThat(region(get, 301)).isEqualTo("eu-west-1");
    assertThat(region(get, 400)).isEqualTo("eu-west-1");
    assertThat(region(get, 200)).isEmpty();
    HttpRequest other = request("HEAD", "localhost", "/nobody", "", Headers.NONE);
    assertThat(region(other, 404)).isEmpty();
  }

  private String region(HttpRequest request, int status) {
    return gate.finish(request, HttpResponse.empty(status))
        .headers()
        .first("x-amz-bucket-region")
        .orElse("");
  }
}

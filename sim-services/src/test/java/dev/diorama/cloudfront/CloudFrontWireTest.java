package dev.diorama.cloudfront;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.wire.Headers;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** CloudFront's XML as AWS writes it, without the SDK's help. */
class CloudFrontWireTest {
  private static final String HEAD =
      "<DistributionConfig xmlns=\"http://cloudfront.amazonaws.com/doc/2020-05-31/\">";
  private static final String REST =
      "<Origins><Quantity>1</Quantity><Items><Origin><Id>bucket</Id>"
          + "<DomainName>photos.s3.amazonaws.com</DomainName>"
          + "<S3OriginConfig><OriginAccessIdentity></OriginAccessIdentity></S3OriginConfig>"
          + "</Origin></Items></Origins>"
          + "<DefaultCacheBehavior><TargetOriginId>bucket</TargetOriginId>"
          + "<ViewerProtocolPolicy>allow-all</ViewerProtocolPolicy>"
          + "<CachePolicyId>658327ea-f89d-4fab-a63d-7e88639e58f6</CachePolicyId>"
          + "</DefaultCacheBehavior><Comment></Comment><Enabled>true</Enabled>"
          + "</DistributionConfig>";

  private final CloudFrontWorld world = new CloudFrontWorld();

  @AfterEach
  void close() {
    world.close();
  }

  private HttpResponse send(String method, String path, String query, String body) {
    return world
        .cloud
        .router()
        .handle(
            new HttpRequest(
                method,
                "https",
                "cloudfront.amazonaws.com",
                443,
                "/2020-05-31" + path,
                query,
                Headers.of("Host", "cloudfront.amazonaws.com"),
                body.getBytes(StandardCharsets.UTF_8),
                "203.0.113.1"));
  }

  @Test
  void createDistribution_andWhatFollows_areAsTheModelSays() {
    HttpResponse made =
        send("POST", "/distribution", "", HEAD + "<CallerReference>1</CallerReference>" + REST);
    assertThat(made.status()).isEqualTo(201);
    String tag = made.headers().first("ETag").orElseThrow();
    String location = made.headers().first("Location").orElseThrow();
    String id = location.substring(location.lastIndexOf('/') + 1);
    assertThat(made.text())
        .startsWith(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                + "<Distribution xmlns=\"http://cloudfront.amazonaws.com/doc/2020-05-31/\"><Id>"
                + id
                + "</Id><ARN>arn:aws:cloudfront::123456789012:distribution/"
                + id
                + "</ARN><Status>InProgress</Status><LastModifiedTime>")
        .contains(
            "<InProgressInvalidationBatches>0</InProgressInvalidationBatches>",
            "<ActiveTrustedSigners><Enabled>false</Enabled><Quantity>0</Quantity>"
                + "</ActiveTrustedSigners>",
            "<AllowedMethods><Quantity>2</Quantity><Items><Method>HEAD</Method><Method>GET</Method>"
                + "</Items><CachedMethods><Quantity>2</Quantity>");
    HttpResponse config = send("GET", "/distribution/" + id + "/config", "", "");
    assertThat(config.headers().first("ETag")).contains(tag);
    assertThat(config.text()).contains("<DistributionConfig xmlns=");
    assertThat(send("DELETE", "/distribution/" + id, "", "").text())
        .contains(
            "<ErrorResponse xmlns=\"http://cloudfront.amazonaws.com/doc/2020-05-31/\"><Error>"
                + "<Type>Sender</Type><Code>InvalidIfMatchVersion</Code><Message>The If-Match"
                + " version is missing or not valid for the resource.</Message></Error>");
    HttpResponse invalidation =
        send(
            "POST",
            "/distribution/" + id + "/invalidation",
            "",
            "<InvalidationBatch xmlns=\"http://cloudfront.amazonaws.com/doc/2020-05-31/\"><Paths>"
                + "<Quantity>1</Quantity><Items><Path>/a</Path></Items></Paths>"
                + "<CallerReference>1</CallerReference></InvalidationBatch>");
    assertThat(invalidation.status()).isEqualTo(201);
    assertThat(invalidation.text())
        .contains("<Status>InProgress</Status>", "<Items><Path>/a</Path></Items>");
    HttpResponse list = send("GET", "/distribution", "MaxItems=1", "");
    assertThat(list.text())
        .contains(
            "<DistributionList xmlns=",
            "<Marker/><MaxItems>1</MaxItems><IsTruncated>false</IsTruncated>"
                + "<Quantity>1</Quantity><Items><DistributionSummary><Id>"
                + id);
    HttpResponse tagged =
        send(
            "POST",
            "/tagging",
            "Operation=Tag&Resource=arn%3Aaws%3Acloudfront%3A%3A123456789012%3Adistribution%2F"
                + id,
            "<Tags xmlns=\"http://cloudfront.amazonaws.com/doc/2020-05-31/\"><Items><Tag>"
                + "<Key>a</Key><Value>b</Value></Tag></Items></Tags>");
    assertThat(tagged.status()).isEqualTo(204);
    assertThat(tagged.body()).isEmpty();
  }

  @Test
  void createDistribution_withoutReference_isMalformedXmlThatNamesIt() {
    HttpResponse refusal = send("POST", "/distribution", "", HEAD + REST);
    assertThat(refusal.status()).isEqualTo(400);
    assertThat(refusal.text())
        .contains(
            "<Code>MalformedXML</Code><Message>1 validation error detected: Value null at"
                + " 'distributionConfig.callerReference' failed to satisfy constraint:"
                + " Member must not be null</Message>");
  }

  @Test
  void createDistributionWithTags_isToldApartByItsQuery() {
    HttpResponse made =
        send(
            "POST",
            "/distribution",
            "WithTags",
            "<DistributionConfigWithTags"
                + " xmlns=\"http://cloudfront.amazonaws.com/doc/2020-05-31/\">"
                + "<DistributionConfig><CallerReference>1</CallerReference>"
                + REST
                + "<Tags><Items><Tag><Key>a</Key><Value>b</Value></Tag></Items></Tags>"
                + "</DistributionConfigWithTags>");
    assertThat(made.status()).isEqualTo(201);
    assertThat(world.store.distributions.of(CloudFrontWorld.ACCOUNT).get(0).tags)
        .containsEntry("a", "b");
  }
}

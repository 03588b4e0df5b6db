package dev.diorama.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diorama.core.json.Json;
import dev.diorama.core.router.ServiceApi;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.AccessControlPolicy;
import software.amazon.awssdk.services.s3.model.BucketLifecycleConfiguration;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.CreateBucketResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketAnalyticsConfigurationRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketAnalyticsConfigurationResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.DeletedObject;
import software.amazon.awssdk.services.s3.model.GetBucketAclRequest;
import software.amazon.awssdk.services.s3.model.GetBucketAclResponse;
import software.amazon.awssdk.services.s3.model.GetBucketLocationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketLocationResponse;
import software.amazon.awssdk.services.s3.model.GetBucketPolicyRequest;
import software.amazon.awssdk.services.s3.model.GetBucketPolicyResponse;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesRequest;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.Grant;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.ListBucketsRequest;
import software.amazon.awssdk.services.s3.model.ListBucketsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.Permission;
import software.amazon.awssdk.services.s3.model.PutBucketAclRequest;
import software.amazon.awssdk.services.s3.model.PutBucketAclResponse;
import software.amazon.awssdk.services.s3.model.PutBucketLifecycleConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketLifecycleConfigurationResponse;
import software.amazon.awssdk.services.s3.model.PutBucketPolicyRequest;
import software.amazon.awssdk.services.s3.model.PutBucketPolicyResponse;
import software.amazon.awssdk.services.s3.model.PutBucketTaggingRequest;
import software.amazon.awssdk.services.s3.model.PutBucketTaggingResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.Type;

class RestXmlProtocolTest {
  private static final String HOST = "s3.us-east-1.amazonaws.com";
  private static final String DOCUMENT = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  private static final String XMLNS = " xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"";

  private final FakeCloud cloud = new FakeCloud();
  private final ServiceApi s3 =
      ServiceApi.of("s3", S3Client.class, Protocol.REST_XML).addressing(BucketInHost::address);
  private final Map<String, byte[]> objects = new LinkedHashMap<>();

  @BeforeEach
  void install() {
    s3.on(
        PutObjectRequest.class,
        (call, request) -> {
          cloud.typed.add(request);
          objects.put(request.key(), call.body());
          return PutObjectResponse.builder().eTag("\"e\"").build();
        });
    s3.on(
        GetObjectRequest.class,
        (call, request) -> {
          cloud.typed.add(request);
          byte[] found = objects.get(request.key());
          if (found == null) {
            throw noSuchKey(request.key());
          }
          call.replyBody(found);
          return GetObjectResponse.builder()
              .contentType("text/plain")
              .contentLength((long) found.length)
              .lastModified(Instant.parse("2026-01-01T00:00:00Z"))
              .metadata(Map.of("colour", "blue"))
              .build();
        });
    cloud.answer(
        s3,
        HeadObjectRequest.class,
        q -> {
          if (objects.get(q.key()) == null) {
            throw noSuchKey(q.key());
          }
          return HeadObjectResponse.builder().contentLength(5L).eTag("\"e\"").build();
        });
    cloud.answer(
        s3,
        DeleteObjectRequest.class,
        q -> DeleteObjectResponse.builder().deleteMarker(true).build());
    cloud.install(s3);
  }

  private static AwsException noSuchKey(String key) {
    return new AwsException(
        "NoSuchKey",
        404,
        ErrorCode.Side.CLIENT,
        "The specified key does not exist.",
        Map.of("Key", Json.of(key)));
  }

  private S3Client client() {
    return cloud.client(S3Client.builder());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "folder/a b+c%d.txt",
        "ümläut/😀",
        "trailing/",
        "double//slash",
        "dots/./../x",
        "q?a=b&c#d",
        "~-_.!*'()",
        "a%2Fb"
      })
  void putAndGetObject_oddKeys_roundTrip(String key) {
    client().putObject(b -> b.bucket("bucket").key(key), RequestBody.fromString("hällo"));

    assertThat(((PutObjectRequest) cloud.lastTyped()).key()).isEqualTo(key);
    assertThat(((PutObjectRequest) cloud.lastTyped()).bucket()).isEqualTo("bucket");
    ResponseBytes<GetObjectResponse> got =
        client().getObjectAsBytes(b -> b.bucket("bucket").key(key));
    assertThat(got.asUtf8String()).isEqualTo("hällo");
  }

  @Test
  void putObject_withMetadata_arrivesUnwrapped() {
    client()
        .putObject(
            b ->
                b.bucket("bucket")
                    .key("k")
                    .contentType("text/plain")
                    .contentEncoding("gzip")
                    .cacheControl("max-age=60")
                    .metadata(Map.of("Colour", "blue", "x", "y")),
            RequestBody.fromString("hello"));

    PutObjectRequest request = (PutObjectRequest) cloud.lastTyped();
    assertThat(cloud.lastRequest().header("x-amz-content-sha256"))
        .contains("STREAMING-UNSIGNED-PAYLOAD-TRAILER");
    assertThat(request.contentType()).isEqualTo("text/plain");
    assertThat(request.contentEncoding()).isEqualTo("gzip");
    assertThat(request.contentLength()).isEqualTo(5);
    assertThat(request.cacheControl()).isEqualTo("max-age=60");
    assertThat(request.metadata()).isEqualTo(Map.of("colour", "blue", "x", "y"));
    assertThat(request.checksumCRC32()).isEqualTo(Checksums.CRC32.of(bytes("hello")));
    assertThat(objects.get("k")).isEqualTo(bytes("hello"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"CRC32", "SHA1", "SHA256"})
  void putObject_trailingChecksumOfAnyKind_isVerifiedAndHandedOn(String algorithm) {
    byte[] large = new byte[300_000];
    Arrays.fill(large, (byte) 7);

    client()
        .putObject(
            b -> b.bucket("bucket").key("k").checksumAlgorithm(algorithm),
            RequestBody.fromBytes(large));

    assertThat(objects.get("k")).isEqualTo(large);
    PutObjectRequest request = (PutObjectRequest) cloud.lastTyped();
    assertThat(request.checksumAlgorithm()).isEqualTo(ChecksumAlgorithm.fromValue(algorithm));
    assertThat(cloud.lastRequest().body()).hasSizeGreaterThan(300_000);
  }

  @Test
  void putObject_empty_roundTrip() {
    client().putObject(b -> b.bucket("bucket").key("k"), RequestBody.empty());

    assertThat(objects.get("k")).isEmpty();
    assertThat(client().getObjectAsBytes(b -> b.bucket("bucket").key("k")).asByteArray()).isEmpty();
  }

  @Test
  void getObject_headersAndBody_areWritten() {
    objects.put("k", bytes("hello"));

    GetObjectResponse response =
        client().getObjectAsBytes(b -> b.bucket("bucket").key("k")).response();

    assertThat(response.metadata()).isEqualTo(Map.of("colour", "blue"));
    assertThat(response.lastModified()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
    HttpResponse wire = send("GET", "/bucket/k", "");
    assertThat(wire.text()).isEqualTo("hello");
    assertThat(wire.headers().first("Last-Modified")).contains("Thu, 01 Jan 2026 00:00:00 GMT");
    assertThat(wire.headers().first("Content-Type")).contains("text/plain");
    assertThat(wire.headers().first("x-amz-meta-colour")).contains("blue");
    assertThat(wire.headers().first("x-amz-request-id"))
        .contains(cloud.cloud.trace().spans().get(1).requestId());
    assertThat(wire.headers().has("x-amz-id-2")).isTrue();
  }

  @Test
  void listObjectsV2_flattenedListsAndEscapes_roundTrip() {
    S3Object object =
        S3Object.builder()
            .key("a<b>&\"c\"")
            .eTag("\"e\"")
            .size(3L)
            .storageClass("STANDARD")
            .lastModified(Instant.parse("2026-01-01T00:00:00Z"))
            .build();
    s3.on(
            ListObjectsV2Request.class,
            (call, q) -> {
              cloud.typed.add(q);
              return ListObjectsV2Response.builder()
                  .name(q.bucket())
                  .prefix(q.prefix())
                  .maxKeys(q.maxKeys())
                  .isTruncated(false)
                  .keyCount(1)
                  .contents(object)
                  .commonPrefixes(CommonPrefix.builder().prefix("p/").build())
                  .build();
            })
        .root("ListBucketResult");

    ListObjectsV2Response response =
        client().listObjectsV2(b -> b.bucket("bucket").prefix("x y/ü").maxKeys(7));

    assertThat(response.contents()).containsExactly(object);
    assertThat(response.commonPrefixes()).hasSize(1);
    ListObjectsV2Request request = (ListObjectsV2Request) cloud.lastTyped();
    assertThat(request.prefix()).isEqualTo("x y/ü");
    assertThat(request.bucket()).isEqualTo("bucket");
    assertThat(send("GET", "/bucket?list-type=2&max-keys=7&prefix=", "").text())
        .isEqualTo(
            DOCUMENT
                + "<ListBucketResult"
                + XMLNS
                + "><IsTruncated>false</IsTruncated><Contents><Key>a&lt;b&gt;&amp;&quot;c&quot;"
                + "</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified>"
                + "<ETag>&quot;e&quot;</ETag><Size>3</Size><StorageClass>STANDARD</StorageClass>"
                + "</Contents><Name>bucket</Name><Prefix/><MaxKeys>7</MaxKeys><CommonPrefixes>"
                + "<Prefix>p/</Prefix></CommonPrefixes><KeyCount>1</KeyCount></ListBucketResult>");
  }

  @Test
  void listObjectsV2_maxKeysNoNumber_isInvalidArgument400() {
    s3.on(ListObjectsV2Request.class, (call, q) -> ListObjectsV2Response.builder().build());

    HttpResponse response = send("GET", "/bucket?list-type=2&max-keys=many", "");

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.text())
        .contains("<Code>InvalidArgument</Code>")
        .contains("Provided max-keys not an integer or within integer range");
  }

  @Test
  void listBuckets_emptyListAndDates() {
    s3.on(
            ListBucketsRequest.class,
            (call, q) -> ListBucketsResponse.builder().buckets(List.of()).build())
        .root("ListAllMyBucketsResult");

    assertThat(client().listBuckets().buckets()).isEmpty();
    assertThat(send("GET", "/", "").text())
        .isEqualTo(
            DOCUMENT + "<ListAllMyBucketsResult" + XMLNS + "><Buckets/></ListAllMyBucketsResult>");
  }

  @Test
  void deleteObjects_bodyAndResult_roundTrip() {
    s3.on(
            DeleteObjectsRequest.class,
            (call, q) -> {
              cloud.typed.add(q);
              return DeleteObjectsResponse.builder()
                  .deleted(DeletedObject.builder().key("a").build())
                  .errors(S3Error.builder().key("b").code("AccessDenied").message("no").build())
                  .build();
            })
        .root("DeleteResult");
    List<ObjectIdentifier> keys =
        List.of(
            ObjectIdentifier.builder().key("a/<&>\n").build(),
            ObjectIdentifier.builder().key("b").versionId("v").build());

    DeleteObjectsResponse response =
        client().deleteObjects(b -> b.bucket("bucket").delete(d -> d.objects(keys).quiet(true)));

    assertThat(((DeleteObjectsRequest) cloud.lastTyped()).delete().objects()).isEqualTo(keys);
    assertThat(((DeleteObjectsRequest) cloud.lastTyped()).delete().quiet()).isTrue();
    assertThat(response.deleted().get(0).key()).isEqualTo("a");
    assertThat(response.errors().get(0).code()).isEqualTo("AccessDenied");
  }

  @Test
  void createBucket_optionalBody_roundTrip() {
    cloud.answer(
        s3, CreateBucketRequest.class, q -> CreateBucketResponse.builder().location("/b").build());

    S3Client client = client();
    assertThat(client.createBucket(b -> b.bucket("bucket")).location()).isEqualTo("/b");
    assertThat(((CreateBucketRequest) cloud.lastTyped()).createBucketConfiguration()).isNull();
    client.createBucket(
        b ->
            b.bucket("bucket")
                .createBucketConfiguration(c -> c.locationConstraint("eu-central-1")));
    assertThat(
            ((CreateBucketRequest) cloud.lastTyped())
                .createBucketConfiguration()
                .locationConstraintAsString())
        .isEqualTo("eu-central-1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"eu-central-1", ""})
  void getBucketLocation_isOneElement(String location) {
    s3.on(
            GetBucketLocationRequest.class,
            (call, q) -> GetBucketLocationResponse.builder().locationConstraint(location).build())
        .root("LocationConstraint");

    assertThat(client().getBucketLocation(b -> b.bucket("bucket")).locationConstraintAsString())
        .isIn(location, null);
    assertThat(send("GET", "/bucket?location", "").text())
        .isEqualTo(
            DOCUMENT
                + "<LocationConstraint"
                + XMLNS
                + (location.isEmpty() ? "/>" : ">" + location + "</LocationConstraint>"));
  }

  @Test
  void bucketPolicy_isTheBodyItself() {
    cloud.answer(s3, PutBucketPolicyRequest.class, q -> PutBucketPolicyResponse.builder().build());
    cloud.answer(
        s3,
        GetBucketPolicyRequest.class,
        q -> GetBucketPolicyResponse.builder().policy("{\"Version\":\"<&>\"}").build());

    client().putBucketPolicy(b -> b.bucket("bucket").policy("{\"a\":1}"));

    assertThat(((PutBucketPolicyRequest) cloud.lastTyped()).policy()).isEqualTo("{\"a\":1}");
    assertThat(client().getBucketPolicy(b -> b.bucket("bucket")).policy())
        .isEqualTo("{\"Version\":\"<&>\"}");
    assertThat(send("GET", "/bucket?policy", "").text()).isEqualTo("{\"Version\":\"<&>\"}");
  }

  @Test
  void bucketAcl_attributesOfGrantee_roundTrip() {
    Grant grant =
        Grant.builder()
            .grantee(g -> g.type(Type.CANONICAL_USER).id("abc").displayName("mina"))
            .permission(Permission.FULL_CONTROL)
            .build();
    cloud.answer(s3, PutBucketAclRequest.class, q -> PutBucketAclResponse.builder().build());
    s3.on(
            GetBucketAclRequest.class,
            (call, q) ->
                GetBucketAclResponse.builder().owner(o -> o.id("abc")).grants(grant).build())
        .root("AccessControlPolicy");

    assertThat(client().getBucketAcl(b -> b.bucket("bucket")).grants()).containsExactly(grant);
    assertThat(send("GET", "/bucket?acl", "").text())
        .contains(
            "<Grant><Grantee xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
                + " xsi:type=\"CanonicalUser\">");
    AccessControlPolicy policy =
        AccessControlPolicy.builder().owner(o -> o.id("abc")).grants(grant).build();
    client().putBucketAcl(b -> b.bucket("bucket").accessControlPolicy(policy));
    assertThat(((PutBucketAclRequest) cloud.lastTyped()).accessControlPolicy()).isEqualTo(policy);
  }

  @Test
  void lifecycle_flattenedRulesWithDates_roundTrip() {
    cloud.answer(
        s3,
        PutBucketLifecycleConfigurationRequest.class,
        q -> PutBucketLifecycleConfigurationResponse.builder().build());
    BucketLifecycleConfiguration rules =
        BucketLifecycleConfiguration.builder()
            .rules(
                List.of(
                    LifecycleRule.builder()
                        .id("one")
                        .status("Enabled")
                        .filter(f -> f.prefix("a/"))
                        .expiration(e -> e.days(3))
                        .build(),
                    LifecycleRule.builder()
                        .id("two")
                        .status("Disabled")
                        .expiration(e -> e.date(Instant.parse("2027-01-01T00:00:00Z")))
                        .build()))
            .build();

    client().putBucketLifecycleConfiguration(b -> b.bucket("bucket").lifecycleConfiguration(rules));

    assertThat(
            ((PutBucketLifecycleConfigurationRequest) cloud.lastTyped()).lifecycleConfiguration())
        .isEqualTo(rules);
  }

  @Test
  void copyAndComplete_payloadStructures_roundTrip() {
    cloud.answer(
        s3,
        CopyObjectRequest.class,
        q -> CopyObjectResponse.builder().copyObjectResult(r -> r.eTag("\"c\"")).build());
    cloud.answer(
        s3,
        CompleteMultipartUploadRequest.class,
        q -> CompleteMultipartUploadResponse.builder().bucket("bucket").key("k").build());

    assertThat(
            client()
                .copyObject(
                    b ->
                        b.sourceBucket("from")
                            .sourceKey("a b")
                            .destinationBucket("bucket")
                            .destinationKey("k"))
                .copyObjectResult()
                .eTag())
        .isEqualTo("\"c\"");
    CopyObjectRequest copy = (CopyObjectRequest) cloud.lastTyped();
    assertThat(copy.destinationBucket()).isEqualTo("bucket");
    assertThat(copy.getValueForField("CopySource", String.class)).contains("from/a%20b");
    CompletedPart part = CompletedPart.builder().partNumber(1).eTag("\"p\"").build();
    client()
        .completeMultipartUpload(
            b -> b.bucket("bucket").key("k").uploadId("u").multipartUpload(m -> m.parts(part)));
    assertThat(((CompleteMultipartUploadRequest) cloud.lastTyped()).multipartUpload().parts())
        .containsExactly(part);
  }

  @Test
  void deleteObject_is204WithoutBody() {
    HttpResponse response = send("DELETE", "/bucket/k", "");

    assertThat(response.status()).isEqualTo(204);
    assertThat(response.body()).isEmpty();
    assertThat(response.headers().first("x-amz-delete-marker")).contains("true");
  }

  @Test
  void error_isS3sDocumentAndReadByTheClient() {
    HttpResponse response = send("GET", "/bucket/a%20b", "");

    assertThat(response.status()).isEqualTo(404);
    assertThat(response.headers().first("Content-Type")).contains("application/xml");
    String requestId = cloud.cloud.trace().spans().get(0).requestId();
    assertThat(response.text())
        .isEqualTo(
            DOCUMENT
                + "<Error><Code>NoSuchKey</Code><Message>The specified key does not exist."
                + "</Message><Key>a b</Key><Resource>/bucket/a b</Resource><RequestId>"
                + requestId
                + "</RequestId><HostId>"
                + response.headers().first("x-amz-id-2").orElseThrow()
                + "</HostId></Error>");
    assertThatThrownBy(() -> client().getObjectAsBytes(b -> b.bucket("bucket").key("gone")))
        .isInstanceOfSatisfying(
            NoSuchKeyException.class,
            e -> {
              assertThat(e.statusCode()).isEqualTo(404);
              assertThat(e.requestId()).isEqualTo(cloud.cloud.trace().spans().get(1).requestId());
              assertThat(e.extendedRequestId()).isNotEmpty();
            });
  }

  @Test
  void headObject_error_hasNoBody() {
    HttpResponse response = send("HEAD", "/bucket/gone", "");

    assertThat(response.status()).isEqualTo(404);
    assertThat(response.body()).isEmpty();
    assertThatThrownBy(() -> client().headObject(b -> b.bucket("bucket").key("gone")))
        .isInstanceOf(NoSuchKeyException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<Tagging>",
        "not xml",
        "<Tagging><TagSet><Tag><Key>a</Key></Tag></TagSet></Tagging>",
        "<Tagging/>",
        "<Other><TagSet/></Other>",
        "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><Tagging><TagSet><Tag><Key>&e;"
            + "</Key><Value>v</Value></Tag></TagSet></Tagging>",
        "<!DOCTYPE x [<!ENTITY e \"lol\">]><Tagging><TagSet><Tag><Key>&e;</Key><Value>v</Value>"
            + "</Tag></TagSet></Tagging>",
        "<!DOCTYPE Tagging><Tagging><TagSet/></Tagging>",
        "<Tagging><TagSet><Tag><Key>&e;</Key><Value>v</Value></Tag></TagSet></Tagging>",
      })
  void putBucketTagging_wrongXml_isMalformedXml400(String xml) {
    cloud.answer(
        s3, PutBucketTaggingRequest.class, q -> PutBucketTaggingResponse.builder().build());

    HttpResponse response = send("PUT", "/bucket?tagging", xml);

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.text())
        .contains("<Code>MalformedXML</Code>")
        .contains(
            "The XML you provided was not well-formed or did not validate against our published"
                + " schema");
  }

  @Test
  void putBucketTagging_nestedWithoutEnd_isMalformedXmlAndNotAFault() {
    cloud.answer(
        s3, PutBucketTaggingRequest.class, q -> PutBucketTaggingResponse.builder().build());

    HttpResponse response = send("PUT", "/bucket?tagging", "<Tagging>" + "<a>".repeat(100_000));

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.text()).contains("<Code>MalformedXML</Code>");
  }

  @Test
  void putBucketTagging_cdataPrefixesCommentsAndUnknownElements_areUnderstood() {
    cloud.answer(
        s3, PutBucketTaggingRequest.class, q -> PutBucketTaggingResponse.builder().build());

    send(
        "PUT",
        "/bucket?tagging",
        "<?xml version=\"1.0\"?><n:Tagging xmlns:n=\"x\"><!-- c --><n:TagSet>\n <n:Tag><n:Key>"
            + "<![CDATA[<k>]]></n:Key><n:Value>v</n:Value><n:More>1</n:More></n:Tag></n:TagSet>"
            + "</n:Tagging>");

    assertThat(((PutBucketTaggingRequest) cloud.lastTyped()).tagging().tagSet())
        .containsExactly(Tag.builder().key("<k>").value("v").build());
  }

  @Test
  void putBucketTagging_withoutBody_isMissingRequestBody400() {
    cloud.answer(
        s3, PutBucketTaggingRequest.class, q -> PutBucketTaggingResponse.builder().build());

    HttpResponse response = send("PUT", "/bucket?tagging", "");

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.text()).contains("<Code>MissingRequestBodyError</Code>");
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/,ListBuckets",
    "GET,/bucket,ListObjects",
    "GET,/bucket/,ListObjects",
    "GET,/bucket?list-type=2,ListObjectsV2",
    "GET,/bucket?list-type=1,ListObjects",
    "GET,/bucket?prefix=acl,ListObjects",
    "GET,/bucket?acl,GetBucketAcl",
    "GET,/bucket?acl=,GetBucketAcl",
    "GET,/bucket?location,GetBucketLocation",
    "GET,/bucket?versions&prefix=a,ListObjectVersions",
    "GET,/bucket?uploads,ListMultipartUploads",
    "GET,/bucket?analytics,ListBucketAnalyticsConfigurations",
    "GET,/bucket?analytics&id=1,GetBucketAnalyticsConfiguration",
    "PUT,/bucket,CreateBucket",
    "PUT,/bucket?policy,PutBucketPolicy",
    "DELETE,/bucket,DeleteBucket",
    "DELETE,/bucket?policy,DeleteBucketPolicy",
    "DELETE,/bucket?analytics,DeleteBucketAnalyticsConfiguration",
    "HEAD,/bucket,HeadBucket",
    "POST,/bucket?delete,DeleteObjects",
    "GET,/bucket/key,GetObject",
    "GET,/bucket/key?x-id=GetObject,GetObject",
    "GET,/bucket/key/,GetObject",
    "GET,/bucket//key,GetObject",
    "GET,/bucket/key?acl,GetObjectAcl",
    "GET,/bucket/key?tagging&versionId=1,GetObjectTagging",
    "GET,/bucket/key?versionId=1,GetObject",
    "GET,/bucket/key?uploadId=1,ListParts",
    "GET,/bucket/WriteGetObjectResponse,GetObject",
    "HEAD,/bucket/key,HeadObject",
    "PUT,/bucket/key,PutObject",
    "PUT,/bucket/key?x-id=PutObject,PutObject",
    "PUT,/bucket/key?partNumber=1&uploadId=u,UploadPart",
    "PUT,/bucket/key?acl,PutObjectAcl",
    "DELETE,/bucket/key,DeleteObject",
    "DELETE,/bucket/key?uploadId=u,AbortMultipartUpload",
    "DELETE,/bucket/key?tagging,DeleteObjectTagging",
    "POST,/bucket/key?uploads,CreateMultipartUpload",
    "POST,/bucket/key?uploadId=u,CompleteMultipartUpload",
    "POST,/bucket/WriteGetObjectResponse?uploads,CreateMultipartUpload",
    "POST,/bucket/key?restore,RestoreObject",
  })
  void resolve_methodPathAndQuery_nameTheOperation(String method, String path, String operation) {
    ServiceModel model = ServiceModel.of(S3Client.class, Protocol.REST_XML);
    Addressed addressed = BucketInHost.address(request(method, path, Headers.NONE, ""));

    assertThat(model.resolve(addressed).map(OperationModel::name)).contains(operation);
  }

  @Test
  void resolve_copySourceHeader_makesAPutACopy() {
    ServiceModel model = ServiceModel.of(S3Client.class, Protocol.REST_XML);
    Headers source = Headers.of("X-Amz-Copy-Source", "/a/b");

    assertThat(
            model
                .resolve(BucketInHost.address(request("PUT", "/bucket/key", source, "")))
                .map(OperationModel::name))
        .contains("CopyObject");
    assertThat(
            model
                .resolve(
                    BucketInHost.address(
                        request("PUT", "/bucket/key?partNumber=1&uploadId=u", source, "")))
                .map(OperationModel::name))
        .contains("UploadPartCopy");
  }

  @ParameterizedTest
  @CsvSource({"PUT,/", "POST,/bucket/key", "POST,/bucket", "PATCH,/bucket/key", "DELETE,/"})
  void unknownOperation_isMethodNotAllowed405(String method, String path) {
    HttpResponse response = send(method, path, "");

    assertThat(response.status()).isEqualTo(405);
    assertThat(response.text())
        .contains("<Code>MethodNotAllowed</Code>")
        .contains("The specified method is not allowed against this resource.");
  }

  @Test
  void operationThatOnlyAwsHas_isNotImplemented501NamingIt() {
    HttpResponse response = send("GET", "/bucket?cors", "");

    assertThat(response.status()).isEqualTo(501);
    assertThat(response.text())
        .contains("<Code>NotImplemented</Code>")
        .contains("s3:GetBucketCors");
  }

  @Test
  void withoutCredentials_isAccessDenied403() {
    HttpResponse response =
        cloud.send(FakeCloud.unsigned(request("GET", "/bucket/k", Headers.NONE, "")));

    assertThat(response.status()).isEqualTo(403);
    assertThat(response.text())
        .contains("<Code>AccessDenied</Code><Message>Access Denied</Message>");
  }

  @Test
  void getObjectAttributes_requiredHeaderMissing_isInvalidRequest400() {
    s3.on(
        GetObjectAttributesRequest.class,
        (call, q) -> GetObjectAttributesResponse.builder().build());

    HttpResponse response = send("GET", "/bucket/k?attributes", "");

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.text())
        .contains("<Code>InvalidRequest</Code>")
        .contains("Missing required header for this request: x-amz-object-attributes");
  }

  @Test
  void deleteAnalytics_requiredParameterMissing_isInvalidRequest400() {
    s3.on(
        DeleteBucketAnalyticsConfigurationRequest.class,
        (call, q) -> DeleteBucketAnalyticsConfigurationResponse.builder().build());

    HttpResponse response = send("DELETE", "/bucket?analytics", "");

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.text())
        .contains("<Code>InvalidRequest</Code>")
        .contains("Missing required parameter for this request: id");
  }

  @Test
  void listObjectsV2_noBoolean_isInvalidArgument400() {
    s3.on(ListObjectsV2Request.class, (call, q) -> ListObjectsV2Response.builder().build());

    HttpResponse response = send("GET", "/bucket?list-type=2&fetch-owner=perhaps", "");

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.text())
        .contains("<Code>InvalidArgument</Code>")
        .contains("Invalid value for fetch-owner: perhaps");
  }

  @Test
  void ifModifiedSince_noDate_isIgnored() {
    objects.put("k", bytes("x"));

    HttpResponse response =
        cloud.send(request("GET", "/bucket/k", Headers.of("If-Modified-Since", "yesterday"), ""));

    assertThat(response.status()).isEqualTo(200);
    assertThat(((GetObjectRequest) cloud.lastTyped()).ifModifiedSince()).isNull();
  }

  @Test
  void s3Exception_unknownCode_isReadByTheClient() {
    assertThatThrownBy(() -> client().getBucketCors(b -> b.bucket("bucket")))
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("NotImplemented"));
  }

  private HttpResponse send(String method, String path, String body) {
    return cloud.send(request(method, path, Headers.NONE, body));
  }

  private static HttpRequest request(String method, String path, Headers headers, String body) {
    return FakeCloud.request(method, HOST, "s3", path, headers, body);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

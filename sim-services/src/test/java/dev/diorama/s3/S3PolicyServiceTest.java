package dev.diorama.s3;

import static dev.diorama.s3.S3World.BUCKET;
import static dev.diorama.s3.S3World.OWNER;
import static dev.diorama.s3.S3World.STRANGER;
import static dev.diorama.s3.S3World.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.json.Json;
import dev.diorama.core.router.Access;
import dev.diorama.core.router.Principal;
import dev.diorama.core.wire.AwsException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.model.DeleteBucketPolicyRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketPolicyResponse;
import software.amazon.awssdk.services.s3.model.DeletePublicAccessBlockRequest;
import software.amazon.awssdk.services.s3.model.DeletePublicAccessBlockResponse;
import software.amazon.awssdk.services.s3.model.GetBucketPolicyRequest;
import software.amazon.awssdk.services.s3.model.GetBucketPolicyResponse;
import software.amazon.awssdk.services.s3.model.GetBucketPolicyStatusRequest;
import software.amazon.awssdk.services.s3.model.GetBucketPolicyStatusResponse;
import software.amazon.awssdk.services.s3.model.GetPublicAccessBlockRequest;
import software.amazon.awssdk.services.s3.model.GetPublicAccessBlockResponse;
import software.amazon.awssdk.services.s3.model.PublicAccessBlockConfiguration;
import software.amazon.awssdk.services.s3.model.PutBucketPolicyRequest;
import software.amazon.awssdk.services.s3.model.PutBucketPolicyResponse;
import software.amazon.awssdk.services.s3.model.PutPublicAccessBlockRequest;
import software.amazon.awssdk.services.s3.model.PutPublicAccessBlockResponse;

class S3PolicyServiceTest {
  /** Statements share this beginning; tests give the rest. */
  private static final String READ_ALL =
      "{'Sid':'Open','Effect':'Allow','Principal':'*','Action':'s3:GetObject',"
          + "'Resource':'arn:aws:s3:::photos/*'}";

  private static final String DENY_ALL =
      "{'Sid':'Shut','Effect':'Deny','Principal':'*','Action':'s3:DeleteObject',"
          + "'Resource':'arn:aws:s3:::photos/*'}";

  /** 64 digits for an account, 96 for one of CloudFront's origin access identities. */
  private static final String CANONICAL_ACCOUNT =
      "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

  private static final String CANONICAL_IDENTITY =
      CANONICAL_ACCOUNT + "0123456789abcdef0123456789abcdef";

  private final S3World world = new S3World();

  @BeforeEach
  void bucket() {
    world.bucket();
  }

  @AfterEach
  void close() {
    world.close();
  }

  private static String policy(String... statements) {
    return ("{'Version':'2012-10-17','Statement':[" + String.join(",", statements) + "]}")
        .replace('\'', '"');
  }

  private void put(String policy) {
    world.send(
        PutBucketPolicyRequest.builder().bucket(BUCKET).policy(policy).build(),
        PutBucketPolicyResponse.class);
  }

  private String get() {
    return world
        .send(
            GetBucketPolicyRequest.builder().bucket(BUCKET).build(), GetBucketPolicyResponse.class)
        .policy();
  }

  private void unblock() {
    world.send(
        DeletePublicAccessBlockRequest.builder().bucket(BUCKET).build(),
        DeletePublicAccessBlockResponse.class);
  }

  private void block(PublicAccessBlockConfiguration configuration) {
    world.send(
        PutPublicAccessBlockRequest.builder()
            .bucket(BUCKET)
            .publicAccessBlockConfiguration(configuration)
            .build(),
        PutPublicAccessBlockResponse.class);
  }

  private PublicAccessBlockConfiguration block() {
    return world
        .send(
            GetPublicAccessBlockRequest.builder().bucket(BUCKET).build(),
            GetPublicAccessBlockResponse.class)
        .publicAccessBlockConfiguration();
  }

  @Test
  void policy_putGetDelete() {
    refused(this::get, "NoSuchBucketPolicy", 404);
    String text = policy(DENY_ALL) + "\n";
    put(text);
    assertThat(world.lastStatus()).isEqualTo(204);
    assertThat(get()).as("the text as it was put").isEqualTo(text);
    world.send(
        DeleteBucketPolicyRequest.builder().bucket(BUCKET).build(),
        DeleteBucketPolicyResponse.class);
    assertThat(world.lastStatus()).isEqualTo(204);
    refused(this::get, "NoSuchBucketPolicy", 404);
  }

  @Test
  void policy_fromAnotherAccount_isNotAllowedAtAll() {
    world.as(STRANGER);
    refused(() -> put(policy(DENY_ALL)), "MethodNotAllowed", 405);
    refused(this::get, "MethodNotAllowed", 405);
    refused(
        () ->
            world.send(
                DeleteBucketPolicyRequest.builder().bucket(BUCKET).build(),
                DeleteBucketPolicyResponse.class),
        "MethodNotAllowed",
        405);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "nonsense | first byte must be",
        "{'Version' | invalid Json",
        "{'Version':'2026-01-01','Statement':[]} | valid version string",
        "{'Version':'2012-10-17'} | Missing required field Statement",
        "{'Version':'2012-10-17','Statement':[]} | empty",
        "{'Version':'2012-10-17','Statements':[]} | Unknown field Statements",
        "{'Statement':['x']} | invalid Json",
        "{'Statement':{'Efect':'Allow'}} | Unknown field Efect",
        "{'Statement':{'Principal':'*','Action':'s3:GetObject','Resource':'arn:aws:s3:::photos/*'}}"
            + " | Missing required field Effect",
        "{'Statement':{'Effect':'allow','Principal':'*','Action':'s3:GetObject',"
            + "'Resource':'arn:aws:s3:::photos/*'}} | Invalid effect: allow",
        "{'Statement':{'Effect':'Deny','Action':'s3:GetObject','Resource':'arn:aws:s3:::photos/*'}}"
            + " | Missing required field Principal",
        "{'Statement':{'Effect':'Deny','Principal':'me','Action':'s3:GetObject',"
            + "'Resource':'arn:aws:s3:::photos/*'}} | Invalid policy syntax",
        "{'Statement':{'Effect':'Deny','Principal':{'AWS':'alice'},'Action':'s3:GetObject',"
            + "'Resource':'arn:aws:s3:::photos/*'}} | Invalid principal in policy",
        "{'Statement':{'Effect':'Deny','Principal':{'Service':'cloudfront'},"
            + "'Action':'s3:GetObject','Resource':'arn:aws:s3:::photos/*'}}"
            + " | Invalid principal in policy",
        "{'Statement':{'Effect':'Deny','Principal':{'CanonicalUser':'0"
            + CANONICAL_ACCOUNT
            + "'},'Action':'s3:GetObject','Resource':'arn:aws:s3:::photos/*'}}"
            + " | Invalid principal in policy",
        "{'Statement':{'Effect':'Deny','Principal':'*','Resource':'arn:aws:s3:::photos/*'}}"
            + " | Missing required field Action",
        "{'Statement':{'Effect':'Deny','Principal':'*','Action':'s3:GetObject','NotAction':'s3:*',"
            + "'Resource':'arn:aws:s3:::photos/*'}} | must not contain both",
        "{'Statement':{'Effect':'Deny','Principal':'*','Action':'s3:Fetch',"
            + "'Resource':'arn:aws:s3:::photos/*'}} | Policy has invalid action",
        "{'Statement':{'Effect':'Deny','Principal':'*','Action':['sqs:*'],"
            + "'Resource':'arn:aws:s3:::photos/*'}} | Policy has invalid action",
        "{'Statement':{'Effect':'Deny','Principal':'*','Action':'s3:GetObject'}}"
            + " | Missing required field Resource",
        "{'Statement':{'Effect':'Deny','Principal':'*','Action':'s3:GetObject','Resource':'*'}}"
            + " | Policy has invalid resource",
        "{'Statement':{'Effect':'Deny','Principal':'*','Action':'s3:GetObject',"
            + "'Resource':'arn:aws:s3:::others/*'}} | Policy has invalid resource",
        "{'Statement':{'Effect':'Deny','Principal':'*','Action':'s3:GetObject',"
            + "'Resource':'arn:aws:s3:::photos'}} | does not apply to any resource",
        "{'Statement':{'Effect':'Deny','Principal':'*','Action':'s3:ListBucket',"
            + "'Resource':'arn:aws:s3:::photos/*'}} | does not apply to any resource",
        "{'Statement':{'Effect':'Deny','Principal':'*','Action':'s3:GetObject',"
            + "'Resource':'arn:aws:s3:::photos/*','Condition':{'StringSame':{'aws:x':'1'}}}}"
            + " | Invalid Condition type : StringSame",
        "{'Statement':{'Effect':'Deny','Principal':'*','Action':'s3:GetObject',"
            + "'Resource':'arn:aws:s3:::photos/*','Condition':{'StringEquals':{'owner':'1'}}}}"
            + " | invalid condition key"
      })
  void put_malformedPolicy_isRefusedAndSaysWhy(String text, String why) {
    AwsException refusal = refused(() -> put(text.replace('\'', '"')), "MalformedPolicy", 400);
    assertThat(refusal.message()).contains(why);
  }

  @Test
  void put_tooLongPolicy_isRefused() {
    AwsException refusal =
        refused(
            () -> put(policy(DENY_ALL) + " ".repeat(S3PolicyCheck.MAX_BYTES)),
            "MalformedPolicy",
            400);
    assertThat(refusal.message()).contains("maximum allowed document size");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'Principal':'*','Action':'s3:*','Resource':['arn:aws:s3:::photos','arn:aws:s3:::photos/*']",
        "'Principal':{'AWS':['123456789012','arn:aws:iam::123456789012:role/app']},"
            + "'Action':['s3:GetObject','s3:ListBucket'],'Resource':'arn:aws:s3:::photos*'",
        "'Principal':{'CanonicalUser':['"
            + CANONICAL_ACCOUNT
            + "','"
            + CANONICAL_IDENTITY
            + "']},'Action':'s3:GetObject','Resource':'arn:aws:s3:::photos/*'",
        "'Principal':{'Service':'cloudfront.amazonaws.com'},'Action':'s3:Get*',"
            + "'Resource':'arn:aws:s3:::photos/*',"
            + "'Condition':{'StringEquals':{'AWS:SourceArn':'arn:aws:cloudfront::1:distribution/E'}}",
        "'Principal':'*','Action':'s3:*','Resource':'arn:aws:s3:::photos/*',"
            + "'Condition':{'StringNotEqualsIfExists':{'aws:PrincipalAccount':'123456789012'},"
            + "'BoolIfExists':{'aws:PrincipalIsAWSService':'false'},"
            + "'Null':{'s3:x-amz-acl':'true'}}",
        "'NotPrincipal':{'AWS':'arn:aws:iam::123456789012:root'},'NotAction':'s3:GetObject',"
            + "'NotResource':'arn:aws:s3:::photos/public/*'"
      })
  void put_wellFormedDenial_isTaken(String rest) {
    put(policy("{'Effect':'Deny'," + rest + "}"));
    assertThat(get()).isNotEmpty();
  }

  @Test
  void put_publicPolicy_isBlockedUntilTheBlockGoes() {
    AwsException refusal = refused(() -> put(policy(READ_ALL)), "AccessDenied", 403);
    assertThat(refusal.message()).contains("BlockPublicPolicy");
    unblock();
    assertThat(world.lastStatus()).isEqualTo(204);
    put(policy(READ_ALL));
    assertThat(status()).isTrue();
    put(policy(DENY_ALL));
    assertThat(status()).isFalse();
  }

  private boolean status() {
    return world
        .send(
            GetBucketPolicyStatusRequest.builder().bucket(BUCKET).build(),
            GetBucketPolicyStatusResponse.class)
        .policyStatus()
        .isPublic();
  }

  @Test
  void status_withoutPolicy_isMissing() {
    refused(this::status, "NoSuchBucketPolicy", 404);
  }

  @Test
  void block_isOnForNewBuckets() {
    assertThat(block())
        .isEqualTo(
            PublicAccessBlockConfiguration.builder()
                .blockPublicAcls(true)
                .ignorePublicAcls(true)
                .blockPublicPolicy(true)
                .restrictPublicBuckets(true)
                .build());
    unblock();
    refused(this::block, "NoSuchPublicAccessBlockConfiguration", 404);
    block(PublicAccessBlockConfiguration.builder().blockPublicPolicy(true).build());
    assertThat(block().blockPublicPolicy()).isTrue();
    assertThat(block().restrictPublicBuckets()).isFalse();
    refused(() -> block(null), "MalformedXML", 400);
  }

  /** The policy that the guard was given when it was last asked. */
  private String lastPolicy() {
    List<Access> asked = world.asked;
    return asked.get(asked.size() - 1).resourcePolicy().map(Json::write).orElse("");
  }

  @Test
  void access_carriesOwnerAndPolicy() {
    unblock();
    put(policy(READ_ALL, DENY_ALL));
    world.put("a", "1");
    world.as(STRANGER).get("a");
    Access access = world.asked.get(world.asked.size() - 1);
    assertThat(access.action()).isEqualTo("s3:GetObject");
    assertThat(access.resource()).isEqualTo("arn:aws:s3:::photos/a");
    assertThat(access.resourceAccount()).isEqualTo(S3World.ACCOUNT);
    assertThat(lastPolicy()).isEqualTo(policy(READ_ALL, DENY_ALL));
  }

  @Test
  void restrictPublicBuckets_takesGrantsFromOthersAndKeepsDenials() {
    unblock();
    put(policy(READ_ALL, DENY_ALL));
    world.put("a", "1");
    block(PublicAccessBlockConfiguration.builder().restrictPublicBuckets(true).build());
    for (Principal other : List.of(STRANGER, Principal.ANONYMOUS)) {
      world.as(other).get("a");
      assertThat(lastPolicy()).isEqualTo(policy(DENY_ALL));
    }
    Principal service = Principal.service("cloudfront.amazonaws.com", "210987654321", "arn");
    for (Principal trusted : List.of(OWNER, service)) {
      world.as(trusted).get("a");
      assertThat(lastPolicy()).isEqualTo(policy(READ_ALL, DENY_ALL));
    }
  }

  @Test
  void restrictPublicBuckets_leavesOtherPoliciesAlone() {
    String crossAccount =
        "{'Effect':'Allow','Principal':{'AWS':'210987654321'},'Action':'s3:GetObject',"
            + "'Resource':'arn:aws:s3:::photos/*'}";
    put(policy(crossAccount));
    world.put("a", "1");
    world.as(STRANGER).get("a");
    assertThat(lastPolicy()).isEqualTo(policy(crossAccount));
  }
}

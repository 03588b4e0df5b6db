package dev.diorama.scenarios;

import static dev.diorama.core.wire.UrlCoding.encode;
import static dev.diorama.core.wire.UrlCoding.encodePath;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.diorama.Diorama;
import dev.diorama.Served;
import dev.diorama.scenarios.RawS3.Answer;
import dev.diorama.scenarios.RawS3.Ask;
import dev.diorama.scenarios.RawS3.Way;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.cognitoidentity.CognitoIdentityClient;
import software.amazon.awssdk.services.cognitoidentity.model.Credentials;
import software.amazon.awssdk.services.cognitoidentity.model.InvalidIdentityPoolConfigurationException;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthFlowType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ExplicitAuthFlowsType;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Path tricks against folders of one's own, {@code files/${cognito-identity.amazonaws.com:sub}/*},
 * by real S3 requests with an identity pool's temporary credentials: in process, and through the
 * port with and without TLS. None gets at anybody else's objects.
 *
 * <p>The policy is AWS's own example:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_s3_cognito-bucket.html.
 * Keys are plain text to S3, so {@code ..} in one is a folder's name and leads nowhere.
 */
class FolderAttackTest {
  private static final String BUCKET = "diaries-of-everyone";
  private static final String SHARED = "shared-by-everyone";
  private static final String BY_PATH = "s3.us-east-1.amazonaws.com";
  private static final String BY_HOST = BUCKET + "." + BY_PATH;
  private static final String SECRET = "what Noah tells nobody";
  private static final String OWN = "what Mina wrote herself";

  private static final String TRUST =
      """
      {"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow",
        "Principal": {"Federated": "cognito-identity.amazonaws.com"},
        "Action": ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"],
        "Condition": {
          "StringEquals": {"cognito-identity.amazonaws.com:aud": "%s"},
          "ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": "authenticated"}}}]}
      """;

  private static final String POLICY =
      """
      {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow",
         "Action": ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload",
                    "s3:ListMultipartUploadParts"],
         "Resource": [
           "arn:aws:s3:::BUCKET/files/${cognito-identity.amazonaws.com:sub}/*",
           "arn:aws:s3:::BUCKET/by-name/${aws:PrincipalTag/name}/*"]},
        {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::BUCKET",
         "Condition": {
           "StringLike": {"s3:prefix": "files/${cognito-identity.amazonaws.com:sub}/*"}}}]}
      """
          .replace("BUCKET", BUCKET);

  /** Somebody signed in, and the folder of that identity. */
  private record Person(String identity, AwsSessionCredentials credentials) {
    String folder() {
      return "files/" + identity + "/";
    }
  }

  @TempDir static Path folder;

  private static Diorama diorama;
  private static Served served;
  private static RawS3 raw;
  private static S3Client root;
  private static CognitoIdentityProviderClient users;
  private static CognitoIdentityClient identities;
  private static String provider = "";
  private static String userPool = "";
  private static String client = "";
  private static String pool = "";
  private static Person mina;
  private static Person noah;
  private static Map<String, String> before = Map.of();

  @BeforeAll
  static void twoPeopleWithFolders() throws IOException {
    diorama = Diorama.create();
    served = diorama.serve(0, folder);
    raw = new RawS3(diorama, served);
    root = diorama.client(S3Client.builder());
    users = diorama.client(CognitoIdentityProviderClient.builder());
    identities = diorama.client(CognitoIdentityClient.builder());
    root.createBucket(request -> request.bucket(BUCKET));
    root.createBucket(request -> request.bucket(SHARED));
    pools();
    mina = signIn("mina");
    noah = signIn("noah");
    for (String key :
        List.of(
            noah.folder() + "diary.txt",
            noah.folder().toUpperCase(Locale.ROOT) + "diary.txt",
            mina.folder().toUpperCase(Locale.ROOT) + "diary.txt",
            "Files/" + mina.identity() + "/diary.txt",
            "/" + mina.folder() + "diary.txt",
            "files/" + mina.identity(),
            "files/" + mina.identity() + "-twin/diary.txt",
            "files/" + mina.identity() + " /diary.txt",
            "files/*/diary.txt",
            "by-name/\u00c5sa/diary.txt",
            "diary.txt")) {
      root.putObject(r -> r.bucket(BUCKET).key(key), RequestBody.fromString(SECRET));
    }
    root.putObject(
        r -> r.bucket(SHARED).key(noah.folder() + "diary.txt"), RequestBody.fromString("for all"));
    before = allButMinas();
  }

  private static void pools() {
    userPool = users.createUserPool(r -> r.poolName("people")).userPool().id();
    provider = "cognito-idp.us-east-1.amazonaws.com/" + userPool;
    client =
        users
            .createUserPoolClient(
                r ->
                    r.userPoolId(userPool)
                        .clientName("phone")
                        .explicitAuthFlows(ExplicitAuthFlowsType.ALLOW_USER_PASSWORD_AUTH))
            .userPoolClient()
            .clientId();
    pool =
        identities
            .createIdentityPool(
                r ->
                    r.identityPoolName("people")
                        .allowUnauthenticatedIdentities(false)
                        .cognitoIdentityProviders(
                            each -> each.providerName(provider).clientId(client)))
            .identityPoolId();
    IamClient iam = diorama.client(IamClient.builder());
    String role =
        iam.createRole(r -> r.roleName("owner").assumeRolePolicyDocument(TRUST.formatted(pool)))
            .role()
            .arn();
    iam.putRolePolicy(r -> r.roleName("owner").policyName("own").policyDocument(POLICY));
    identities.setIdentityPoolRoles(
        r -> r.identityPoolId(pool).roles(Map.of("authenticated", role)));
    identities.setPrincipalTagAttributeMap(
        r ->
            r.identityPoolId(pool)
                .identityProviderName(provider)
                .principalTags(Map.of("name", "cognito:username")));
  }

  @AfterAll
  static void close() {
    served.close();
    diorama.close();
  }

  /** Signs a new or known user in at the user pool, and with that at the identity pool. */
  private static Person signIn(String name) {
    // Or the quota of identities for each second is used up.
    diorama.time().advance(Duration.ofSeconds(1));
    if (users.listUsers(r -> r.userPoolId(userPool)).users().stream()
        .noneMatch(user -> user.username().equals(name))) {
      users.adminCreateUser(r -> r.userPoolId(userPool).username(name));
      users.adminSetUserPassword(
          r -> r.userPoolId(userPool).username(name).password("Passw0rd!").permanent(true));
    }
    String token =
        users
            .initiateAuth(
                r ->
                    r.clientId(client)
                        .authFlow(AuthFlowType.USER_PASSWORD_AUTH)
                        .authParameters(Map.of("USERNAME", name, "PASSWORD", "Passw0rd!")))
            .authenticationResult()
            .idToken();
    Map<String, String> logins = Map.of(provider, token);
    String identity = identities.getId(r -> r.identityPoolId(pool).logins(logins)).identityId();
    Credentials credentials =
        identities
            .getCredentialsForIdentity(r -> r.identityId(identity).logins(logins))
            .credentials();
    return new Person(
        identity,
        AwsSessionCredentials.create(
            credentials.accessKeyId(), credentials.secretKey(), credentials.sessionToken()));
  }

  /** Every object that is not in Mina's folder, and the digest of what is in it. */
  private static Map<String, String> allButMinas() {
    Map<String, String> found = new LinkedHashMap<>();
    root.listObjectsV2Paginator(r -> r.bucket(BUCKET)).contents().stream()
        .filter(object -> !object.key().startsWith(mina.folder()))
        .forEach(object -> found.put(object.key(), object.eTag() + object.lastModified()));
    return found;
  }

  @AfterEach
  void whatIsNotMinasIsAsItWas() {
    assertThat(allButMinas()).isEqualTo(before);
  }

  private static Ask ask(String method, String rawKey) {
    return Ask.of(method, BY_PATH, "/" + BUCKET + "/" + rawKey);
  }

  private static Answer send(Way way, Ask ask) {
    Answer answer = raw.send(way, mina.credentials(), ask);
    assertThat(answer.body()).as(way + " " + ask).doesNotContain(SECRET);
    return answer;
  }

  /** By Mina, and refused so; the bucket named by path as well as by host. */
  private static void refused(Way way, Ask ask, String code, int status) {
    String key = ask.path().substring(BUCKET.length() + 1);
    for (Ask each : List.of(ask, ask.host(BY_HOST).path(key.isEmpty() ? "/" : key))) {
      Answer answer = send(way, each);
      assertThat(answer.status()).as(way + " " + each + answer.body()).isEqualTo(status);
      if (!each.method().equals("HEAD")) {
        assertThat(answer.body()).as(way + " " + each).contains("<Code>" + code + "</Code>");
      }
    }
  }

  private static Answer succeeds(Way way, Ask ask, int status) {
    Answer answer = send(way, ask);
    assertThat(answer.status()).as(way + " " + ask + answer.body()).isEqualTo(status);
    return answer;
  }

  /** Keys, as paths have them, that are outside of Mina's folder whoever reads them how. */
  private static List<String> outside() {
    String m = mina.identity();
    String n = noah.identity();
    return List.of(
        "files/" + n + "/diary.txt",
        "files/" + encode(n) + "/diary.txt",
        "%66iles/" + n + "/diary.txt",
        "files%2F" + n + "%2Fdiary.txt",
        "files/" + n + "%2fdiary.txt",
        "files//" + n + "/diary.txt",
        "files/./" + n + "/diary.txt",
        "files/" + n + "/../" + m + "/diary.txt",
        "files/" + n + "/diary.txt%00",
        "files/" + n + "/diary.txt%3F",
        "files/" + n.toUpperCase(Locale.ROOT) + "/diary.txt",
        "FILES/" + n.toUpperCase(Locale.ROOT) + "/diary.txt",
        // Mina's own name, but not her folder.
        "/files/" + m + "/diary.txt",
        "./files/" + m + "/diary.txt",
        "Files/" + m + "/diary.txt",
        "FILES/" + m.toUpperCase(Locale.ROOT) + "/diary.txt",
        "files/" + m.toUpperCase(Locale.ROOT) + "/diary.txt",
        "files/" + m,
        "files/" + m + "-twin/diary.txt",
        "files/" + m + "%20/diary.txt",
        "files/%20" + m + "/diary.txt",
        "files/" + m + "%00/diary.txt",
        "files/" + m + "%5C..%5C" + n + "%5Cdiary.txt",
        "files/" + m + ";/diary.txt",
        "files/" + m + "%252Fdiary.txt",
        "files%252F" + m + "%252Fdiary.txt",
        // Letters that look or are said to be the same.
        encodePath("\ufb01les/" + m + "/diary.txt"),
        encodePath("f\u0131les/" + m + "/diary.txt"),
        encodePath("\uff46iles/" + m + "/diary.txt"),
        encodePath("files\uff0f" + m + "\uff0fdiary.txt"),
        encodePath("files\u2215" + m + "\u2215diary.txt"),
        encodePath("files/" + m + "\u200b/diary.txt"),
        encodePath("files/" + m.replace('-', '\u2010') + "/diary.txt"),
        encodePath("files/" + m.replace(':', '\uff1a') + "/diary.txt"),
        // What policies mean by their signs, keys do not.
        "files/%2A/diary.txt",
        "files/*/diary.txt",
        "files/" + m.replaceAll("[0-9a-f]$", "%3F") + "/diary.txt",
        "files/%24%7Bcognito-identity.amazonaws.com%3Asub%7D/diary.txt",
        "diary.txt",
        "by-name/mina",
        "by-name//diary.txt");
  }

  /** Keys that look like ways out of Mina's folder, and are long names of objects within it. */
  private static List<String> within() {
    String own = mina.folder();
    String n = noah.identity();
    return List.of(
        own + "../" + n + "/diary.txt",
        own + "%2e%2e/" + n + "/diary.txt",
        own + "%2E%2E%2F" + n + "%2Fdiary.txt",
        own + "..%2F" + n + "%2Fdiary.txt",
        own + ".%2e/" + n + "/diary.txt",
        own + "../../files/" + n + "/diary.txt",
        own + "%252e%252e/" + n + "/diary.txt",
        own + "%252e%252e%252f" + n + "%252fdiary.txt",
        own + "%25252e%25252e/" + n + "/diary.txt",
        own + "..;/" + n + "/diary.txt",
        own + "..%00/" + n + "/diary.txt",
        own + "..%5C" + n + "%5Cdiary.txt",
        own + "%c0%ae%c0%ae/" + n + "/diary.txt",
        own + "%c0%ae%c0%ae%c0%af" + n + "/diary.txt",
        own + "%u002e%u002e/" + n + "/diary.txt",
        own + encodePath("\uff0e\uff0e/") + n + "/diary.txt",
        own + encodePath("\u2025/") + n + "/diary.txt",
        own + "/../" + n + "/diary.txt",
        own + "./../" + n + "/diary.txt",
        own + "/files/" + n + "/diary.txt",
        own + BUCKET + "/files/" + n + "/diary.txt",
        own + "%0d%0ax-amz-copy-source:%20" + BUCKET + "/files/" + n + "/diary.txt");
  }

  @ParameterizedTest
  @EnumSource
  void ownFolder_isOpen(Way way) {
    // Or all refusals below would prove nothing.
    String key = mina.folder() + way + ".txt";
    succeeds(way, ask("PUT", key).body(OWN), 200);
    assertThat(succeeds(way, ask("GET", key), 200).body()).isEqualTo(OWN);
    assertThat(succeeds(way, ask("GET", encode(key)), 200).body()).isEqualTo(OWN);
    assertThat(keys(succeeds(way, list("prefix=" + encode(mina.folder())), 200))).contains(key);
    succeeds(way, ask("DELETE", key), 204);
    succeeds(way, ask("GET", key), 403);
  }

  @ParameterizedTest
  @EnumSource
  void keysOutsideOfTheFolder_areRefused(Way way) {
    for (String key : outside()) {
      refused(way, ask("GET", key), "AccessDenied", 403);
      refused(way, ask("PUT", key).body(OWN), "AccessDenied", 403);
    }
    for (String key : outside().subList(0, 4)) {
      refused(way, ask("HEAD", key), "", 403);
      refused(way, ask("DELETE", key), "AccessDenied", 403);
      refused(way, ask("GET", key).query("versionId=null"), "AccessDenied", 403);
      refused(way, ask("GET", key).query("tagging"), "AccessDenied", 403);
      refused(way, ask("GET", key).query("acl"), "AccessDenied", 403);
      refused(way, ask("POST", key).query("uploads"), "AccessDenied", 403);
    }
  }

  @ParameterizedTest
  @EnumSource
  void keysThatLookLikeWaysOut_areNamesWithinTheFolder(Way way) {
    for (String key : within()) {
      refused(way, ask("GET", key), "AccessDenied", 403);
      succeeds(way, ask("PUT", key).body(OWN), 200);
      assertThat(succeeds(way, ask("GET", key), 200).body()).isEqualTo(OWN);
      succeeds(way, ask("DELETE", key), 204);
    }
  }

  @ParameterizedTest
  @EnumSource
  void keysWithMoreWaysUpThanDown_areNoKeys(Way way) {
    for (String key :
        List.of(
            "../" + BUCKET + "/files/" + noah.identity() + "/diary.txt",
            "%2e%2e/" + BUCKET + "/files/" + noah.identity() + "/diary.txt",
            mina.folder() + "../../../" + BUCKET + "/files/" + noah.identity() + "/diary.txt")) {
      refused(way, ask("GET", key), "InvalidURI", 400);
      refused(way, ask("PUT", key).body(OWN), "InvalidURI", 400);
    }
  }

  @ParameterizedTest
  @EnumSource
  void bucketsNamedInOddWays_areNotFound(Way way) {
    String key = "/files/" + noah.identity() + "/diary.txt";
    for (String path :
        List.of(
            "//" + BUCKET + key,
            "/./" + BUCKET + key,
            "/" + SHARED + "/../" + BUCKET + key,
            "/" + BUCKET + "%2F" + mina.folder() + ".." + key,
            "/" + BUCKET.toUpperCase(Locale.ROOT) + key,
            "/%64iaries-of-everyone" + key,
            "/" + BUCKET + "%00" + key,
            "/" + BUCKET + "." + key)) {
      Answer answer = send(way, Ask.of("GET", BY_PATH, path));
      assertThat(answer.status()).as(path + answer.body()).isBetween(400, 499);
    }
    for (String host :
        List.of(
            BUCKET + "..s3.us-east-1.amazonaws.com", BUCKET + "/x.s3.us-east-1.amazonaws.com")) {
      Answer answer = send(way, Ask.of("GET", host, key));
      assertThat(answer.status()).as(host + answer.body()).isBetween(400, 499);
    }
  }

  private static Ask list(String query) {
    return Ask.of("GET", BY_PATH, "/" + BUCKET).query("list-type=2&" + query);
  }

  private static List<String> keys(Answer answer) {
    Matcher found =
        Pattern.compile("<Key>([^<]*)</Key>|<CommonPrefixes><Prefix>([^<]*)</Prefix>")
            .matcher(answer.body());
    List<String> keys = new ArrayList<>();
    while (found.find()) {
      keys.add(Objects.requireNonNullElse(found.group(1), found.group(2)));
    }
    return keys;
  }

  @ParameterizedTest
  @EnumSource
  void listsOfOtherPrefixes_areRefused(Way way) {
    String own = "files%2F" + encode(mina.identity());
    String others = encode(noah.folder());
    for (String query :
        List.of(
            "",
            "prefix=",
            "prefix",
            "prefix=files%2F",
            "delimiter=%2F",
            "prefix=files%2F&delimiter=%2F",
            "prefix=" + others,
            "prefix=" + own,
            "prefix=" + own + "&delimiter=%2F",
            "prefix=" + own + "-twin%2F",
            "prefix=files%2F" + encode(mina.identity().toUpperCase(Locale.ROOT)) + "%2F",
            "prefix=FILES%2F" + encode(mina.identity()) + "%2F",
            "prefix=%2F" + own + "%2F",
            "prefix=" + encode(encode(mina.folder())),
            "prefix=%2A",
            "prefix=files%2F%2A",
            "Prefix=" + own + "%2F",
            "prefix=" + others + "&prefix=" + own + "%2F",
            "start-after=" + own + "%2F",
            "marker=" + own + "%2F")) {
      refused(way, list(query), "AccessDenied", 403);
      refused(way, list(query).query(query), "AccessDenied", 403);
    }
    refused(way, list("").query("versions&prefix=" + own + "%2F"), "AccessDenied", 403);
    refused(way, list("").query("uploads&prefix=" + own + "%2F"), "AccessDenied", 403);
    refused(way, list("").query("policy"), "AccessDenied", 403);
  }

  @ParameterizedTest
  @EnumSource
  void listsOfTheOwnPrefix_showNothingElse(Way way) {
    String own = "prefix=" + encode(mina.folder());
    String token = Base64.getEncoder().encodeToString("files/".getBytes(StandardCharsets.UTF_8));
    succeeds(way, ask("PUT", mina.folder() + "mine.txt").body(OWN), 200);
    for (String query :
        List.of(
            own,
            own + "&prefix=" + encode(noah.folder()),
            own + "&delimiter=%2F",
            own + "&delimiter=" + encode(mina.identity()),
            own + "&start-after=files%2F",
            own + "&marker=files%2F",
            own + "..%2F" + encode(noah.identity()) + "%2F",
            own + encode("%2e%2e/" + noah.identity() + "/"),
            own + "&max-keys=1000&fetch-owner=true&encoding-type=url")) {
      assertThat(keys(succeeds(way, list(query), 200)))
          .allMatch(key -> key.replace("%3A", ":").startsWith(mina.folder()), query);
    }
    assertThat(keys(send(way, list(own + "&continuation-token=" + encode(token)))))
        .allMatch(key -> key.startsWith(mina.folder()));
    succeeds(way, ask("DELETE", mina.folder() + "mine.txt"), 204);
  }

  @ParameterizedTest
  @EnumSource
  void copiesFromAndToAnothersFolder_areRefused(Way way) {
    String n = noah.identity();
    String own = mina.folder() + "copy.txt";
    for (String source :
        List.of(
            BUCKET + "/files/" + n + "/diary.txt",
            "/" + BUCKET + "/files/" + n + "/diary.txt",
            BUCKET + "/files%2F" + encode(n) + "%2Fdiary.txt",
            BUCKET + "%2Ffiles%2F" + encode(n) + "%2Fdiary.txt",
            BUCKET + "/%66iles/" + n + "/diary.txt",
            BUCKET + "/files/" + n + "/diary.txt?versionId=null",
            BUCKET + "//" + mina.folder() + "diary.txt",
            BUCKET + "/files/" + mina.identity() + "-twin/diary.txt",
            BUCKET + "/FILES/" + mina.identity().toUpperCase(Locale.ROOT) + "/diary.txt",
            SHARED + "/files/" + n + "/diary.txt")) {
      refused(way, ask("PUT", own).with("x-amz-copy-source", source), "AccessDenied", 403);
    }
    for (String source :
        List.of(
            mina.folder() + "../" + n + "/diary.txt",
            mina.folder() + "%2e%2e/" + n + "/diary.txt",
            mina.folder() + "%252e%252e/" + n + "/diary.txt",
            mina.folder() + "..%2F" + n + "%2Fdiary.txt")) {
      Answer answer = send(way, ask("PUT", own).with("x-amz-copy-source", BUCKET + "/" + source));
      assertThat(answer.status()).as(source + answer.body()).isIn(403, 404);
    }
    succeeds(way, ask("PUT", own).body(OWN), 200);
    for (String target : List.of(noah.folder() + "planted.txt", "files/" + mina.identity())) {
      refused(
          way,
          ask("PUT", target).with("x-amz-copy-source", BUCKET + "/" + own),
          "AccessDenied",
          403);
    }
    succeeds(way, ask("DELETE", own), 204);
  }

  private static String uploadId(Answer answer) {
    Matcher id = Pattern.compile("<UploadId>([^<]+)</UploadId>").matcher(answer.body());
    assertThat(id.find()).as(answer.body()).isTrue();
    return id.group(1);
  }

  @ParameterizedTest
  @EnumSource
  void uploadsInParts_intoOrOutOfAnothersFolder_areRefused(Way way) {
    String theirs = noah.folder() + "big.bin";
    String own = mina.folder() + "big.bin";
    String theirId =
        uploadId(raw.send(way, noah.credentials(), ask("POST", theirs).query("uploads")));
    String ownId = uploadId(succeeds(way, ask("POST", own).query("uploads"), 200));
    String part = "partNumber=1&uploadId=";
    refused(way, ask("PUT", theirs).query(part + theirId).body(OWN), "AccessDenied", 403);
    refused(way, ask("PUT", theirs).query(part + ownId).body(OWN), "AccessDenied", 403);
    refused(way, ask("PUT", own).query(part + theirId).body(OWN), "NoSuchUpload", 404);
    refused(way, ask("GET", theirs).query("uploadId=" + theirId), "AccessDenied", 403);
    refused(way, ask("GET", own).query("uploadId=" + theirId), "NoSuchUpload", 404);
    refused(way, ask("DELETE", theirs).query("uploadId=" + theirId), "AccessDenied", 403);
    refused(way, ask("DELETE", own).query("uploadId=" + theirId), "NoSuchUpload", 404);
    refused(
        way,
        ask("PUT", own)
            .query(part + ownId)
            .with("x-amz-copy-source", BUCKET + "/" + noah.folder() + "diary.txt"),
        "AccessDenied",
        403);
    String done =
        "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>x</ETag></Part>"
            + "</CompleteMultipartUpload>";
    refused(way, ask("POST", theirs).query("uploadId=" + ownId).body(done), "AccessDenied", 403);
    refused(way, ask("POST", own).query("uploadId=" + theirId).body(done), "NoSuchUpload", 404);
    succeeds(way, ask("DELETE", own).query("uploadId=" + ownId), 204);
    Answer parts =
        raw.send(way, noah.credentials(), ask("GET", theirs).query("uploadId=" + theirId));
    assertThat(parts.status()).as(parts.body()).isEqualTo(200);
    assertThat(parts.body()).doesNotContain("<PartNumber>");
    assertThat(
            raw.send(way, noah.credentials(), ask("DELETE", theirs).query("uploadId=" + theirId))
                .status())
        .isEqualTo(204);
  }

  private static Ask deleting(String body) {
    return Ask.of("POST", BY_PATH, "/" + BUCKET)
        .query("delete")
        .with("content-md5", md5(body))
        .body(body);
  }

  private static String md5(String body) {
    try {
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("MD5").digest(body.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @EnumSource
  void batchDelete_deletesTheOwnAndNothingElse(Way way) {
    String own = mina.folder() + "old.txt";
    succeeds(way, ask("PUT", own).body(OWN), 200);
    List<String> others =
        List.of(
            noah.folder() + "diary.txt",
            "&#102;iles/" + noah.identity() + "/diary.txt",
            "files&#x2f;" + noah.identity() + "&#x2f;diary.txt",
            "<![CDATA[" + noah.folder() + "diary.txt]]>",
            "files/<!-- " + mina.identity() + "/ -->" + noah.identity() + "/diary.txt",
            "/" + mina.folder() + "diary.txt",
            "files/" + mina.identity(),
            "files/*/diary.txt",
            "diary.txt");
    StringBuilder wanted = new StringBuilder("<Delete>");
    for (String key : others) {
      wanted.append("<Object><Key>").append(key).append("</Key></Object>");
    }
    wanted.append("<Object><Key>" + own + "</Key></Object>");
    wanted.append(
        "<Object><Key>" + mina.folder() + "../" + noah.identity() + "/diary.txt</Key></Object>");
    String body = succeeds(way, deleting(wanted.append("</Delete>").toString()), 200).body();
    assertThat(body.split("<Code>AccessDenied</Code>", -1)).as(body).hasSize(others.size() + 1);
    assertThat(body.split("<Deleted>", -1)).as(body).hasSize(3);
    succeeds(way, ask("GET", own), 403);
  }

  @ParameterizedTest
  @EnumSource
  void batchDelete_withADocumentType_isMalformed(Way way) {
    refused(
        way,
        deleting(
            "<!DOCTYPE d [<!ENTITY k \""
                + noah.folder()
                + "diary.txt\">]><Delete><Object><Key>&k;</Key></Object></Delete>"),
        "MalformedXML",
        400);
  }

  @ParameterizedTest
  @EnumSource
  void presignedUrl_forAnythingButWhatWasSigned_isRefused(Way way) {
    String own = mina.folder() + "shown.txt";
    succeeds(way, ask("PUT", own).body(OWN), 200);
    Ask url = raw.presigned(mina.credentials(), ask("GET", own));
    assertThat(raw.deliver(way, url).body()).isEqualTo(OWN);
    String theirs = "/" + BUCKET + "/" + noah.folder() + "diary.txt";
    Map<String, Ask> changed = new LinkedHashMap<>();
    changed.put("another key", url.path(theirs));
    changed.put("a way up", url.path("/" + BUCKET + "/" + mina.folder() + "../x"));
    changed.put("another method", url.method("DELETE"));
    changed.put("PUT in place of GET", url.method("PUT").body("planted"));
    changed.put("a version", url.query(url.query() + "&versionId=null"));
    changed.put("the list of parts", url.query(url.query() + "&uploadId=x"));
    changed.put("its tags", url.query("tagging&" + url.query()));
    changed.put(
        "a later date",
        url.query(url.query().replace("X-Amz-Expires=86400", "X-Amz-Expires=86401")));
    changed.put("an earlier expiry in front", url.query("X-Amz-Expires=604800&" + url.query()));
    changed.put(
        "another's token",
        url.query(
            url.query()
                .replace(
                    encode(mina.credentials().sessionToken()),
                    encode(noah.credentials().sessionToken()))));
    changed.put(
        "another's key id",
        url.query(
            url.query()
                .replace(mina.credentials().accessKeyId(), noah.credentials().accessKeyId())));
    changed.put("another host", url.with("host", BY_HOST).host(BY_HOST));
    changed.forEach(
        (what, ask) -> {
          Answer answer = raw.deliver(way, ask);
          assertThat(answer.status()).as(what + answer.body()).isIn(400, 403);
          assertThat(answer.body()).as(what).doesNotContain(SECRET).doesNotContain(OWN);
        });
    Ask upload = raw.presigned(mina.credentials(), ask("PUT", own));
    Answer copied =
        raw.deliver(
            way, upload.with("x-amz-copy-source", BUCKET + "/" + noah.folder() + "diary.txt"));
    assertThat(copied.status()).as(copied.body()).isEqualTo(400);
    assertThat(copied.body()).contains("headers present in the request which were not signed");
    // What may be signed decides nothing: a URL allows what its signer may.
    Ask foreign = raw.presigned(mina.credentials(), Ask.of("GET", BY_PATH, theirs));
    Answer answer = raw.deliver(way, foreign);
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.body()).contains("<Code>AccessDenied</Code>").doesNotContain(SECRET);
    assertThat(succeeds(way, ask("GET", own), 200).body()).isEqualTo(OWN);
    succeeds(way, ask("DELETE", own), 204);
  }

  @Test
  void presignedUrl_endsWithItsSession() {
    Ask put = ask("PUT", mina.folder() + "late.txt").body(OWN);
    succeeds(Way.IN_PROCESS, put, 200);
    Ask url = raw.presigned(mina.credentials(), ask("GET", mina.folder() + "late.txt"));
    diorama.time().advance(Duration.ofMinutes(59));
    assertThat(raw.deliver(Way.PORT, url).body()).isEqualTo(OWN);
    diorama.time().advance(Duration.ofMinutes(1));
    try {
      for (Way way : Way.values()) {
        Answer late = raw.deliver(way, url);
        assertThat(late.status()).isEqualTo(400);
        assertThat(late.body()).contains("<Code>ExpiredToken</Code>");
      }
    } finally {
      mina = signIn("mina");
      noah = signIn("noah");
    }
    succeeds(Way.IN_PROCESS, ask("DELETE", mina.folder() + "late.txt"), 204);
  }

  @ParameterizedTest
  @EnumSource(names = {"PORT", "PORT_BY_TLS"})
  void hostInTheRequestLine_isTheOneThatMustBeSigned(Way way) {
    // Good for the shared bucket alone, whose name is in its host.
    AwsSessionCredentials owner = owner();
    String key = "/" + noah.folder() + "diary.txt";
    Ask url = raw.presigned(owner, Ask.of("GET", SHARED + "." + BY_PATH, key));
    assertThat(raw.deliver(way, url).body()).isEqualTo("for all");
    Answer answer = raw.write(way, url, "http://" + BY_HOST + key + "?" + url.query());
    assertThat(answer.status()).as(answer.body()).isEqualTo(403);
    assertThat(answer.body()).contains("<Code>SignatureDoesNotMatch</Code>").doesNotContain(SECRET);
  }

  /** A session of the account's root, which may read everything. */
  private static AwsSessionCredentials owner() {
    var session =
        diorama
            .client(software.amazon.awssdk.services.sts.StsClient.builder())
            .getSessionToken()
            .credentials();
    return AwsSessionCredentials.create(
        session.accessKeyId(), session.secretAccessKey(), session.sessionToken());
  }

  @ParameterizedTest
  @EnumSource
  void headersThatNameAnotherPath_changeNothing(Way way) {
    String theirs = "/" + BUCKET + "/" + noah.folder() + "diary.txt";
    String own = mina.folder() + "plain.txt";
    succeeds(way, ask("PUT", own).body(OWN), 200);
    for (String header :
        List.of(
            "x-original-url",
            "x-rewrite-url",
            "x-forwarded-path",
            "x-amz-website-redirect-location")) {
      assertThat(succeeds(way, ask("GET", own).with(header, theirs), 200).body()).isEqualTo(OWN);
    }
    for (String header : List.of("x-http-method-override", "x-method-override")) {
      assertThat(succeeds(way, ask("GET", own).with(header, "DELETE"), 200).body()).isEqualTo(OWN);
    }
    succeeds(way, ask("DELETE", own), 204);
  }

  @ParameterizedTest
  @EnumSource
  void namesThatLookAlike_areOtherFolders(Way way) {
    // A letter A with a ring, and the sign for a length that normal forms make the same of.
    Person letter = signIn("\u00c5sa");
    for (String name :
        List.of("\u212bsa", "\u00e5sa", "\uff21sa", "x/../\u00c5sa", "\u00c5sa/..")) {
      Person other = signIn(name);
      for (String key : List.of("by-name/\u00c5sa/diary.txt", "by-name/A\u030asa/diary.txt")) {
        Answer answer = raw.send(way, other.credentials(), ask("GET", encodePath(key)));
        assertThat(answer.status()).as(name + " " + answer.body()).isEqualTo(403);
        assertThat(answer.body()).doesNotContain(SECRET);
      }
    }
    assertThat(
            raw.send(
                    way, letter.credentials(), ask("GET", encodePath("by-name/\u00c5sa/diary.txt")))
                .body())
        .isEqualTo(SECRET);
  }

  @Test
  void nameThatIsAPattern_givesNoCredentials() {
    // Session tags cannot hold a star, documented: TagSession's pattern.
    for (String name : List.of("*", "?sa", "${aws:username}")) {
      InvalidIdentityPoolConfigurationException refused =
          catchThrowableOfType(InvalidIdentityPoolConfigurationException.class, () -> signIn(name));
      assertThat(refused).as(name).isNotNull();
      assertThat(refused.statusCode()).isEqualTo(400);
    }
  }

  @Test
  void awsSdk_withKeysThatWouldLeadOut_isRefused() {
    S3Client s3 =
        diorama.client(S3Client.builder(), StaticCredentialsProvider.create(mina.credentials()));
    for (String key :
        List.of(
            mina.folder() + "../" + noah.identity() + "/diary.txt",
            mina.folder() + "%2e%2e/" + noah.identity() + "/diary.txt",
            mina.folder() + "./../" + noah.identity() + "/diary.txt",
            noah.folder() + "diary.txt",
            "/" + mina.folder() + "diary.txt")) {
      S3Exception refused =
          catchThrowableOfType(
              S3Exception.class, () -> s3.getObjectAsBytes(r -> r.bucket(BUCKET).key(key)));
      assertThat(refused).as(key).isNotNull();
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("AccessDenied");
    }
  }
}

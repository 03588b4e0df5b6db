package dev.diorama.scenarios.blog;

import dev.diorama.Diorama;
import dev.diorama.Stack;
import dev.diorama.core.json.Json;
import dev.diorama.core.place.City;
import dev.diorama.core.trace.Span;
import dev.diorama.scenarios.run.Browser;
import dev.diorama.scenarios.run.Probe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;
import software.amazon.awssdk.services.cloudfront.model.Distribution;
import software.amazon.awssdk.services.cloudfront.model.Origin;
import software.amazon.awssdk.services.cloudfront.model.OriginAccessControlOriginTypes;
import software.amazon.awssdk.services.cloudfront.model.OriginAccessControlSigningBehaviors;
import software.amazon.awssdk.services.cloudfront.model.OriginAccessControlSigningProtocols;
import software.amazon.awssdk.services.cloudfront.model.ViewerProtocolPolicy;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Event;
import software.amazon.awssdk.services.s3.model.QueueConfiguration;
import software.amazon.awssdk.services.sesv2.SesV2Client;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** What must not work, tried one after another. */
final class BlogAttempts {
  /** A Region in which nobody has asked for production access. */
  private static final String SANDBOX = "eu-west-1";

  private static final Pattern CODE = Pattern.compile("<Code>(\\w+)</Code>");

  private final Diorama diorama;
  private final Site site;
  private final Stack home;
  private final BlogWorkload workload;
  private final List<Probe> probes = new ArrayList<>();

  private BlogAttempts(Site site, BlogWorkload workload) {
    this.diorama = site.diorama();
    this.site = site;
    this.home = site.home();
    this.workload = workload;
  }

  /** Tries everything. Moves time on by some minutes. */
  static List<Probe> all(Site site, BlogWorkload workload) {
    BlogAttempts attempts = new BlogAttempts(site, workload);
    try (Browser browser = new Browser(site.diorama(), City.LONDON)) {
      attempts.directS3(browser);
      attempts.foreignDistribution(browser);
      attempts.unsignedUpload(browser);
      attempts.foreignPrefix();
      attempts.anonymousPost(browser);
    }
    attempts.unverifiedSender();
    attempts.sandboxRecipient();
    attempts.fifoQueue();
    attempts.functionWithoutSes();
    return attempts.probes;
  }

  private void add(String what, String expected, String observed) {
    probes.add(Probe.of(diorama.trace(), what, expected, observed));
  }

  private static String told(Browser.Answer answer) {
    Matcher code = CODE.matcher(answer.text());
    return answer.status() + (code.find() ? " " + code.group(1) : "");
  }

  /** The refusal of a call that must fail. */
  private static String refused(Runnable call) {
    try {
      call.run();
      return "200";
    } catch (AwsServiceException e) {
      return e.statusCode() + " " + e.awsErrorDetails().errorCode();
    }
  }

  private void directS3(Browser browser) {
    Browser.Answer answer =
        browser.get("https://" + home.output("ContentBucketName") + ".s3.amazonaws.com/index.html");
    add("read a page from S3 itself", "403 AccessDenied", told(answer));
  }

  private void foreignDistribution(Browser browser) {
    try (CloudFrontClient cloudFront = diorama.client(CloudFrontClient.builder())) {
      String access =
          cloudFront
              .createOriginAccessControl(
                  create ->
                      create.originAccessControlConfig(
                          config ->
                              config
                                  .name("somebody-else")
                                  .originAccessControlOriginType(OriginAccessControlOriginTypes.S3)
                                  .signingBehavior(OriginAccessControlSigningBehaviors.ALWAYS)
                                  .signingProtocol(OriginAccessControlSigningProtocols.SIGV4)))
              .originAccessControl()
              .id();
      String bucket = home.output("ContentBucketName") + ".s3.us-east-1.amazonaws.com";
      Distribution other =
          cloudFront
              .createDistribution(
                  create ->
                      create.distributionConfig(
                          config ->
                              config
                                  .callerReference("somebody-else")
                                  .comment("")
                                  .enabled(true)
                                  .origins(
                                      origins -> origins.quantity(1).items(content(bucket, access)))
                                  .defaultCacheBehavior(
                                      behaviour ->
                                          behaviour
                                              .targetOriginId("content")
                                              .viewerProtocolPolicy(ViewerProtocolPolicy.ALLOW_ALL)
                                              .cachePolicyId(
                                                  "658327ea-f89d-4fab-a63d-7e88639e58f6"))))
              .distribution();
      diorama.time().settle();
      Browser.Answer answer = browser.get("https://" + other.domainName() + "/index.html");
      add(
          "read it through another distribution, with its own OAC",
          "403 AccessDenied",
          told(answer));
    }
  }

  private static Origin content(String bucket, String access) {
    return Origin.builder()
        .id("content")
        .domainName(bucket)
        .originAccessControlId(access)
        .s3OriginConfig(s3 -> s3.originAccessIdentity(""))
        .build();
  }

  private void unsignedUpload(Browser browser) {
    Browser.Answer answer =
        browser.send(
            "PUT",
            site.url() + "/uploads/anybody.png",
            java.util.Map.of("Content-Type", "image/png"),
            new byte[] {1, 2, 3});
    add("upload through the site without a signed URL", "403 MissingKey", told(answer));
  }

  private void foreignPrefix() {
    S3Client s3 = workload.authors().get(0).s3();
    add(
        "upload as an author beside uploads/",
        "403 AccessDenied",
        refused(
            () ->
                s3.putObject(
                    put -> put.bucket(home.output("UploadBucketName")).key("thumbnails/mine.png"),
                    RequestBody.fromString("no"))));
  }

  private void anonymousPost(Browser browser) {
    Browser.Answer answer =
        browser.post(home.output("ApiUrl") + "/posts", "{\"title\":\"a\",\"text\":\"b\"}");
    add(
        "publish a post without signing the request",
        "403 Missing Authentication Token",
        answer.status() + " " + Json.parse(answer.text()).text("message").orElse(""));
  }

  private void send(SesV2Client mail, String from, String to) {
    mail.sendEmail(
        send ->
            send.fromEmailAddress(from)
                .destination(destination -> destination.toAddresses(to))
                .content(
                    content ->
                        content.simple(
                            message ->
                                message
                                    .subject(subject -> subject.data("Hello"))
                                    .body(body -> body.text(text -> text.data("Hello"))))));
  }

  private void unverifiedSender() {
    try (SesV2Client mail = diorama.client(SesV2Client.builder())) {
      add(
          "send a mail from an address that nobody verified",
          "400 MessageRejected",
          refused(() -> send(mail, "nobody@elsewhere.example", "reader0@example.com")));
    }
  }

  private void sandboxRecipient() {
    Diorama sandbox = diorama.in(SANDBOX);
    try (SesV2Client mail = sandbox.client(SesV2Client.builder())) {
      mail.createEmailIdentity(create -> create.emailIdentity(Operator.SENDER));
      Operator.follow(sandbox, Operator.SENDER);
      add(
          "send one from a Region in the sandbox to a reader",
          "400 MessageRejected",
          refused(() -> send(mail, Operator.SENDER, "reader0@example.com")));
    }
  }

  private void fifoQueue() {
    try (SqsClient sqs = diorama.client(SqsClient.builder());
        S3Client s3 = diorama.client(S3Client.builder())) {
      String url =
          sqs.createQueue(
                  create ->
                      create
                          .queueName("uploads.fifo")
                          .attributes(java.util.Map.of(QueueAttributeName.FIFO_QUEUE, "true")))
              .queueUrl();
      String arn =
          sqs.getQueueAttributes(
                  get -> get.queueUrl(url).attributeNames(QueueAttributeName.QUEUE_ARN))
              .attributes()
              .get(QueueAttributeName.QUEUE_ARN);
      s3.createBucket(create -> create.bucket("blog-attempt"));
      add(
          "let S3 send its events to a FIFO queue",
          "400 InvalidArgument",
          refused(
              () ->
                  s3.putBucketNotificationConfiguration(
                      put ->
                          put.bucket("blog-attempt")
                              .notificationConfiguration(
                                  all ->
                                      all.queueConfigurations(
                                          QueueConfiguration.builder()
                                              .queueArn(arn)
                                              .events(Event.S3_OBJECT_CREATED)
                                              .build())))));
      s3.deleteBucket(delete -> delete.bucket("blog-attempt"));
    }
  }

  /** Takes the permission from the function's role, then gives it back. */
  private void functionWithoutSes() {
    String email = readerOf(diorama.region());
    try (IamClient iam = diorama.client(IamClient.builder());
        LambdaClient lambda = diorama.client(LambdaClient.builder());
        Browser browser = new Browser(diorama, City.VIRGINIA)) {
      String arn =
          lambda
              .getFunctionConfiguration(get -> get.functionName(home.output("WelcomeFunctionName")))
              .role();
      String role = arn.substring(arn.lastIndexOf('/') + 1);
      String policy = iam.listRolePolicies(list -> list.roleName(role)).policyNames().get(0);
      String document =
          java.net.URLDecoder.decode(
              iam.getRolePolicy(get -> get.roleName(role).policyName(policy)).policyDocument(),
              java.nio.charset.StandardCharsets.UTF_8);
      iam.putRolePolicy(
          put ->
              put.roleName(role)
                  .policyName(policy)
                  .policyDocument(document.replace("ses:SendEmail", "ses:GetAccount")));
      browser.post(
          home.output("ApiUrl") + "/subscribers",
          Json.object().put("email", email).put("name", "Patient").build().write());
      diorama.time().advance(Duration.ofSeconds(10));
      String refusal =
          diorama.trace().spans(span -> span.operation().equals("SendEmail")).stream()
              .reduce((first, last) -> last)
              .map(BlogAttempts::outcome)
              .orElse("nothing was sent");
      List<Span> sent = diorama.trace().spans(span -> span.operation().equals("SendEmail"));
      probes.add(
          new Probe(
              "welcome a reader with a function whose role lacks ses:SendEmail",
              "403 AccessDeniedException",
              refusal,
              sent.isEmpty()
                  ? ""
                  : sent.get(sent.size() - 1).attributes().getOrDefault("why", "")));
      iam.putRolePolicy(put -> put.roleName(role).policyName(policy).policyDocument(document));
      diorama.time().settle();
    }
    long mails =
        diorama.outbox().messages().stream().filter(mail -> mail.to().equals(email)).count();
    add(
        "give the role its permission back: the record was kept, the mail arrives",
        "1 mail",
        mails + (mails == 1 ? " mail" : " mails"));
  }

  private static String outcome(Span span) {
    return span.status() + (span.error().isEmpty() ? "" : " " + span.error());
  }

  /** An address that is written to from that Region. */
  private static String readerOf(String region) {
    List<String> regions = List.of("us-east-1", BlogDesign.SECOND_REGION);
    int number = 0;
    while (!Subscriber.mailRegion("patient" + number + "@example.com", regions).equals(region)) {
      number++;
    }
    return "patient" + number + "@example.com";
  }
}

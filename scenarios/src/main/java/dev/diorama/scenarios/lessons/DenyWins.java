package dev.diorama.scenarios.lessons;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** An explicit deny anywhere wins; within an account one allow on either side is enough. */
final class DenyWins extends Lesson {
  private static final String IDENTITY =
      "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"%s\","
          + " \"Resource\": \"*\"}]}";

  private static final String RESOURCE =
      "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"%s\", \"Principal\": {\"AWS\":"
          + " \"arn:aws:iam::%s:user/%s\"}, \"Action\": \"s3:GetObject\","
          + " \"Resource\": \"arn:aws:s3:::reports/*\"}]}";

  DenyWins() {
    super(
        18,
        Subject.BOTH,
        Domain.SECURE,
        Guide.IAM.page("reference_policies_evaluation-logic_policy-eval-denyallow"),
        Guide.IAM.page("reference_policies_evaluation-logic-cross-account"));
  }

  @Override
  void run(Lab lab, Observations saw) {
    Bench bench = lab.withPartner();
    bench.bucket("reports");
    bench.s3().putObject(p -> p.bucket("reports").key("q1"), RequestBody.fromString("secret"));
    AwsCredentialsProvider allowed = bench.user("allowed", IDENTITY.formatted("s3:GetObject"));
    AwsCredentialsProvider silent = bench.user("silent", IDENTITY.formatted("sqs:ListQueues"));
    String home = bench.cloud().cloud().config().account();
    ask(bench, saw, "allowed", home, allowed);
    ask(bench, saw, "silent", home, silent);
    AwsCredentialsProvider root =
        StaticCredentialsProvider.create(AwsBasicCredentials.create(Lab.PARTNER, "partner"));
    ask(
        bench,
        saw,
        "partner",
        Lab.PARTNER,
        bench.user(root, "partner", IDENTITY.formatted("s3:GetObject")));
    ask(
        bench,
        saw,
        "stranger",
        Lab.PARTNER,
        bench.user(root, "stranger", IDENTITY.formatted("sqs:ListQueues")));
    saw.answer(
        'b',
        saw.text("allowed.Deny").startsWith("403")
            && saw.text("silent.Allow").equals("200")
            && saw.text("silent.none").startsWith("403")
            && saw.text("partner.none").startsWith("403")
            && saw.text("partner.Allow").equals("200")
            && saw.text("stranger.Allow").startsWith("403"));
  }

  private static void ask(
      Bench bench,
      Observations saw,
      String user,
      String account,
      AwsCredentialsProvider credentials) {
    S3Client root = bench.s3();
    S3Client s3 = bench.client(S3Client.builder(), credentials);
    root.deleteBucketPolicy(delete -> delete.bucket("reports"));
    saw.note(user + ".none", read(s3));
    for (String effect : new String[] {"Allow", "Deny"}) {
      root.putBucketPolicy(
          put -> put.bucket("reports").policy(RESOURCE.formatted(effect, account, user)));
      saw.note(user + "." + effect, read(s3));
    }
  }

  private static String read(S3Client s3) {
    return Bench.outcome(() -> s3.getObjectAsBytes(get -> get.bucket("reports").key("q1")));
  }
}

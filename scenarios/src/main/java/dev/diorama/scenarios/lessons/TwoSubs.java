package dev.diorama.scenarios.lessons;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** The user pool's sub is not the sub of the policy variable, which is the identity id. */
final class TwoSubs extends Lesson {
  TwoSubs() {
    super(
        14,
        Subject.TODO_LIST,
        Domain.SECURE,
        Guide.COGNITO.page("iam-roles"),
        Guide.COGNITO.page("amazon-cognito-user-pools-using-the-id-token"));
  }

  @Override
  void run(Lab lab, Observations saw) {
    TodoApp app = TodoApp.on(lab.bench());
    Person mina = app.person("mina");
    String bucket = app.stack().output("BucketName");
    S3Client s3 = app.bench().client(S3Client.builder(), mina.credentials());
    saw.note("pool.sub", mina.claim("sub")).note("identity.id", mina.identityId());
    saw.note("by.pool", put(s3, bucket, "users/" + mina.claim("sub") + "/a.txt"));
    saw.note("by.identity", put(s3, bucket, "users/" + mina.identityId() + "/a.txt"));
    saw.answer(
        'b',
        saw.values().get("by.pool").equals("403 AccessDenied")
            && saw.values().get("by.identity").equals("200"));
  }

  private static String put(S3Client s3, String bucket, String key) {
    return Bench.outcome(
        () ->
            s3.putObject(put -> put.bucket(bucket).key(key), RequestBody.fromString("to-do list")));
  }
}

package dev.diorama.scenarios.lessons;

import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** An IAM user's key in an app never expires and is everybody's; temporary credentials do not. */
final class KeyOnTheDevice extends Lesson {
  private static final String FOLDERS =
      "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\":"
          + " [\"s3:GetObject\", \"s3:PutObject\"], \"Resource\": \"arn:aws:s3:::%s/users/*\"}]}";

  KeyOnTheDevice() {
    super(
        17,
        Subject.TODO_LIST,
        Domain.SECURE,
        Guide.IAM.page("id_credentials_temp_request"),
        Guide.COGNITO.page("authentication-flow"));
  }

  @Override
  void run(Lab lab, Observations saw) {
    TodoApp app = TodoApp.on(lab.bench());
    Person mina = app.person("mina");
    Person jun = app.person("jun");
    String bucket = app.stack().output("BucketName");
    String junsFile = "users/" + jun.identityId() + "/diary.txt";
    app.bench()
        .s3()
        .putObject(p -> p.bucket(bucket).key(junsFile), RequestBody.fromString("Dear diary"));
    AwsCredentialsProvider key = app.bench().user("app", FOLDERS.formatted(bucket));
    AwsCredentialsProvider temporary = mina.credentials();
    String own = "users/" + mina.identityId() + "/a.txt";
    try (S3Client byKey = app.bench().client(S3Client.builder(), key);
        S3Client byCognito = app.bench().client(S3Client.builder(), temporary)) {
      put(saw, "key.own", byKey, bucket, own);
      put(saw, "cognito.own", byCognito, bucket, own);
      get(saw, "key.other", byKey, bucket, junsFile);
      get(saw, "cognito.other", byCognito, bucket, junsFile);
      app.bench().advance(Duration.ofMinutes(61));
      get(saw, "key.hour", byKey, bucket, own);
      get(saw, "cognito.hour", byCognito, bucket, own);
      app.bench().advance(Duration.ofDays(365));
      get(saw, "key.year", byKey, bucket, own);
      get(saw, "cognito.year", byCognito, bucket, own);
    }
    saw.answer(
        'c',
        saw.values().get("key.other").equals("200")
            && saw.values().get("key.year").equals("200")
            && saw.values().get("cognito.other").startsWith("403")
            && !saw.values().get("cognito.hour").equals("200"));
  }

  private static void put(Observations saw, String what, S3Client s3, String bucket, String key) {
    saw.note(
        what,
        Bench.outcome(
            () -> s3.putObject(p -> p.bucket(bucket).key(key), RequestBody.fromString("hello"))));
  }

  private static void get(Observations saw, String what, S3Client s3, String bucket, String key) {
    saw.note(what, Bench.outcome(() -> s3.getObjectAsBytes(g -> g.bucket(bucket).key(key))));
  }
}

package dev.diorama.scenarios.lessons;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** A role for signed-in users that lacks the sub variable opens every user's folder to all. */
final class FolderWithoutVariable extends Lesson {
  FolderWithoutVariable() {
    super(
        13,
        Subject.TODO_LIST,
        Domain.SECURE,
        Guide.COGNITO.page("iam-roles"),
        Guide.IAM.page("reference_policies_examples_s3_cognito-bucket"));
  }

  @Override
  void run(Lab lab, Observations saw) {
    String variable = "users/${!cognito-identity.amazonaws.com:sub}/*";
    ask(saw, "without", TodoApp.changed(lab.bench(), variable, "users/*"));
    ask(saw, "with", TodoApp.on(lab.bench()));
    saw.answer(
        'a',
        saw.values().get("without.other").equals("200")
            && saw.values().get("with.other").equals("403 AccessDenied"));
  }

  private static void ask(Observations saw, String kind, TodoApp app) {
    Person mina = app.person("mina");
    Person jun = app.person("jun");
    String bucket = app.stack().output("BucketName");
    String file = "users/" + mina.identityId() + "/diary.txt";
    S3Client hers = app.bench().client(S3Client.builder(), mina.credentials());
    S3Client his = app.bench().client(S3Client.builder(), jun.credentials());
    saw.note(
        kind + ".own",
        Bench.outcome(
            () ->
                hers.putObject(
                    put -> put.bucket(bucket).key(file), RequestBody.fromString("Dear diary"))));
    saw.note(
        kind + ".other",
        Bench.outcome(() -> his.getObjectAsBytes(get -> get.bucket(bucket).key(file))));
    saw.note(
        kind + ".overwrite",
        Bench.outcome(
            () ->
                his.putObject(
                    put -> put.bucket(bucket).key(file), RequestBody.fromString("Jun was here"))));
  }
}

package dev.diorama.s3;

import static dev.diorama.s3.S3World.BUCKET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.diorama.core.client.SimHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketAccelerateStatus;
import software.amazon.awssdk.services.s3.model.Event;
import software.amazon.awssdk.services.s3.model.FilterRule;
import software.amazon.awssdk.services.s3.model.Protocol;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The settings of a bucket's features over the wire, by the SDK's own client. */
class S3FeatureWireTest {
  private final S3World world = new S3World();
  private final FakeTargets targets = new FakeTargets(world.cloud);
  private final S3Client s3 =
      S3Client.builder()
          .region(Region.US_EAST_1)
          .credentialsProvider(
              StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
          .httpClient(new SimHttpClient(world.cloud.router()))
          .build();

  @BeforeEach
  void bucket() {
    world.bucket();
  }

  @AfterEach
  void close() {
    s3.close();
    world.close();
  }

  @Test
  void notifications_goThereAndBack() {
    assertThat(s3.getBucketNotificationConfiguration(r -> r.bucket(BUCKET)).queueConfigurations())
        .isEmpty();
    s3.putBucketNotificationConfiguration(
        r ->
            r.bucket(BUCKET)
                .notificationConfiguration(
                    n ->
                        n.queueConfigurations(
                                q ->
                                    q.id("q")
                                        .queueArn(FakeTargets.QUEUE)
                                        .events(Event.S3_OBJECT_REMOVED))
                            .topicConfigurations(
                                t -> t.topicArn(FakeTargets.TOPIC).events(Event.S3_OBJECT_TAGGING))
                            .lambdaFunctionConfigurations(
                                f ->
                                    f.lambdaFunctionArn(FakeTargets.FUNCTION)
                                        .events(
                                            Event.S3_OBJECT_CREATED_PUT,
                                            Event.S3_OBJECT_CREATED_COPY)
                                        .filter(
                                            filter ->
                                                filter.key(
                                                    key ->
                                                        key.filterRules(
                                                            rule ->
                                                                rule.name("prefix")
                                                                    .value("a b/")))))));
    var shown = s3.getBucketNotificationConfiguration(r -> r.bucket(BUCKET));
    assertThat(shown.queueConfigurations().get(0).id()).isEqualTo("q");
    assertThat(shown.topicConfigurations().get(0).topicArn()).isEqualTo(FakeTargets.TOPIC);
    assertThat(shown.lambdaFunctionConfigurations().get(0).events())
        .containsExactly(Event.S3_OBJECT_CREATED_PUT, Event.S3_OBJECT_CREATED_COPY);
    assertThat(shown.lambdaFunctionConfigurations().get(0).filter().key().filterRules())
        .containsExactly(FilterRule.builder().name("Prefix").value("a b/").build());
    assertThat(targets.told).hasSize(2);
  }

  @Test
  void refusedNotifications_areAnErrorOfTheClient() {
    world.deny("sqs:SendMessage");
    S3Exception refusal =
        catchThrowableOfType(
            S3Exception.class,
            () ->
                s3.putBucketNotificationConfiguration(
                    r ->
                        r.bucket(BUCKET)
                            .notificationConfiguration(
                                n ->
                                    n.queueConfigurations(
                                        q ->
                                            q.queueArn(FakeTargets.QUEUE)
                                                .events(Event.S3_OBJECT_CREATED)))));
    assertThat(refusal.statusCode()).isEqualTo(400);
    assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo("InvalidArgument");
    assertThat(refusal.awsErrorDetails().errorMessage())
        .isEqualTo("Unable to validate the following destination configurations");
  }

  @Test
  void website_goesThereAndBack() {
    s3.putBucketWebsite(
        r ->
            r.bucket(BUCKET)
                .websiteConfiguration(
                    w ->
                        w.indexDocument(i -> i.suffix("index.html"))
                            .routingRules(
                                rule ->
                                    rule.condition(c -> c.httpErrorCodeReturnedEquals("404"))
                                        .redirect(
                                            to -> to.protocol(Protocol.HTTPS).hostName("h")))));
    var shown = s3.getBucketWebsite(r -> r.bucket(BUCKET));
    assertThat(shown.indexDocument().suffix()).isEqualTo("index.html");
    assertThat(shown.routingRules().get(0).redirect().hostName()).isEqualTo("h");
    s3.deleteBucketWebsite(r -> r.bucket(BUCKET));
    assertThat(
            catchThrowableOfType(
                    S3Exception.class, () -> s3.getBucketWebsite(r -> r.bucket(BUCKET)))
                .awsErrorDetails()
                .errorCode())
        .isEqualTo("NoSuchWebsiteConfiguration");
  }

  @Test
  void acceleration_goesThereAndBack() {
    assertThat(s3.getBucketAccelerateConfiguration(r -> r.bucket(BUCKET)).status()).isNull();
    s3.putBucketAccelerateConfiguration(
        r ->
            r.bucket(BUCKET)
                .accelerateConfiguration(a -> a.status(BucketAccelerateStatus.ENABLED)));
    assertThat(s3.getBucketAccelerateConfiguration(r -> r.bucket(BUCKET)).status())
        .isEqualTo(BucketAccelerateStatus.ENABLED);
  }
}

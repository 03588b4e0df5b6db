package dev.diorama.check;

import dev.diorama.core.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Traps of S3. */
final class BucketRules {
  static final List<Check> CHECKS =
      List.of(
          Check.error(
              "DIO-S3-001",
              28,
              "AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html",
              BucketRules::publicBucket),
          Check.warning(
              "DIO-S3-002",
              28,
              "AmazonS3/latest/userguide/access-control-block-public-access.html",
              BucketRules::unblocked),
          Check.error(
              "DIO-S3-003",
              28,
              "AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html",
              BucketRules::anyDistribution),
          Check.error("DIO-S3-004", 37, "lambda/latest/dg/with-s3.html", BucketRules::recursion),
          Check.error(
              "DIO-S3-005",
              39,
              "AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html",
              BucketRules::fifoTarget),
          Check.error(
              "DIO-S3-006",
              35,
              "AmazonS3/latest/userguide/transfer-acceleration.html",
              BucketRules::dottedName));

  private static final List<String> FLAGS =
      List.of("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets");

  private BucketRules() {}

  private static boolean behindCloudFront(Blueprint design, Resource bucket) {
    return design.of("AWS::CloudFront::Distribution").stream()
        .flatMap(d -> d.list("DistributionConfig", "Origins").stream())
        .map(origin -> origin.text("DomainName").orElse(""))
        .anyMatch(host -> design.named(host, "AWS::S3::Bucket").filter(bucket::equals).isPresent());
  }

  private static void publicBucket(Blueprint design, Traps found) {
    for (Resource policy : design.of("AWS::S3::BucketPolicy")) {
      Optional<Resource> bucket = design.named(policy.text("Bucket"), "AWS::S3::Bucket");
      if (bucket.filter(b -> behindCloudFront(design, b)).isEmpty()) {
        continue;
      }
      for (Statement each : Statement.of(policy, "PolicyDocument")) {
        if (each.allows() && each.anyone() && !each.conditional() && each.takesIn("s3:GetObject")) {
          found.add(each.spot(), bucket.get().id());
        }
      }
    }
    for (Resource bucket : design.of("AWS::S3::Bucket")) {
      if (bucket.text("AccessControl").startsWith("PublicRead")
          && behindCloudFront(design, bucket)) {
        Spot spot = bucket.spot("AccessControl");
        found.add(spot, Fix.replace(spot, "Private"), bucket.id());
      }
    }
  }

  private static void unblocked(Blueprint design, Traps found) {
    for (Resource bucket : design.of("AWS::S3::Bucket")) {
      // What is not said has been blocked since April 2023.
      for (String flag : FLAGS) {
        if (bucket.text("PublicAccessBlockConfiguration", flag).equalsIgnoreCase("false")) {
          Spot spot = bucket.spot("PublicAccessBlockConfiguration", flag);
          found.add(spot, Fix.replace(spot, "true"), bucket.id(), flag);
        }
      }
    }
  }

  private static void anyDistribution(Blueprint design, Traps found) {
    for (Resource policy : design.of("AWS::S3::BucketPolicy")) {
      for (Statement each : Statement.of(policy, "PolicyDocument")) {
        if (each.allows() && each.service("cloudfront.amazonaws.com") && !each.namesItsSource()) {
          Optional<Resource> bucket = design.named(policy.text("Bucket"), "AWS::S3::Bucket");
          found.add(
              each.spot(),
              sourceFix(design, each, bucket),
              bucket.map(Resource::id).orElse(StandIns.plain(policy.text("Bucket"))));
        }
      }
    }
  }

  /** Names the one distribution of the template, where there is one. */
  private static Optional<Fix> sourceFix(
      Blueprint design, Statement statement, Optional<Resource> bucket) {
    List<Resource> distributions =
        design.of("AWS::CloudFront::Distribution").stream()
            .filter(
                d ->
                    bucket
                        .filter(b -> d.properties().write().contains("<" + b.id() + "."))
                        .isPresent())
            .toList();
    if (distributions.size() != 1) {
      return Optional.empty();
    }
    Json arn =
        Fix.member(
            "Fn::Sub",
            "arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/${"
                + distributions.get(0).id()
                + "}");
    Json.Obj condition = Fix.member("StringEquals", Fix.member("AWS:SourceArn", arn));
    return Optional.of(Fix.merge(statement.spot(), Fix.member("Condition", condition)));
  }

  private static void recursion(Blueprint design, Traps found) {
    for (Resource bucket : design.of("AWS::S3::Bucket")) {
      List<Json> all = bucket.list("NotificationConfiguration", "LambdaConfigurations");
      for (int i = 0; i < all.size(); i++) {
        Json notice = all.get(i);
        Optional<Resource> function =
            design.named(notice.text("Function").orElse(""), "AWS::Lambda::Function");
        boolean filtered =
            notice.at("Filter", "S3Key", "Rules").filter(r -> !r.items().isEmpty()).isPresent();
        boolean creates = notice.text("Event").orElse("").startsWith("s3:ObjectCreated");
        if (creates && !filtered && function.filter(f -> writes(design, f, bucket)).isPresent()) {
          Spot own = bucket.spot("NotificationConfiguration", "LambdaConfigurations").at(i);
          found.add(
              event(design, function.get(), bucket).orElse(own), function.get().id(), bucket.id());
        }
      }
    }
  }

  /** The event of a function as written that listens to a bucket. */
  private static Optional<Spot> event(Blueprint design, Resource function, Resource bucket) {
    Json events =
        design
            .source()
            .value()
            .at("Resources", function.id(), "Properties", "Events")
            .orElse(Json.empty());
    for (Map.Entry<String, Json> each : events.members().entrySet()) {
      String of = each.getValue().at("Properties", "Bucket").flatMap(b -> b.text("Ref")).orElse("");
      if (of.equals(bucket.id())) {
        return Optional.of(function.spot("Events", each.getKey(), "Properties"));
      }
    }
    return Optional.empty();
  }

  private static boolean writes(Blueprint design, Resource function, Resource bucket) {
    return design.roleOf(function).map(design::identityStatements).orElse(List.of()).stream()
        .filter(Statement::allows)
        .filter(each -> each.takesIn("s3:PutObject"))
        .flatMap(each -> each.resources().stream())
        .anyMatch(
            arn ->
                arn.equals("*")
                    || arn.startsWith("arn:aws:s3:::*")
                    || design.named(arn, "AWS::S3::Bucket").filter(bucket::equals).isPresent());
  }

  private static void fifoTarget(Blueprint design, Traps found) {
    for (Resource bucket : design.of("AWS::S3::Bucket")) {
      fifo(design, bucket, "QueueConfigurations", "Queue", "AWS::SQS::Queue", "FifoQueue", found);
      fifo(design, bucket, "TopicConfigurations", "Topic", "AWS::SNS::Topic", "FifoTopic", found);
    }
  }

  private static void fifo(
      Blueprint design,
      Resource bucket,
      String list,
      String member,
      String type,
      String flag,
      Traps found) {
    List<Json> all = bucket.list("NotificationConfiguration", list);
    for (int i = 0; i < all.size(); i++) {
      String arn = all.get(i).text(member).orElse("");
      boolean named = arn.endsWith(".fifo");
      if (named || design.named(arn, type).filter(target -> target.flag(flag)).isPresent()) {
        found.add(
            bucket.spot("NotificationConfiguration", list).at(i).at(member),
            bucket.id(),
            design.named(arn, type).map(Resource::id).orElse(arn));
      }
    }
  }

  private static void dottedName(Blueprint design, Traps found) {
    for (Resource bucket : design.of("AWS::S3::Bucket")) {
      boolean accelerated =
          bucket.text("AccelerateConfiguration", "AccelerationStatus").equals("Enabled");
      if (accelerated && bucket.text("BucketName").contains(".")) {
        found.add(bucket.spot("BucketName"), bucket.id());
      }
    }
  }
}

package dev.diorama.cloudfront;

import dev.diorama.cloudfront.StoredDistribution.Invalidation;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.cloudfront.model.CreateInvalidationRequest;
import software.amazon.awssdk.services.cloudfront.model.CreateInvalidationResponse;
import software.amazon.awssdk.services.cloudfront.model.GetInvalidationRequest;
import software.amazon.awssdk.services.cloudfront.model.GetInvalidationResponse;
import software.amazon.awssdk.services.cloudfront.model.InvalidationBatch;
import software.amazon.awssdk.services.cloudfront.model.InvalidationSummary;
import software.amazon.awssdk.services.cloudfront.model.ListInvalidationsRequest;
import software.amazon.awssdk.services.cloudfront.model.ListInvalidationsResponse;

/**
 * Invalidations.
 *
 * <p>CloudFront sends an invalidation to every edge location within seconds, and each begins at
 * once; {@code Completed} says that the last one is done (documented). In between, some places have
 * forgotten and others have not, and AWS promises nothing. Here all places forget at the moment of
 * completion: it is the only moment at which the old answer is known to be gone, a design that
 * reads earlier may get the old one in AWS too, and what an edge fetched meanwhile from a regional
 * cache that had not forgotten yet does not survive. The price is that an answer fetched anew in
 * between is fetched once more.
 *
 * <p>See https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Invalidation.html
 */
final class InvalidationService {
  /** Paths in one batch, and without wildcard in progress at once; documented. */
  private static final int MOST_FILES = 3_000;

  /** Paths with a wildcard in progress at once; documented. */
  private static final int MOST_WILDCARDS = 15;

  /** Documented, characters. */
  private static final int LONGEST_PATH = 4_000;

  private final Cloud cloud;
  private final CloudFrontStore store;
  private final Edges edges;
  private final Duration time;

  InvalidationService(Cloud cloud, CloudFrontStore store, Edges edges, CloudFrontConfig config) {
    this.cloud = cloud;
    this.store = store;
    this.edges = edges;
    this.time = config.invalidation();
  }

  SdkResponse create(Call call, CreateInvalidationRequest request) {
    StoredDistribution on = store.distributions.find(call.account(), request.distributionId());
    InvalidationBatch batch = request.invalidationBatch();
    Pojos.checkQuantities(batch);
    if (!Behaviours.given(batch.callerReference())) {
      throw Behaviours.required("CallerReference");
    }
    List<String> paths = batch.paths() == null ? List.of() : batch.paths().items();
    checkPaths(paths);
    Invalidation made =
        sameReference(on, batch)
            .orElseGet(
                () -> {
                  checkRoom(on, paths);
                  return begin(call, on, batch);
                });
    return CreateInvalidationResponse.builder()
        .location(
            "https://cloudfront.amazonaws.com/2020-05-31/distribution/"
                + on.id
                + "/invalidation/"
                + made.id)
        .invalidation(view(made))
        .build();
  }

  private static void checkPaths(List<String> paths) {
    if (paths.size() > MOST_FILES) {
      throw CloudFrontError.BATCH_TOO_LARGE.usual();
    }
    boolean valid = !paths.isEmpty();
    for (String path : paths) {
      int star = path.indexOf('*');
      valid &=
          path.startsWith("/")
              && path.length() <= LONGEST_PATH
              && (star < 0 || star == path.length() - 1)
              && path.chars().allMatch(c -> c > ' ' && c < 127);
    }
    if (!valid) {
      // Observed: chetan/invalidate-cloudfront-action#4.
      throw CloudFrontError.argument(
          "Your request contains one or more invalid invalidation paths.");
    }
  }

  /** The one that was made under the same reference, documented with CallerReference. */
  private static Optional<Invalidation> sameReference(
      StoredDistribution on, InvalidationBatch batch) {
    Optional<Invalidation> before =
        on.invalidations.stream()
            .filter(one -> one.batch.callerReference().equals(batch.callerReference()))
            .findFirst();
    if (before.isPresent() && !before.get().batch.equals(batch)) {
      throw CloudFrontError.INVALIDATION_BATCH_ALREADY_EXISTS.usual();
    }
    return before;
  }

  private static void checkRoom(StoredDistribution on, List<String> paths) {
    List<String> all = new ArrayList<>(paths);
    on.inProgress().forEach(one -> all.addAll(one.batch.paths().items()));
    long wildcards = all.stream().filter(path -> path.endsWith("*")).count();
    if (wildcards > MOST_WILDCARDS || all.size() - wildcards > MOST_FILES) {
      throw CloudFrontError.TOO_MANY_INVALIDATIONS_IN_PROGRESS.usual();
    }
  }

  private Invalidation begin(Call call, StoredDistribution on, InvalidationBatch batch) {
    Invalidation made = new Invalidation(store.newId("I"), cloud.clock().instant(), batch);
    on.invalidations.add(made);
    List<String> paths = batch.paths().items();
    call.note("paths", Integer.toString(paths.size()));
    // Priced by the path, a wildcard being one; CloudWatch has no metric of it.
    cloud
        .metrics()
        .in(on.account, EdgeMetrics.REGION)
        .add("Diorama/CloudFront", "InvalidationPaths", paths.size(), "DistributionId", on.id);
    cloud
        .clock()
        .schedule(
            call.nowNanos() - cloud.clock().nanos() + time.toNanos(),
            "invalidation " + made.id + " is completed",
            () ->
                cloud
                    .router()
                    .internal(
                        "cloudfront",
                        "Invalidate",
                        Principal.service("cloudfront.amazonaws.com", on.account, on.arn),
                        "us-east-1",
                        work -> {
                          work.on(on.arn);
                          work.note("paths", Integer.toString(paths.size()));
                          edges.invalidate(on.id, paths);
                          made.completed = true;
                          return made;
                        }));
    return made;
  }

  SdkResponse get(Call call, GetInvalidationRequest request) {
    StoredDistribution on = store.distributions.find(call.account(), request.distributionId());
    return GetInvalidationResponse.builder()
        .invalidation(
            view(
                on.invalidations.stream()
                    .filter(one -> one.id.equals(request.id()))
                    .findFirst()
                    .orElseThrow(CloudFrontError.NO_SUCH_INVALIDATION::usual)))
        .build();
  }

  /** The latest first, documented with Marker. */
  SdkResponse list(Call call, ListInvalidationsRequest request) {
    StoredDistribution on = store.distributions.find(call.account(), request.distributionId());
    List<Invalidation> all = new ArrayList<>(on.invalidations);
    Collections.reverse(all);
    Page<Invalidation> page = Page.of(all, one -> one.id, request.marker(), request.maxItems());
    return ListInvalidationsResponse.builder()
        .invalidationList(
            list ->
                list.marker(page.marker())
                    .nextMarker(page.next())
                    .maxItems(page.maxItems())
                    .isTruncated(page.truncated())
                    .quantity(page.items().size())
                    .items(
                        page.each(
                            one ->
                                InvalidationSummary.builder()
                                    .id(one.id)
                                    .createTime(one.created)
                                    .status(one.status())
                                    .build())))
        .build();
  }

  private static software.amazon.awssdk.services.cloudfront.model.Invalidation view(
      Invalidation one) {
    return software.amazon.awssdk.services.cloudfront.model.Invalidation.builder()
        .id(one.id)
        .status(one.status())
        .createTime(one.created)
        .invalidationBatch(one.batch)
        .build();
  }
}

package dev.diorama.s3;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.router.ServiceApi;
import dev.diorama.core.wire.Protocol;
import dev.diorama.s3.S3Model.StoredObject;
import java.util.List;
import java.util.stream.Stream;
import org.apiguardian.api.API;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Amazon S3: installs the service into a cloud, and answers what reports want to know of it.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class S3 {
  /**
   * How far a request's date may lie from the clock: 15 minutes, documented under
   * RequestTimeTooSkewed: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html.
   */
  static final long MAX_SKEW_SECONDS = 900;

  private final S3Store store;

  private S3(S3Store store) {
    this.store = store;
  }

  /** Builds S3 and adds it to the cloud's router. */
  public static S3 install(Cloud cloud, S3Config config) {
    cloud.faults().sender("s3");
    S3Store store = new S3Store(cloud.seeds());
    S3Access access = new S3Access(store);
    S3Cors cors = new S3Cors(store, access);
    S3Distance distance = new S3Distance(config);
    S3Events events = new S3Events(cloud, store, config.events());
    S3Gate gate = new S3Gate(store, cors, distance);
    ServiceApi api =
        ServiceApi.of("s3", S3Client.class, Protocol.REST_XML)
            .maxSkewSeconds(MAX_SKEW_SECONDS)
            .latency(config.control())
            .hosts(S3Address::isHost)
            .addressing(gate::address)
            .arrival(distance::arrive)
            .finish(gate::finish);
    S3BucketService buckets = new S3BucketService(store, access, cloud.clock(), config);
    S3SettingsService settings = new S3SettingsService(store, access);
    S3PolicyService policies = new S3PolicyService(access);
    api.rows(() -> new S3BucketApi(access, buckets, settings, policies, cors).addTo(api));
    S3ReadService reads = new S3ReadService(access, distance);
    S3WriteService writes =
        new S3WriteService(store, access, reads, cloud.clock(), config, distance, events);
    S3DeleteService deletes = new S3DeleteService(store, access, cloud.clock(), events);
    S3ListService lists = new S3ListService(store, access);
    S3ObjectSettingsService objectSettings =
        new S3ObjectSettingsService(store, access, reads, events);
    api.rows(
        () ->
            new S3ObjectApi(access, config, reads, writes, deletes, lists, objectSettings, settings)
                .addTo(api));
    S3MultipartService uploads =
        new S3MultipartService(store, access, reads, writes, cloud.clock(), config);
    S3UploadListService uploadLists = new S3UploadListService(store, access);
    api.rows(() -> new S3MultipartApi(access, config, uploads, uploadLists).addTo(api));
    S3NotificationService notifications = new S3NotificationService(store, access, cloud.clock());
    S3AccelerateService acceleration = new S3AccelerateService(cloud, access, config);
    S3WebsiteService websites = new S3WebsiteService(access);
    api.rows(() -> new S3FeatureApi(access, notifications, acceleration, websites).addTo(api));
    cloud.router().install(cors);
    cloud.router().install(new S3Website(store, cors));
    cloud.router().install(api);
    S3Metrics metrics = new S3Metrics(cloud.metrics(), store);
    cloud.trace().listen(metrics::count);
    return new S3(store);
  }

  /** Every bucket's name, in order. */
  public List<String> bucketNames() {
    return store.buckets().stream().map(S3Bucket::name).toList();
  }

  /** How many objects a bucket holds, old versions included; 0 when there is no such bucket. */
  public long objectCount(String bucket) {
    return objects(bucket).count();
  }

  /** How many bytes a bucket holds, old versions included; 0 when there is no such bucket. */
  public long storedBytes(String bucket) {
    return objects(bucket).mapToLong(StoredObject::size).sum();
  }

  private Stream<StoredObject> objects(String bucket) {
    return store.bucket(bucket).stream()
        .flatMap(found -> found.keys().values().stream())
        .flatMap(List::stream)
        .filter(StoredObject.class::isInstance)
        .map(StoredObject.class::cast);
  }
}

package dev.diorama.whatif.result;

import java.io.Serializable;
import java.util.List;
import org.apiguardian.api.API;

/**
 * What a bill is made of: quantities of the run, not yet of a month.
 *
 * @param seconds of virtual time that they are of; what is billed by the hour or the month follows
 *     from it
 * @param distributions CloudFront, by where viewers are
 * @param apis API Gateway
 * @param functions Lambda
 * @param clusters DAX
 * @param tables DynamoDB
 * @param buckets S3
 * @param mails sent by SES
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Usage(
    double seconds,
    List<DistributionUse> distributions,
    List<ApiUse> apis,
    List<FunctionUse> functions,
    List<ClusterUse> clusters,
    List<TableUse> tables,
    List<BucketUse> buckets,
    double mails)
    implements Serializable {
  public Usage {
    distributions = List.copyOf(distributions);
    apis = List.copyOf(apis);
    functions = List.copyOf(functions);
    clusters = List.copyOf(clusters);
    tables = List.copyOf(tables);
    buckets = List.copyOf(buckets);
  }

  /** The quantities of a longer or shorter time at the same traffic. */
  public double factorTo(double otherSeconds) {
    return seconds == 0 ? 0 : otherSeconds / seconds;
  }

  /**
   * CloudFront, at one edge location.
   *
   * @param id the distribution's logical id
   * @param city the edge location's city, as {@code dev.diorama.core.place.City} names it, such as
   *     {@code SEOUL}; which price region it belongs to follows from its country
   * @param country its country's two letters
   * @param requests HTTPS requests
   * @param bytesOut to viewers
   * @param bytesToOrigin in requests that write
   */
  public record DistributionUse(
      String id,
      String city,
      String country,
      double requests,
      double bytesOut,
      double bytesToOrigin)
      implements Serializable {}

  /**
   * API Gateway.
   *
   * @param id the API's logical id
   * @param requests that count: refused ones are not billed where AWS does not bill them (throttled
   *     ones)
   * @param cacheGb the size of the stage cache, which is billed by the hour; 0 for none
   * @param bytesOut to the internet; what goes to CloudFront is free
   */
  public record ApiUse(String id, String region, double requests, double cacheGb, double bytesOut)
      implements Serializable {}

  /**
   * Lambda.
   *
   * @param requests invocations
   * @param gbSeconds of them
   */
  public record FunctionUse(
      String id, String region, int memoryMb, double requests, double gbSeconds)
      implements Serializable {}

  /**
   * DAX, billed by the node and hour.
   *
   * @param nodes primary and replicas
   */
  public record ClusterUse(String id, String region, String nodeType, int nodes)
      implements Serializable {}

  /**
   * DynamoDB: one table or index in one Region.
   *
   * @param index the index's name; empty for the table itself
   * @param onDemand whether units are billed; else the hours of provisioned units
   * @param readUnits read request units consumed
   * @param writeUnits write request units consumed, all of which count as replicated ones when
   *     {@code replicated}
   * @param replicated whether it is a replica of a global table
   * @param provisionedReadUnits provisioned read units, averaged over time; 0 on demand
   * @param provisionedWriteUnits provisioned write units, averaged over time; 0 on demand
   * @param storedBytes at the end of the run
   * @param bytesReplicated to other Regions
   */
  public record TableUse(
      String table,
      String index,
      String region,
      boolean onDemand,
      double readUnits,
      double writeUnits,
      boolean replicated,
      double provisionedReadUnits,
      double provisionedWriteUnits,
      double storedBytes,
      double bytesReplicated)
      implements Serializable {}

  /**
   * S3.
   *
   * @param gets GET requests, CloudFront's included
   * @param puts PUT requests
   * @param storedBytes at the end of the run
   * @param bytesOut to the internet; what goes to CloudFront is free
   */
  public record BucketUse(
      String id, String region, double gets, double puts, double storedBytes, double bytesOut)
      implements Serializable {}
}

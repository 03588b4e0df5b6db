package dev.diorama.cloudformation.resource;

import dev.diorama.core.json.Json;
import dev.diorama.core.random.SimRandom;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Principal;
import java.util.Locale;
import org.apiguardian.api.API;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkResponse;

/**
 * What a resource type works with: who deploys, which stack and resource, and the way to services.
 *
 * @since 0.1
 */
@API(status = API.Status.INTERNAL, since = "0.1")
public final class ResourceCall {
  private final Call call;
  private final Principal principal;
  private final String stackName;
  private final String logicalId;
  private final SimRandom names;

  /** The work on one resource, done in the course of {@code call} in {@code principal}'s name. */
  public ResourceCall(
      Call call, Principal principal, String stackName, String logicalId, SimRandom names) {
    this.call = call;
    this.principal = principal;
    this.stackName = stackName;
    this.logicalId = logicalId;
    this.names = names;
  }

  String logicalId() {
    return logicalId;
  }

  String region() {
    return call.region();
  }

  String account() {
    return principal.account();
  }

  /** Calls a service as whoever deploys the stack. */
  <R extends SdkResponse> R send(AwsRequest request, Class<R> response) {
    return call.send(principal, request, response);
  }

  /** Calls a service in another Region as whoever deploys the stack. */
  <R extends SdkResponse> R sendIn(String inRegion, AwsRequest request, Class<R> response) {
    return call.send(principal, inRegion, request, response);
  }

  /**
   * A name as CloudFormation generates one: {@code stack-LogicalId-1A2B3C4D5E6F}, shortened to fit.
   *
   * @param limit the most characters the service takes
   */
  String generatedName(int limit) {
    String suffix = "-" + names.text(SimRandom.UPPER_ALNUM, 12);
    String stem = stackName + "-" + logicalId;
    int room = limit - suffix.length();
    return (stem.length() > room ? stem.substring(0, room) : stem) + suffix;
  }

  /** A generated name for services that take lower case only. */
  String generatedLowerName(int limit) {
    return generatedName(limit).toLowerCase(Locale.ROOT);
  }

  /** The properties of this resource, to be taken one by one. */
  Properties properties(Json.Obj resolved) {
    return new Properties(logicalId, resolved);
  }
}

package dev.diorama;

import dev.diorama.apigateway.ApiGateway;
import dev.diorama.apigateway.ApiGatewayConfig;
import dev.diorama.apigateway.TokenVerifier;
import dev.diorama.autoscaling.AutoScaling;
import dev.diorama.autoscaling.AutoScalingConfig;
import dev.diorama.cache.dax.Dax;
import dev.diorama.cache.edge.EdgeCacheTier;
import dev.diorama.cache.stage.StageCacheTier;
import dev.diorama.cloudformation.CloudFormation;
import dev.diorama.cloudfront.CloudFront;
import dev.diorama.cloudwatch.CloudWatch;
import dev.diorama.cloudwatch.CloudWatchConfig;
import dev.diorama.cognito.identity.IdentityPoolConfig;
import dev.diorama.cognito.identity.IdentityPools;
import dev.diorama.cognito.userpool.UserPoolConfig;
import dev.diorama.cognito.userpool.UserPools;
import dev.diorama.core.client.SimClients;
import dev.diorama.core.client.SimHttpClient;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.cloud.CloudConfig;
import dev.diorama.core.cloud.Outbox;
import dev.diorama.core.endpoint.Inspection;
import dev.diorama.core.fault.Fault;
import dev.diorama.core.fault.Faults;
import dev.diorama.core.metric.Metrics;
import dev.diorama.core.time.SimClock;
import dev.diorama.core.time.VirtualClock;
import dev.diorama.core.trace.Trace;
import dev.diorama.dynamodb.DynamoDb;
import dev.diorama.dynamodb.engine.WarmEngines;
import dev.diorama.iam.Iam;
import dev.diorama.iam.IamConfig;
import dev.diorama.jwt.JwtRejected;
import dev.diorama.jwt.JwtVerifier;
import dev.diorama.lambda.Lambda;
import dev.diorama.lambda.LogLine;
import dev.diorama.s3.S3;
import dev.diorama.ses.Ses;
import dev.diorama.sns.Sns;
import dev.diorama.sns.SnsConfig;
import dev.diorama.sqs.Sqs;
import dev.diorama.sqs.SqsConfig;
import dev.diorama.sts.Sts;
import dev.diorama.sts.StsConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Capability;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.ResourceStatus;
import software.amazon.awssdk.services.cloudformation.model.StackEvent;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;

/**
 * One isolated cloud inside this JVM: the services, their clock, their seed, and ways to use them.
 *
 * <p>In tests and scenarios its time is virtual and moves only when {@link #time()} is told to; for
 * serving it follows the machine's clock. Several may live in one JVM unaware of each other.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Diorama implements AutoCloseable {
  /** How often a stack that is being created on the machine's clock is looked at. */
  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

  private final Cloud cloud;
  private final DynamoDb dynamoDb;
  private final Dax dax;
  private final Lambda lambda;
  private final String region;

  private Diorama(Diorama cloudOf, String region) {
    this.cloud = cloudOf.cloud;
    this.dynamoDb = cloudOf.dynamoDb;
    this.dax = cloudOf.dax;
    this.lambda = cloudOf.lambda;
    this.region = region;
  }

  private Diorama(Builder builder) {
    this.region = builder.config().region();
    this.cloud = builder.wall ? Cloud.wall(builder.config()) : Cloud.virtual(builder.config());
    Patience patience = builder.wall ? Patience.NONE : Patience.AS_AWS;
    Iam iam = Iam.install(cloud, IamConfig.defaults().withAccounts(builder.accounts));
    Sts.install(cloud, StsConfig.defaults(), iam);
    UserPools userPools = UserPools.install(cloud, UserPoolConfig.defaults());
    IdentityPools.install(cloud, IdentityPoolConfig.defaults(), userPools::stillSignedIn);
    WarmEngines engines = builder.engines;
    this.dynamoDb =
        engines == null
            ? DynamoDb.install(cloud, patience.dynamoDb())
            : DynamoDb.install(cloud, patience.dynamoDb(), engines);
    this.dax = Dax.install(cloud, patience.dax(), dynamoDb);
    S3.install(cloud, patience.s3());
    Sqs.install(cloud, SqsConfig.defaults());
    Sns.install(cloud, SnsConfig.defaults());
    Ses.install(cloud, patience.ses());
    this.lambda = Lambda.install(cloud, patience.lambda());
    ApiGateway.install(
        cloud, ApiGatewayConfig.defaults(), tokenVerifier(cloud), StageCacheTier.on(cloud.clock()));
    CloudFront.install(cloud, patience.cloudFront(), EdgeCacheTier.on(cloud.clock()));
    AutoScaling scaling = AutoScaling.install(cloud, AutoScalingConfig.defaults());
    CloudWatchConfig alarms = CloudWatchConfig.defaults();
    CloudWatch.install(cloud, builder.wall ? alarms.withEvaluationDelay(Duration.ZERO) : alarms)
        .onAction(
            AutoScaling.POLICY_ARN,
            (call, event) -> scaling.alarmed(event.action(), event.alarmName(), event.value()));
    Inspection.install(cloud);
    CloudFormation.install(cloud, patience.cloudFormation());
  }

  /** API Gateway's Cognito authorizer checks tokens against the keys that their pool publishes. */
  private static TokenVerifier tokenVerifier(Cloud cloud) {
    JwtVerifier jwts = new JwtVerifier(cloud.clock());
    return (call, token, issuer) -> {
      try {
        return jwts.verify(call, token, issuer, issuer + "/.well-known/jwks.json");
      } catch (JwtRejected e) {
        throw new TokenVerifier.Rejected(reason(e.reason()), e.message());
      }
    };
  }

  private static TokenVerifier.Reason reason(JwtRejected.Reason reason) {
    return switch (reason) {
      case MALFORMED -> TokenVerifier.Reason.MALFORMED;
      case BAD_SIGNATURE, UNKNOWN_KEY -> TokenVerifier.Reason.BAD_SIGNATURE;
      case EXPIRED -> TokenVerifier.Reason.EXPIRED;
      case NOT_YET_VALID -> TokenVerifier.Reason.NOT_YET_VALID;
      case WRONG_ISSUER -> TokenVerifier.Reason.WRONG_ISSUER;
    };
  }

  /** A cloud with seed 1 on virtual time. */
  public static Diorama create() {
    return builder().build();
  }

  /** A builder of a cloud. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The same cloud as seen from another Region: clients and stacks made through the result are of
   * that Region. Closing either closes the cloud.
   *
   * @param other such as {@code ap-northeast-2}
   */
  public Diorama in(String other) {
    return new Diorama(this, other);
  }

  /** The Region of the clients and stacks that are made through this. */
  public String region() {
    return region;
  }

  /** What the services share: trace, metrics, outbox, router and more. */
  public Cloud cloud() {
    return cloud;
  }

  /** The clock. */
  public SimClock clock() {
    return cloud.clock();
  }

  /**
   * The virtual clock, to move time with.
   *
   * @throws IllegalStateException if this cloud follows the machine's clock
   */
  public VirtualClock time() {
    if (cloud.clock() instanceof VirtualClock virtual) {
      return virtual;
    }
    throw new IllegalStateException(
        "this cloud follows the machine's clock; only virtual time can be moved");
  }

  /** Every request and hop so far. */
  public Trace trace() {
    return cloud.trace();
  }

  /** Everything counted so far. */
  public Metrics metrics() {
    return cloud.metrics();
  }

  /** Mails and codes sent so far. */
  public Outbox outbox() {
    return cloud.outbox();
  }

  /** What goes wrong on purpose; see {@code docs/faults.md}. */
  public Faults faults() {
    return cloud.faults();
  }

  /**
   * Lets these go wrong, their times counted from now: all of them, or none if one is impossible.
   *
   * @throws IllegalArgumentException if one could never strike, saying what to write instead
   */
  public void suffer(List<Fault> faults) {
    cloud.turn().run(() -> cloud.faults().begin(faults));
  }

  /** As above. */
  public void suffer(Fault... faults) {
    suffer(List.of(faults));
  }

  /** Lets everything go right again. */
  public void recover() {
    cloud.turn().run(() -> cloud.faults().clear());
  }

  /** What a function has printed, oldest line first. */
  public List<LogLine> logs(String functionName) {
    return lambda.logs(cloud.config().account(), region, "/aws/lambda/" + functionName);
  }

  /** Starts the DynamoDB engine in the background: its first start in a JVM costs seconds. */
  public Diorama warmUp() {
    dynamoDb.warmUp(cloud.config().account(), region);
    return this;
  }

  /** An HTTP client whose requests reach this cloud without a socket. */
  public SdkHttpClient httpClient() {
    return new SimHttpClient(cloud.router());
  }

  /** An AWS SDK client of this cloud, with the root credentials of its account. */
  public <B extends AwsClientBuilder<B, C>, C> C client(B builder) {
    return client(builder, rootCredentials());
  }

  /** An AWS SDK client of this cloud, synchronous or asynchronous, with the given credentials. */
  public <B extends AwsClientBuilder<B, C>, C> C client(
      B builder, AwsCredentialsProvider credentials) {
    return SimClients.configure(builder, cloud.router(), cloud.clock(), credentials, region)
        .build();
  }

  /** The credentials of the account's root: {@code test}/{@code test}. */
  public AwsCredentialsProvider rootCredentials() {
    return StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"));
  }

  /** Deploys a template without parameters; see {@link #deploy(String, String, Map)}. */
  public Stack deploy(String stackName, String template) {
    return deploy(stackName, template, Map.of());
  }

  /**
   * Deploys a SAM or CloudFormation template through the CloudFormation API and lets time pass
   * until it stands: virtual time is moved on, on the machine's clock this waits.
   *
   * @param template the template's text, YAML or JSON
   * @param parameters values for its parameters
   * @throws DeploymentException if it does not come to stand; nothing is left behind then
   */
  public Stack deploy(String stackName, String template, Map<String, String> parameters) {
    if (cloud.clock() instanceof VirtualClock virtual) {
      try (CloudFormationClient client = client(CloudFormationClient.builder())) {
        beginDeploy(client, stackName, template, parameters);
        virtual.settle();
        return finished(client, stackName);
      }
    }
    beginDeploy(stackName, template, parameters);
    CompletableFuture<Stack> ready = new CompletableFuture<>();
    lookAgain(stackName, ready);
    try {
      return ready.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private void lookAgain(String stackName, CompletableFuture<Stack> ready) {
    cloud
        .clock()
        .scheduleBackground(
            LOOK_AGAIN.toNanos(),
            "look whether stack " + stackName + " stands",
            () -> {
              try {
                deployed(stackName)
                    .ifPresentOrElse(ready::complete, () -> lookAgain(stackName, ready));
              } catch (RuntimeException e) {
                ready.completeExceptionally(e);
              }
            });
  }

  /** Asks for a stack to be created; it then comes to stand as events on the clock. */
  public void beginDeploy(String stackName, String template, Map<String, String> parameters) {
    try (CloudFormationClient client = client(CloudFormationClient.builder())) {
      beginDeploy(client, stackName, template, parameters);
    }
  }

  /**
   * The stack, if it stands; empty while it is being created.
   *
   * @throws DeploymentException if it failed
   */
  public Optional<Stack> deployed(String stackName) {
    try (CloudFormationClient client = client(CloudFormationClient.builder())) {
      StackStatus status = describe(client, stackName).stackStatus();
      boolean working =
          status == StackStatus.CREATE_IN_PROGRESS || status == StackStatus.ROLLBACK_IN_PROGRESS;
      return working ? Optional.empty() : Optional.of(finished(client, stackName));
    }
  }

  private static void beginDeploy(
      CloudFormationClient client,
      String stackName,
      String template,
      Map<String, String> parameters) {
    List<Parameter> given = new ArrayList<>();
    parameters.forEach(
        (key, value) ->
            given.add(Parameter.builder().parameterKey(key).parameterValue(value).build()));
    try {
      client.createStack(
          create ->
              create
                  .stackName(stackName)
                  .templateBody(template)
                  .parameters(given)
                  .capabilities(
                      Capability.CAPABILITY_NAMED_IAM, Capability.CAPABILITY_AUTO_EXPAND));
    } catch (CloudFormationException e) {
      throw new DeploymentException(
          "template of stack '" + stackName + "': " + e.awsErrorDetails().errorMessage());
    }
  }

  private static software.amazon.awssdk.services.cloudformation.model.Stack describe(
      CloudFormationClient client, String stackName) {
    return client.describeStacks(describe -> describe.stackName(stackName)).stacks().get(0);
  }

  private static Stack finished(CloudFormationClient client, String stackName) {
    software.amazon.awssdk.services.cloudformation.model.Stack stack = describe(client, stackName);
    if (stack.stackStatus() != StackStatus.CREATE_COMPLETE) {
      throw new DeploymentException(
          "stack '"
              + stackName
              + "' is "
              + stack.stackStatusAsString()
              + ": "
              + firstFailure(client, stack.stackId()));
    }
    Map<String, String> outputs = new LinkedHashMap<>();
    stack.outputs().forEach(output -> outputs.put(output.outputKey(), output.outputValue()));
    return new Stack(stackName, stack.stackId(), outputs);
  }

  private static String firstFailure(CloudFormationClient client, String stackId) {
    String first = "no event says why";
    // Events come newest first: the last failure seen is the first that happened.
    for (StackEvent event :
        client.describeStackEventsPaginator(e -> e.stackName(stackId)).stackEvents()) {
      if (event.resourceStatus() == ResourceStatus.CREATE_FAILED) {
        first = event.logicalResourceId() + ": " + event.resourceStatusReason();
      }
    }
    return first;
  }

  /**
   * Opens a port on loopback that speaks HTTP and HTTPS, for the AWS CLI, other SDKs and browsers,
   * and ports that speak DAX's own protocol for every cluster. From then on a cluster's discovery
   * endpoint is {@code dax://}, so serve before you deploy what shall use AWS's DAX client.
   *
   * @param port the port; 0 takes a free one
   * @param dataDir folder in which the local certificate authority is kept or made
   * @throws IOException if the port is taken or the folder cannot be used
   */
  public Served serve(int port, Path dataDir) throws IOException {
    return Served.open(cloud, dax, port, dataDir);
  }

  @Override
  public void close() {
    cloud.close();
  }

  /** Says how a cloud is to be. */
  public static final class Builder {
    private CloudConfig config = CloudConfig.defaults();
    private boolean wall;
    private @Nullable WarmEngines engines;
    private final List<IamConfig.Account> accounts = new ArrayList<>();

    private Builder() {}

    /** The one seed of all chance; 1 unless told otherwise. */
    public Builder seed(long seed) {
      this.config = config.withSeed(seed);
      return this;
    }

    /** The Region where requests name none; us-east-1 unless told otherwise. */
    public Builder region(String region) {
      this.config = config.withRegion(region);
      return this;
    }

    /** The date at which virtual time starts; 1 January 2026 unless told otherwise. */
    public Builder start(Instant start) {
      this.config = config.withStart(start);
      return this;
    }

    /**
     * Has a further account in the same cloud, for what goes from one account to another.
     *
     * @param id twelve digits
     * @param rootAccessKey of its root, other than {@code test}
     * @param rootSecret belonging to it
     */
    public Builder furtherAccount(String id, String rootAccessKey, String rootSecret) {
      accounts.add(new IamConfig.Account(id, rootAccessKey, rootSecret));
      return this;
    }

    /** Follows the machine's clock instead of virtual time. */
    public Builder wallClock() {
      this.wall = true;
      return this;
    }

    /**
     * Takes the engines of DynamoDB from there, and brings them back when it is closed: for those
     * who need many clouds, one after the other.
     */
    public Builder engines(WarmEngines shared) {
      this.engines = shared;
      return this;
    }

    private CloudConfig config() {
      return config;
    }

    /** The cloud. */
    public Diorama build() {
      return new Diorama(this);
    }
  }
}

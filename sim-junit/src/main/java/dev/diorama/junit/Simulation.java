package dev.diorama.junit;

import dev.diorama.Diorama;
import dev.diorama.Stack;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.cloud.Outbox;
import dev.diorama.core.fault.Fault;
import dev.diorama.core.metric.Metrics;
import dev.diorama.core.time.SimClock;
import dev.diorama.core.time.VirtualClock;
import dev.diorama.core.trace.Trace;
import dev.diorama.core.wire.Wildcards;
import dev.diorama.dynamodb.engine.WarmEngines;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import software.amazon.awssdk.awscore.AwsClient;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.dax.DaxClient;
import software.amazon.awssdk.services.dax.model.Cluster;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The cloud of a test or a class, and what was handed out of it. */
final class Simulation implements AutoCloseable {
  private static final Pattern TABLES =
      Pattern.compile("AWS::DynamoDB::(Global)?Table|AWS::Serverless::SimpleTable");

  private final long seed;
  private final Diorama diorama;
  private final @Nullable Stack stack;
  private final Map<Class<?>, AwsClient> clients = new LinkedHashMap<>();
  private final Map<String, AwsClient> daxClients = new LinkedHashMap<>();

  Simulation(Settings settings, long seed, WarmEngines engines) {
    this.seed = seed;
    this.diorama = Diorama.builder().seed(seed).region(settings.region()).engines(engines).build();
    try {
      if (TABLES.matcher(settings.template()).find()) {
        diorama.warmUp(); // Its first start in a JVM costs seconds, which the deployment can use.
      }
      this.stack =
          settings.template().isEmpty()
              ? null
              : diorama.deploy(settings.stack(), settings.template(), settings.parameters());
    } catch (RuntimeException | Error e) {
      diorama.close();
      throw e;
    }
  }

  long seed() {
    return seed;
  }

  Diorama diorama() {
    return diorama;
  }

  /** Lets those go wrong; they are of a test, and end with {@link #recover}. */
  void suffer(List<Fault> faults) {
    try {
      diorama.suffer(faults);
    } catch (IllegalArgumentException e) {
      throw new ExtensionConfigurationException(e.getMessage(), e);
    }
  }

  void recover() {
    diorama.recover();
  }

  /** A client of the DAX cluster that the pattern fits. */
  Object dax(String cluster, Class<?> type) {
    if (type != DynamoDbClient.class && type != DynamoDbAsyncClient.class) {
      throw new ExtensionConfigurationException(
          "@Dax is for DynamoDbClient and DynamoDbAsyncClient, not for " + type.getName());
    }
    return daxClients.computeIfAbsent(
        type.getSimpleName() + " " + cluster, key -> daxClient(cluster, type));
  }

  private AwsClient daxClient(String wanted, Class<?> type) {
    List<Cluster> all;
    try (DaxClient control = diorama.client(DaxClient.builder())) {
      all = control.describeClusters().clusters();
    }
    String pattern = wanted.isEmpty() ? "*" : wanted;
    List<Cluster> meant =
        all.stream().filter(each -> Wildcards.match(pattern, each.clusterName())).toList();
    if (meant.size() != 1) {
      throw new ExtensionConfigurationException(
          "@Dax"
              + (wanted.isEmpty() ? "" : "(\"" + wanted + "\")")
              + (meant.isEmpty() ? " fits no DAX cluster" : " fits more than one DAX cluster")
              + " of "
              + diorama.region()
              + "; there is "
              + all.stream().map(Cluster::clusterName).toList()
              + (all.isEmpty() ? ": add an AWS::DAX::Cluster to the template" : ""));
    }
    URI endpoint = URI.create(meant.get(0).clusterDiscoveryEndpoint().url());
    return type == DynamoDbClient.class
        ? diorama.client(DynamoDbClient.builder().endpointOverride(endpoint))
        : diorama.client(DynamoDbAsyncClient.builder().endpointOverride(endpoint));
  }

  /** Whether things of this type can be given. */
  static boolean gives(Class<?> type) {
    return AwsClient.class.isAssignableFrom(type)
        || type == Diorama.class
        || type == SimClock.class
        || type == VirtualClock.class
        || type == Outbox.class
        || type == Trace.class
        || type == Metrics.class
        || type == Cloud.class
        || type == SdkHttpClient.class
        || type == Stack.class;
  }

  /** The thing of a type that {@link #gives} is true of. */
  Object get(Class<?> type) {
    if (AwsClient.class.isAssignableFrom(type)) {
      return clients.computeIfAbsent(type, this::client);
    }
    if (type == Diorama.class) {
      return diorama;
    }
    if (type == Outbox.class) {
      return diorama.outbox();
    }
    if (type == Trace.class) {
      return diorama.trace();
    }
    if (type == Metrics.class) {
      return diorama.metrics();
    }
    if (type == Cloud.class) {
      return diorama.cloud();
    }
    if (type == SdkHttpClient.class) {
      return diorama.httpClient();
    }
    if (type == Stack.class) {
      return stack("a Stack");
    }
    return diorama.time();
  }

  /** The value of an output of the stack. */
  String output(String name) {
    Map<String, String> outputs = stack("@StackOutput(\"" + name + "\")").outputs();
    return Optional.ofNullable(outputs.get(name))
        .orElseThrow(
            () ->
                new ExtensionConfigurationException(
                    "@StackOutput(\""
                        + name
                        + "\"): the template has no such output; it has "
                        + outputs.keySet()));
  }

  private Stack stack(String wanted) {
    if (stack == null) {
      throw new ExtensionConfigurationException(
          wanted + " needs a template: @DioramaTest(template = \"...\")");
    }
    return stack;
  }

  private AwsClient client(Class<?> type) {
    try {
      Method builder = type.getMethod("builder");
      if (builder.invoke(null) instanceof AwsClientBuilder<?, ?> made) {
        return (AwsClient) configured(made);
      }
    } catch (NoSuchMethodException | IllegalAccessException e) {
      // Said below: not one of the SDK's client interfaces.
    } catch (InvocationTargetException e) {
      throw new ExtensionConfigurationException("cannot make a " + type.getName(), e.getCause());
    }
    throw new ExtensionConfigurationException(
        type.getName()
            + " is no client interface of the AWS SDK, such as S3Client or S3AsyncClient");
  }

  private <B extends AwsClientBuilder<B, C>, C> Object configured(AwsClientBuilder<?, ?> builder) {
    @SuppressWarnings("unchecked") // Every builder of the SDK is a builder of itself.
    B itself = (B) builder;
    return diorama.client(itself);
  }

  @Override
  public void close() {
    clients.values().forEach(AwsClient::close);
    daxClients.values().forEach(AwsClient::close);
    diorama.close();
  }
}

package dev.diorama.lambda;

import dev.diorama.core.cloud.Cloud;
import java.util.List;
import org.apiguardian.api.API;

/**
 * AWS Lambda: functions written in Java, run in process.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Lambda {
  /**
   * The bucket name that stands for the application's class path: a function whose code is said to
   * be there has the classes that the application has. No real bucket has this meaning.
   */
  public static final String CLASS_PATH_BUCKET = "diorama-classpath";

  private final Cloud cloud;
  private final LambdaStore store;

  private Lambda(Cloud cloud, LambdaStore store) {
    this.cloud = cloud;
    this.store = store;
  }

  /** Adds Lambda to a cloud. STS must be installed too, and S3 for code that is kept there. */
  public static Lambda install(Cloud cloud, LambdaConfig config) {
    cloud.faults().sender("lambda");
    LambdaStore store = new LambdaStore(config.logLines());
    EnvironmentPool pool = new EnvironmentPool(cloud, config, store);
    cloud.onClose(pool::close);
    LambdaFunctionService functions = new LambdaFunctionService(cloud, config, store, pool);
    LambdaPolicyService policies = new LambdaPolicyService(config, store, functions);
    FunctionRunner runner = new FunctionRunner(cloud, pool);
    AsyncQueue queue = new AsyncQueue(cloud, config, store, runner);
    LambdaInvokeService invocations = new LambdaInvokeService(store, runner, queue);
    AsyncConfigService async = new AsyncConfigService(cloud, store);
    SourceService sources = new SourceService(cloud, config, store, runner);
    cloud
        .router()
        .install(
            new LambdaApi(config, store, functions, policies, invocations, async, sources).table());
    return new Lambda(cloud, store);
  }

  /**
   * The newest log lines of a function in the cloud's own account and Region, oldest first; those
   * of a deleted function stay, as its log group does on AWS. Empty when there is no such function.
   */
  public List<LogLine> logs(String functionName) {
    return logs(cloud.config().account(), cloud.config().region(), "/aws/lambda/" + functionName);
  }

  /** The newest lines of a log group, oldest first; empty when there is no such group. */
  public List<LogLine> logs(String account, String region, String logGroup) {
    return cloud.turn().hold(() -> store.log(account, region, logGroup).lines());
  }
}

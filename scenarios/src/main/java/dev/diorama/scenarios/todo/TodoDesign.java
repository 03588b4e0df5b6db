package dev.diorama.scenarios.todo;

import dev.diorama.Diorama;
import dev.diorama.Stack;
import dev.diorama.cli.Design;
import dev.diorama.cli.Progress;
import dev.diorama.cli.Report;
import dev.diorama.cli.RunOptions;
import dev.diorama.scenarios.run.Probe;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;

/**
 * MyTodoList as a design that can be run and served.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class TodoDesign implements Design {

  @Override
  public String name() {
    return "todo";
  }

  @Override
  public String title() {
    return "MyTodoList";
  }

  @Override
  public String template() {
    try (InputStream resource = TodoDesign.class.getResourceAsStream("/todo/template.yaml")) {
      if (resource == null) {
        throw new IllegalStateException("todo/template.yaml is not on the class path");
      }
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Report run(RunOptions options, Progress progress) {
    progress.at("deploy the template", 0, 1);
    try (Diorama diorama = Diorama.builder().seed(options.seed()).build().warmUp()) {
      Stack stack = diorama.deploy(name(), template());
      progress.at("deploy the template", 1, 1);
      try (Workload workload = new Workload(diorama, stack, options)) {
        Measurements measured = measure(diorama, stack, workload, progress);
        List<Probe> probes =
            Attempts.all(diorama, stack, diorama.deploy("todo-other", template()), workload);
        double virtualSeconds = diorama.clock().nanos() / 1e9;
        Measurements uncached = withoutStageCache(options, progress);
        return new TodoReport(
                options,
                measured,
                uncached,
                probes,
                virtualSeconds,
                diorama.trace().digest(),
                diorama.faults().strokes())
            .report();
      }
    }
  }

  private static Measurements measure(
      Diorama diorama, Stack stack, Workload workload, Progress progress) {
    workload.signUp(progress);
    Measurements before = Measurements.of(diorama, stack, workload);
    workload.requests(progress);
    return Measurements.of(diorama, stack, workload).since(before);
  }

  /**
   * The same users, the same requests, the same seed, but no stage cache: what a cache saves is not
   * estimated but run.
   */
  private Measurements withoutStageCache(RunOptions options, Progress progress) {
    try (Diorama diorama = Diorama.builder().seed(options.seed()).build()) {
      Stack stack = diorama.deploy(name(), template(), Map.of("ApiCacheSeconds", "0"));
      try (Workload workload = new Workload(diorama, stack, options)) {
        return measure(
            diorama,
            stack,
            workload,
            (what, done, total) -> progress.at("the same without the stage cache", done, total));
      }
    }
  }

  @Override
  public List<String> commandsToTry(Stack stack, String endpoint) {
    return List.of(
        "aws --endpoint-url "
            + endpoint
            + " cognito-idp sign-up --no-sign-request --client-id "
            + stack.output("UserPoolClientId")
            + " --username mina@example.com --password Passw0rdMina"
            + " --user-attributes Name=email,Value=mina@example.com",
        "curl " + endpoint + "/_diorama/outbox",
        "curl -k " + stack.output("ApiUrl") + "/todos");
  }
}

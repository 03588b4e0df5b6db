package dev.diorama.scenarios.blog;

import dev.diorama.Diorama;
import dev.diorama.Stack;
import dev.diorama.cli.Deployment;
import dev.diorama.cli.Design;
import dev.diorama.cli.Progress;
import dev.diorama.cli.Report;
import dev.diorama.cli.RunOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * MyBlog.com as a design that can be run and served.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class BlogDesign implements Design {
  /** The second Region of the API, which the template's ReplicaRegion names too. */
  static final String SECOND_REGION = "ap-northeast-2";

  @Override
  public String name() {
    return "blog";
  }

  @Override
  public String title() {
    return "MyBlog.com";
  }

  @Override
  public String template() {
    try (InputStream resource = BlogDesign.class.getResourceAsStream("/blog/template.yaml")) {
      if (resource == null) {
        throw new IllegalStateException("blog/template.yaml is not on the class path");
      }
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * On this machine nobody else reaches the site, so uploads through it need no signed URL: what
   * the template calls open, and closes unless told otherwise.
   */
  @Override
  public Map<String, String> parametersWhenServed() {
    Map<String, String> parameters = parameters();
    parameters.put("SiteUploads", "open");
    return parameters;
  }

  /** Values for a home in the default Region whose mails both Regions write. */
  static Map<String, String> parameters() {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("ReplicaRegion", SECOND_REGION);
    parameters.put("MailRegions", "us-east-1," + SECOND_REGION);
    return parameters;
  }

  /** The API's second Region, on the replica that the first stack's table has there. */
  @Override
  public List<Deployment> elsewhere(Diorama diorama, Stack stack) {
    try (DynamoDbClient replica = diorama.in(SECOND_REGION).client(DynamoDbClient.builder())) {
      Map<String, String> parameters = parameters();
      parameters.put("SiteUrl", stack.output("SiteUrl"));
      parameters.put(
          "TableStreamArn",
          replica
              .describeTable(table -> table.tableName(stack.output("TableName")))
              .table()
              .latestStreamArn());
      return List.of(new Deployment(SECOND_REGION, parameters));
    }
  }

  @Override
  public void goLive(Diorama diorama, Stack stack) {
    for (String region : stack.output("ReplicaRegions").split(",", -1)) {
      Operator.allowMail(diorama.in(region), Operator.SENDER);
    }
    Operator.publishPages(diorama, stack);
  }

  @Override
  public Report run(RunOptions options, Progress progress) {
    return new BlogRun(this, options, progress).report();
  }

  @Override
  public List<String> commandsToTry(Stack stack, String endpoint) {
    return List.of(
        "curl -k " + stack.output("SiteUrl") + "/",
        "curl -k -d '{\"email\":\"mina@example.com\",\"name\":\"Mina\"}' "
            + stack.output("SiteUrl")
            + "/api/subscribers",
        "./diorama mail --endpoint " + endpoint,
        "curl -k -H 'X-Diorama-City: Seoul' -T picture.jpg "
            + stack.output("SiteUrl")
            + "/uploads/picture.jpg",
        "curl -k -o thumbnail.jpg " + stack.output("SiteUrl") + "/thumbnails/picture.jpg");
  }
}

package dev.diorama.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.Diorama;
import dev.diorama.Stack;
import dev.diorama.core.place.City;
import dev.diorama.scenarios.blog.BlogDesign;
import dev.diorama.scenarios.run.Browser;
import dev.diorama.scenarios.todo.TodoDesign;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.StackResourceSummary;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;

/** Both designs in one cloud. */
class SideBySideTest {
  @Test
  void bothDesigns_inOneCloud_doNotDisturbEachOther() {
    try (Diorama diorama = Diorama.create();
        Browser browser = new Browser(diorama, City.SEOUL);
        DynamoDbClient dynamo = diorama.client(DynamoDbClient.builder())) {
      Stack todo = diorama.deploy("todo", new TodoDesign().template());
      Stack blog = diorama.deploy("blog", new BlogDesign().template());

      assertThat(resources(diorama, "todo"))
          .doesNotContainAnyElementsOf(resources(diorama, "blog"));
      String body = "{\"email\":\"mina@example.com\",\"name\":\"Mina\"}";
      assertThat(browser.post(blog.output("ApiUrl") + "/subscribers", body).status())
          .isEqualTo(201);
      assertThat(browser.get(todo.output("ApiUrl") + "/todos").status()).isEqualTo(401);
      assertThat(browser.get(blog.output("ApiUrl") + "/posts").status()).isEqualTo(200);
      assertThat(items(dynamo, todo)).isZero();
      assertThat(items(dynamo, blog)).isPositive();

      // One goes, the other stays.
      try (CloudFormationClient stacks = diorama.client(CloudFormationClient.builder())) {
        stacks.deleteStack(delete -> delete.stackName("todo"));
        diorama.time().settle();
      }
      assertThat(browser.get(todo.output("ApiUrl") + "/todos").status()).isEqualTo(403);
      assertThat(browser.get(blog.output("ApiUrl") + "/posts").status()).isEqualTo(200);
    }
  }

  private static int items(DynamoDbClient dynamo, Stack stack) {
    return dynamo.scan(ScanRequest.builder().tableName(stack.output("TableName")).build()).count();
  }

  private static List<String> resources(Diorama diorama, String stack) {
    List<String> ids = new ArrayList<>();
    try (CloudFormationClient stacks = diorama.client(CloudFormationClient.builder())) {
      for (StackResourceSummary resource :
          stacks
              .listStackResourcesPaginator(list -> list.stackName(stack))
              .stackResourceSummaries()) {
        ids.add(resource.resourceType() + " " + resource.physicalResourceId());
      }
    }
    return ids;
  }
}

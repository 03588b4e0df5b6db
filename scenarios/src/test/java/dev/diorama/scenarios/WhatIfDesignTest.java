package dev.diorama.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.whatif.design.Design;
import dev.diorama.whatif.design.Design.Route;
import dev.diorama.whatif.design.DesignReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Both designs as what-if runs see them: from the templates that are deployed live. */
class WhatIfDesignTest {
  private static Design read(String name) throws IOException {
    try (InputStream in =
        WhatIfDesignTest.class.getResourceAsStream("/" + name + "/template.yaml")) {
      assertThat(in).as(name).isNotNull();
      return DesignReader.read(
          name, new String(in.readAllBytes(), StandardCharsets.UTF_8), Map.of(), "us-east-1");
    }
  }

  @Test
  void todo_readsThroughTwoCaches() throws IOException {
    Design todo = read("todo");
    Route list =
        todo.apis().get(0).routes().stream()
            .filter(route -> route.method().equals("GET") && route.path().equals("/todos"))
            .findFirst()
            .orElseThrow();
    assertThat(list.cacheSeconds()).isEqualTo(60);
    assertThat(list.keyParameters()).contains("method.request.header.Authorization");
    assertThat(todo.function(list.function()).orElseThrow().uses())
        .containsExactly(new Design.Use("Query", "TodoCache", true));
    assertThat(todo.clusters())
        .containsExactly(new Design.Cluster("TodoCache", "dax.t3.small", 1, 300_000, 300_000));
    assertThat(todo.table("TodoTable").orElseThrow().onDemand()).isTrue();
  }

  @Test
  void blog_isReachedThroughTheEdges_andReplicated() throws IOException {
    Design blog = read("blog");
    assertThat(blog.distributions().get(0).behaviors())
        .extracting(Design.Behavior::origin)
        .containsExactly("BlogApi", "ThumbnailBucket", "ContentBucket");
    assertThat(blog.tables().get(0).replicas()).hasSize(2);
    assertThat(blog.streams())
        .extracting(Design.StreamTrigger::function)
        .containsExactly("Welcome");
  }
}

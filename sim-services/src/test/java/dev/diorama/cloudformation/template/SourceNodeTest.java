package dev.diorama.cloudformation.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.diorama.core.json.Json;
import org.junit.jupiter.api.Test;

/** Where the parts of a template are written. */
class SourceNodeTest {
  private static final String YAML =
      """
      Resources:
        Files:
          Type: AWS::S3::Bucket
          Properties:
            BucketName: !Sub ${AWS::StackName}-files
            Tags: [{Key: a, Value: b}]
      """;

  @Test
  void read_yaml_knowsKeysAndValues() {
    SourceNode name =
        SourceNode.read(YAML)
            .get("Resources")
            .flatMap(r -> r.get("Files"))
            .flatMap(f -> f.get("Properties"))
            .flatMap(p -> p.get("BucketName"))
            .orElseThrow();

    assertThat(name.key()).contains(new SourceNode.Mark(5, 7));
    assertThat(name.start()).isEqualTo(new SourceNode.Mark(5, 19));
    assertThat(name.end()).isEqualTo(new SourceNode.Mark(5, 47));
    assertThat(name.value().text("Fn::Sub")).contains("${AWS::StackName}-files");
    assertThat(name.flow()).isFalse();
  }

  @Test
  void read_flow_isTold() {
    SourceNode root = SourceNode.read(YAML);
    SourceNode tags =
        root.get("Resources")
            .flatMap(r -> r.get("Files"))
            .flatMap(f -> f.get("Properties"))
            .flatMap(p -> p.get("Tags"))
            .orElseThrow();

    assertThat(root.flow()).isFalse();
    assertThat(tags.flow()).isTrue();
    assertThat(tags.items().get(0).start()).isEqualTo(new SourceNode.Mark(6, 14));
  }

  @Test
  void read_hasTheTreeThatIsDeployed() {
    String json = "{\"Resources\": {\"A\": {\"Type\": \"AWS::SQS::Queue\"}}}";

    assertThat(SourceNode.read(json).value()).isEqualTo(Json.parse(json));
    assertThat(SourceNode.read(YAML).value()).isEqualTo(Template.read(YAML).tree());
  }

  @Test
  void read_notWellFormed_saysWhere() {
    assertThatExceptionOfType(TemplateException.class)
        .isThrownBy(() -> SourceNode.read("Resources:\n  A: [1, 2\n  B: 3\n"))
        .satisfies(
            e -> {
              assertThat(e.message()).startsWith("Template format error: YAML not well-formed.");
              assertThat(e.mark()).map(SourceNode.Mark::line).contains(3);
            });
    assertThatExceptionOfType(TemplateException.class)
        .isThrownBy(() -> SourceNode.read("Resources:\n  A: !Reff B\n"))
        .satisfies(e -> assertThat(e.mark()).contains(new SourceNode.Mark(2, 6)));
    assertThatExceptionOfType(TemplateException.class)
        .isThrownBy(() -> SourceNode.read("- a\n"))
        .satisfies(e -> assertThat(e.mark()).contains(new SourceNode.Mark(1, 1)));
  }
}

package dev.diorama.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.diorama.core.random.Seeds;
import dev.diorama.core.random.SimRandom;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever is in a template, there are findings or one sentence that says why not: never a failure
 * of our own. Templates with traps are changed at random, by seeds, in ways in which people and
 * generators get them wrong.
 */
class MutatedTemplatesTest {
  private static final List<String> ODD_VALUES =
      List.of(
          "[]",
          "{}",
          "[1, 2]",
          "{a: b}",
          "~",
          "''",
          "-1",
          "1e400",
          "99999999999999999999",
          "abc",
          "true",
          "!Ref Nothing",
          "!GetAtt Nothing.Arn",
          "!Sub '${Nothing}'",
          "!If [Nothing, 1, 2]",
          "{Ref: [1]}",
          "{'Fn::Sub': [1, 2, 3]}",
          "{'Fn::Join': abc}",
          "{'Fn::Select': [9, []]}",
          "{'Fn::GetAtt': {}}",
          "{'Fn::FindInMap': [1]}",
          "*anchor",
          "'{{resolve:ssm:/a/b}}'",
          "\"\\0\"",
          "한국어 🙂");

  static Stream<String> templates() {
    return Rules.checks().stream().map(check -> check.rule().id() + ".trap.yaml");
  }

  private static String read(String file) throws IOException {
    try (InputStream in = MutatedTemplatesTest.class.getResourceAsStream(file)) {
      assertThat(in).as(file).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Checks and mends; what is refused is refused in a sentence with the file's name. */
  private static void look(String text) {
    assertThatNoException()
        .as(text)
        .isThrownBy(
            () -> {
              try {
                TemplateCheck check = TemplateCheck.of("t.yaml", text, Map.of(), "us-east-1");
                for (String language : List.of("en", "ko")) {
                  new TextReport(Texts.in(language)).of(List.of(check));
                }
                new SarifReport(Texts.in("en")).of(List.of(check));
                check.fixed();
              } catch (CheckException e) {
                assertThat(e.getMessage()).startsWith("t.yaml:").doesNotContain("Exception");
              }
            });
  }

  @ParameterizedTest
  @MethodSource("templates")
  void mutants_areCheckedOrRefusedInASentence(String file) throws IOException {
    List<String> lines = read(file).lines().toList();
    SimRandom chance = new Seeds(1).stream("mutants/" + file);
    for (int i = 0; i < 40; i++) {
      List<String> mutant = new ArrayList<>(lines);
      int times = 1 + chance.nextInt(2);
      for (int j = 0; j < times; j++) {
        mutate(mutant, chance);
      }
      look(String.join("\n", mutant) + "\n");
    }
  }

  private static void mutate(List<String> lines, SimRandom chance) {
    int at = chance.nextInt(lines.size());
    String line = lines.get(at);
    int colon = line.indexOf(':');
    switch (chance.nextInt(7)) {
      case 0 -> lines.remove(at);
      case 1 -> lines.add(at, line);
      case 2 -> lines.set(at, "\t" + line);
      case 3 -> lines.set(at, " " + line);
      case 4 -> lines.set(at, line.substring(0, chance.nextInt(line.length() + 1)));
      case 5 -> lines.set(at, line.replace("- ", ""));
      default -> {
        String odd = ODD_VALUES.get(chance.nextInt(ODD_VALUES.size()));
        lines.set(at, colon < 0 ? odd : line.substring(0, colon + 1) + " " + odd);
        // What stood below it would make no YAML any more.
        int deep = indent(line);
        while (at + 1 < lines.size() && indent(lines.get(at + 1)) > deep) {
          lines.remove(at + 1);
        }
      }
    }
    if (lines.isEmpty()) {
      lines.add("");
    }
  }

  private static int indent(String line) {
    return line.isBlank() ? Integer.MAX_VALUE : line.length() - line.stripLeading().length();
  }

  static Stream<String> oddities() {
    String parameter = "Parameters:\n  N: {Type: Number, %s}\nResources:\n  A: {Type: %s}\n";
    return Stream.of(
        "",
        "\n\n",
        "abc",
        "42",
        "[]",
        "- a\n- b\n",
        "Resources: 1\n",
        "Resources: []\n",
        "Resources: {A: 1}\n",
        "Resources: {A: []}\n",
        "Resources: {A: {Type: [a]}}\n",
        "Resources: {A: {Type: AWS::S3::Bucket, Properties: [1]}}\n",
        "Resources: {A: {Type: AWS::S3::Bucket, Properties: 1}}\n",
        "Resources: {A: {Type: AWS::S3::Bucket, Condition: [1]}}\n",
        "Resources: {A: {Type: AWS::S3::Bucket, Metadata: {Diorama: {Ignore: 1}}}}\n",
        "Resources: {A: {Type: AWS::S3::Bucket, Metadata: {Diorama: 1}}}\n",
        "Parameters: [1]\nResources: {A: {Type: AWS::S3::Bucket}}\n",
        "Conditions: 1\nResources: {A: {Type: AWS::S3::Bucket}}\n",
        "Conditions: {C: !Condition C}\nResources: {A: {Type: AWS::S3::Bucket, Condition: C}}\n",
        "Mappings: [1]\nResources: {A: {Type: AWS::S3::Bucket}}\n",
        "Outputs: [1]\nResources: {A: {Type: AWS::S3::Bucket}}\n",
        "Outputs: {O: 1}\nResources: {A: {Type: AWS::S3::Bucket}}\n",
        "Globals: 1\nTransform: AWS::Serverless-2016-10-31\nResources: {A: {Type: AWS::S3::Bucket}}\n",
        "Transform: [1]\nResources: {A: {Type: AWS::S3::Bucket}}\n",
        "Transform: {Name: AWS::Include}\nResources: {A: {Type: AWS::S3::Bucket}}\n",
        parameter.formatted("MinValue: abc", "AWS::SQS::Queue"),
        parameter.formatted("MinValue: [1], Default: 1", "AWS::SQS::Queue"),
        parameter.formatted("Default: abc", "AWS::SQS::Queue"),
        parameter.formatted("AllowedValues: 1, Default: 1", "AWS::SQS::Queue"),
        parameter.formatted("AllowedPattern: '[', Default: 1", "AWS::SQS::Queue"),
        parameter.formatted("MaxLength: x, Default: 1", "AWS::SQS::Queue"),
        "A: &a [*a]\nResources: {}\n",
        "Resources: &r {A: *r}\n",
        "a: 1\na: 2\n",
        "\tResources: {}\n",
        "\0\1\2\3",
        "%YAML 9.9\n---\nA: 1\n",
        "--- a\n--- b\n",
        "? [a, b]\n: c\n",
        "Resources: !!binary abc\n",
        "Resources: {A: {<<: {Type: AWS::S3::Bucket}}}\n");
  }

  @ParameterizedTest
  @MethodSource("oddities")
  void oddTemplates_areCheckedOrRefusedInASentence(String text) {
    look(text);
  }

  @Test
  void aliasBomb_isRefusedAtOnce() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
    for (int i = 1; i <= 20; i++) {
      bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
    }
    assertThatExceptionOfType(CheckException.class)
        .isThrownBy(() -> TemplateCheck.of("bomb.yaml", bomb.toString(), Map.of(), "us-east-1"))
        .withMessage(
            "bomb.yaml: Template format error: the template's aliases unfold to more than 500000"
                + " parts.");
  }

  @Test
  void deepNesting_isRefused() {
    for (int depth : new int[] {100, 100_000}) {
      assertThatExceptionOfType(CheckException.class)
          .isThrownBy(
              () ->
                  TemplateCheck.of(
                      "d", "a: " + "[".repeat(depth) + "]".repeat(depth), Map.of(), "us-east-1"))
          .withMessageContaining("the template is nested too deeply");
    }
  }

  @Test
  void templateOfMoreThanAMegabyte_isRefusedAsCloudFormationDoes() {
    String rows =
        String.join("", IntStream.range(0, 60_000).mapToObj(i -> "# row " + i + "\n").toList());
    String large = "Resources: {A: {Type: AWS::S3::Bucket}}\n" + rows.repeat(8);

    assertThatExceptionOfType(CheckException.class)
        .isThrownBy(() -> TemplateCheck.of("large.yaml", large, Map.of(), "us-east-1"))
        .withMessageStartingWith(
            "large.yaml: CloudFormation takes templates of at most 1 MB; this has ");
  }
}

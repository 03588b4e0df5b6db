package dev.diorama.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.diorama.cloudformation.template.SourceNode.Mark;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is checked, where it is shown, and what is passed over. */
class TemplateCheckTest {
  private static TemplateCheck check(String text, Map<String, String> parameters) {
    return TemplateCheck.of("template.yaml", text, parameters, "us-east-1");
  }

  private static TemplateCheck check(String text) {
    return check(text, Map.of());
  }

  private static List<String> ids(TemplateCheck check) {
    return check.findings().stream().map(finding -> finding.rule().id()).toList();
  }

  private static final String CLUSTER =
      """
      Parameters:
        Nodes:
          Type: Number
          Default: 1
      Conditions:
        Wanted: !Not [!Equals [!Ref Nodes, 0]]
      Resources:
        Cache:
          Type: AWS::DAX::Cluster
          Condition: Wanted
          Properties:
            IAMRoleARN: arn:aws:iam::123456789012:role/dax
            NodeType: dax.t3.small
            ReplicationFactor: !Ref Nodes # of three zones
      """;

  @Test
  void parameters_decideWhatIsDeployed() {
    assertThat(ids(check(CLUSTER))).containsExactly("DIO-DAX-001");
    assertThat(ids(check(CLUSTER, Map.of("Nodes", "3")))).isEmpty();
    assertThat(ids(check(CLUSTER, Map.of("Nodes", "0")))).isEmpty();
  }

  @Test
  void place_isThatOfTheKey_withoutTheComment() {
    Finding finding = check(CLUSTER).findings().get(0);

    assertThat(finding.start()).isEqualTo(new Mark(14, 7));
    assertThat(finding.end()).isEqualTo(new Mark(14, 36));
    assertThat(finding.resource()).isEqualTo("Cache");
  }

  @Test
  void fix_ofAReferredValue_changesTheDefault() {
    assertThat(check(CLUSTER).fixed()).isEqualTo(CLUSTER.replace("Default: 1", "Default: 3"));
  }

  @Test
  void parameter_withoutValue_isNoObstacle() {
    String text = CLUSTER.replace("    Default: 1\n", "");

    assertThat(ids(check(text))).containsExactly("DIO-DAX-001");
    assertThat(check(text).fixed()).isEqualTo(text);
  }

  @Test
  void parameter_unknownOrRefused_isSaid() {
    assertThatExceptionOfType(CheckException.class)
        .isThrownBy(() -> check(CLUSTER, Map.of("Nods", "3")))
        .withMessageContaining("[Nods] do not exist in the template");
    assertThatExceptionOfType(CheckException.class)
        .isThrownBy(() -> check(CLUSTER, Map.of("Nodes", "many")))
        .withMessageContaining("Nodes failed to satisfy constraint");
  }

  @Test
  void json_isCheckedAndMendedInItsOwnManner() {
    String json =
        """
        {
          "Resources": {
            "Allowed": {
              "Type": "AWS::Lambda::Permission",
              "Properties": {
                "Action": "lambda:InvokeFunction",
                "FunctionName": "work",
                "Principal": "sns.amazonaws.com"
              }
            }
          }
        }
        """;
    TemplateCheck check = check(json);

    assertThat(ids(check)).containsExactly("DIO-IAM-005");
    assertThat(check.findings().get(0).start()).isEqualTo(new Mark(3, 5));
    assertThat(check.fixed())
        .contains(
            "        \"SourceAccount\": {\"Ref\":\"AWS::AccountId\"},\n        \"Action\": \"lambda");
    assertThat(ids(check(check.fixed()))).isEmpty();
  }

  @Test
  void globals_areWhereAnInheritedValueStands() {
    String text =
        """
        Transform: AWS::Serverless-2016-10-31
        Globals:
          Function:
            Timeout: 60
        Resources:
          Slow:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: java17
              Handler: a.B::c
              CodeUri: .
              Events:
                Get:
                  Type: Api
                  Properties:
                    Path: /slow
                    Method: GET
        """;
    TemplateCheck check = check(text);

    assertThat(ids(check)).containsExactly("DIO-API-005");
    assertThat(check.findings().get(0).start()).isEqualTo(new Mark(4, 5));
    assertThat(check.fixed()).isEqualTo(text.replace("60", "29"));
  }

  @Test
  void ignore_withAReason_isReportedAsSuppressed() {
    String text =
        CLUSTER.replace(
            "    Condition: Wanted\n",
            """
                Condition: Wanted
                Metadata:
                  Diorama:
                    Ignore:
                      - DIO-DAX-001: a test needs no second node
            """);
    Finding finding = check(text).findings().get(0);

    assertThat(ids(check(text))).containsExactly("DIO-DAX-001");
    assertThat(finding.suppressed()).contains("a test needs no second node");
    assertThat(check(text).fixed()).isEqualTo(text);
  }

  @Test
  void ignore_withoutAReasonOrOfNoRule_isAFinding() {
    String ignoring = "    Condition: Wanted\n    Metadata: {Diorama: {Ignore: [%s]}}\n";
    String bare = CLUSTER.replace("    Condition: Wanted\n", ignoring.formatted("DIO-DAX-001"));
    String wrong =
        CLUSTER.replace("    Condition: Wanted\n", ignoring.formatted("DIO-DAX-999: because"));

    assertThat(ids(check(bare))).containsExactlyInAnyOrder("DIO-TPL-002", "DIO-DAX-001");
    assertThat(check(bare).findings()).allMatch(finding -> finding.suppressed().isEmpty());
    assertThat(ids(check(wrong))).containsExactlyInAnyOrder("DIO-TPL-002", "DIO-DAX-001");
  }

  @Test
  void unsupportedParts_areLeftOutAndSaid_theRestIsChecked() {
    String text =
        "Transform: AWS::Serverless-2016-10-31\n"
            + CLUSTER
            + """
              Machine:
                Type: AWS::Serverless::StateMachine
                Properties:
                  DefinitionUri: a.json
              Other:
                Type: AWS::SQS::Queue
                Properties:
                  QueueName: !FindInMap [None, a, b]
              Named:
                Type: AWS::SQS::Queue
                Properties:
                  QueueName: !ImportValue other-stack
            """;

    assertThat(ids(check(text)))
        .containsExactlyInAnyOrder("DIO-DAX-001", "DIO-TPL-001", "DIO-TPL-001");
    assertThat(check(text).findings())
        .filteredOn(finding -> finding.rule().id().equals("DIO-TPL-001"))
        .extracting(Finding::resource)
        .containsExactly("Machine", "Other");
  }

  @Test
  void noTemplate_isRefusedWithItsPlace() {
    assertThatExceptionOfType(CheckException.class)
        .isThrownBy(() -> check("Resources:\n  A: [1,\n"))
        .withMessageStartingWith("template.yaml:3:1: Template format error: YAML not well-formed.");
    assertThatExceptionOfType(CheckException.class)
        .isThrownBy(() -> check("Resources: {}\n"))
        .withMessageStartingWith("template.yaml: Template format error: At least one Resources");
  }

  @Test
  void branches_areFollowedToTheOneThatIsTaken() {
    String text =
        """
        Conditions:
          Open: !Equals [a, b]
        Resources:
          Files:
            Type: AWS::S3::Bucket
            Properties:
              PublicAccessBlockConfiguration: !If
                - Open
                - BlockPublicAcls: true
                - BlockPublicAcls: false
        """;
    TemplateCheck check = check(text);

    assertThat(check.findings().get(0).start()).isEqualTo(new Mark(10, 11));
    assertThat(check.fixed()).isEqualTo(text.replace("false", "true"));
  }
}

package dev.diorama.iam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.iam.DecisionTable.Row;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every row of the decision table, decided by the evaluator and by the naive one. */
class DecisionTableTest {
  static List<Row> rows() {
    return DecisionTable.rows();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void decide_row_asItsPageSays(Row row) {
    Verdict verdict = Evaluation.decide(row.question(), row.bearing());
    assertThat(describe(verdict)).as(row.address() + "\n" + verdict).isEqualTo(row.expected());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void decide_row_naiveEvaluatorAgrees(Row row) {
    assertThat(NaiveEvaluator.allows(row.groups(), row.question(), row.sameAccount(), row.role()))
        .as(row.address())
        .isEqualTo(row.expected().startsWith("ALLOW"));
  }

  @Test
  void rows_all_areManyAndNoTwoAlike() {
    assertThat(rows()).hasSizeGreaterThan(400);
    assertThat(
            rows().stream()
                .map(
                    row ->
                        row.address()
                            + row.caller()
                            + row.groups()
                            + row.question()
                            + row.question().context().sorted()
                            + row.sameAccount())
                .collect(Collectors.toSet()))
        .hasSizeGreaterThan(400);
    assertThat(rows()).allSatisfy(row -> assertThat(row.address()).startsWith("https://docs.aws."));
  }

  private static String describe(Verdict verdict) {
    String proof =
        verdict.proof().stream()
            .map(one -> one.policy() + "#" + one.number())
            .collect(Collectors.joining("+"));
    if (verdict.allowed()) {
      return "ALLOW " + (proof.isEmpty() ? "root" : proof);
    }
    if (verdict.explicitDeny()) {
      return "DENY " + proof;
    }
    Verdict.Sort sort = verdict.sort();
    return "NONE "
        + switch (sort == null ? Verdict.Sort.IDENTITY : sort) {
          case SERVICE_CONTROL -> "scp";
          case RESOURCE_CONTROL -> "rcp";
          case TRUST -> "trust";
          case RESOURCE -> "resource";
          case IDENTITY -> "identity";
          case BOUNDARY -> "boundary";
          case SESSION -> "session";
        };
  }
}

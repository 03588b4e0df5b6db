package dev.diorama.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.dynamodb.Statement.Verb;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class StatementTest {
  private static final AttributeValue A = AttributeValue.fromS("a");

  private static Statement read(String text, AttributeValue... parameters) {
    return Statement.of(text, List.of(parameters));
  }

  @Test
  void select_tableIndexAndKey_areFound() {
    Statement plain = read("SELECT * FROM Todos WHERE pk = 'a' AND sk > 5");
    assertThat(plain.verb()).isEqualTo(Verb.SELECT);
    assertThat(plain.table()).isEqualTo("Todos");
    assertThat(plain.index()).isEmpty();
    assertThat(plain.equal()).isEqualTo(Map.of("pk", A));
    assertThat(plain.projects()).isFalse();
    Statement index = read("select v, w from \"my-Todos.x\".\"by-v\" where \"pk\"=?", A);
    assertThat(index.table()).isEqualTo("my-Todos.x");
    assertThat(index.index()).contains("by-v");
    assertThat(index.equal()).isEqualTo(Map.of("pk", A));
    assertThat(index.projects()).isTrue();
    Statement exists = read("EXISTS(SELECT * FROM Todos WHERE pk='a')");
    assertThat(exists.verb()).isEqualTo(Verb.SELECT);
    assertThat(exists.table()).isEqualTo("Todos");
  }

  @Test
  void insert_valuesAtTheTop_areFound() {
    Statement insert =
        read(
            "INSERT INTO \"Todos\" VALUE {'pk': ?, 'sk': 'it''s', 'n': -1.5e3, 'm': {'pk': 'no'},"
                + " 'l': [{'sk': 'no'}], 'last': ?}",
            A,
            AttributeValue.fromBool(true));
    assertThat(insert.verb()).isEqualTo(Verb.INSERT);
    assertThat(insert.equal())
        .isEqualTo(
            Map.of(
                "pk",
                A,
                "sk",
                AttributeValue.fromS("it's"),
                "n",
                AttributeValue.fromN("-1.5e3"),
                "last",
                AttributeValue.fromBool(true)));
  }

  @Test
  void updateAndDelete_keysBehindWhere_areFoundWithTheirParameters() {
    Statement update = read("UPDATE Todos SET v = ? SET w='x' WHERE pk=? AND sk='b'", A, A);
    assertThat(update.verb()).isEqualTo(Verb.UPDATE);
    assertThat(update.equal()).isEqualTo(Map.of("pk", A, "sk", AttributeValue.fromS("b")));
    Statement delete = read("DELETE FROM Todos WHERE pk='a' RETURNING ALL OLD *");
    assertThat(delete.verb()).isEqualTo(Verb.DELETE);
    assertThat(delete.equal()).isEqualTo(Map.of("pk", A));
  }

  @Test
  void malformed_namesNothing() {
    for (String text :
        new String[] {"", "dog", "SELECT", "INSERT INTO", "UPDATE", "SELECT * FROM"}) {
      assertThat(read(text).table()).isEmpty();
      assertThat(read(text).equal()).isEmpty();
    }
    assertThat(read("SELECT * FROM Todos WHERE pk = ?").equal()).isEmpty();
    assertThat(read("SELECT * FROM Todos WHERE pk =").equal()).isEmpty();
  }
}

package dev.diorama.cache.dax.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diorama.core.random.Seeds;
import dev.diorama.core.random.SimRandom;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/**
 * The pieces of the protocol; the vectors are of docs/dax-protocol.md, captured from AWS's client.
 */
class WireCodecTest {
  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  private static String hex(CborWriter out) {
    return HexFormat.of().formatHex(out.toBytes());
  }

  @ParameterizedTest
  @CsvSource({
    "0,80",
    "0.1,c01c0000",
    "1,c11c0000",
    "-1,3ee3fff0",
    "10,c21c0010",
    "10.5,c21d4020",
    "1E1,c21c0000",
    "-10.5,3de2bfd0",
    "1.0,c11c0010",
    "123456,c621dd4008",
    "100,c31c0020",
    "1E70,fe800000471c0000",
    "999,c3fcc020",
    "1E-100,817fffff9d1c0000",
    "1000,c41c00c000",
    "-1E70,017fffffb8e3fff0"
  })
  void lexDecimal_vectors(String number, String bytes) {
    BigDecimal value = new BigDecimal(number);
    assertThat(HexFormat.of().formatHex(LexDecimal.encode(value))).isEqualTo(bytes);
    assertThat(LexDecimal.decode(hex(bytes))).isEqualByComparingTo(value);
  }

  @Test
  void lexDecimal_ofAnyNumbers_sortsAsTheyDo() {
    SimRandom random = new Seeds(3).stream("lex");
    List<BigDecimal> numbers = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      BigInteger digits = new BigInteger(1, random.bytes(1 + random.nextInt(15)));
      BigDecimal number = new BigDecimal(digits, random.nextInt(200) - 100);
      numbers.add(random.nextBoolean() ? number : number.negate());
    }
    for (BigDecimal number : numbers) {
      assertThat(LexDecimal.decode(LexDecimal.encode(number))).isEqualByComparingTo(number);
    }
    for (int i = 1; i < numbers.size(); i++) {
      int order =
          Arrays.compareUnsigned(
              LexDecimal.encode(numbers.get(i - 1)), LexDecimal.encode(numbers.get(i)));
      int expected = numbers.get(i - 1).compareTo(numbers.get(i));
      if (expected != 0) {
        assertThat(Integer.signum(order)).isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "00", "ff", "7f", "fe8000", "c1", "c11c", "c1ffffff", "c10000"})
  void lexDecimal_thatIsNone_isMalformed(String bytes) {
    assertThatThrownBy(() -> LexDecimal.decode(hex(bytes))).isInstanceOf(Malformed.class);
  }

  @Test
  void values_ofEveryType_comeBack() {
    List<AttributeValue> values =
        List.of(
            AttributeValue.fromS("text \u00e9 \ud83d\ude00"),
            AttributeValue.fromN("-9223372036854775808"),
            AttributeValue.fromN("123456789012345678901234567890"),
            AttributeValue.fromN("-0.00025"),
            AttributeValue.fromB(SdkBytes.fromByteArray(new byte[] {0, -1})),
            AttributeValue.fromBool(true),
            AttributeValue.fromNul(true),
            AttributeValue.fromSs(List.of("a", "b")),
            AttributeValue.fromNs(List.of("1", "2.5")),
            AttributeValue.fromBs(List.of(SdkBytes.fromUtf8String("z"))),
            AttributeValue.fromL(
                List.of(AttributeValue.fromM(Map.of("k", AttributeValue.fromS(""))))));
    for (AttributeValue value : values) {
      CborWriter out = new CborWriter();
      Values.write(out, value);
      CborReader in = new CborReader(out.toBytes());
      assertThat(Values.read(in)).isEqualTo(value);
      assertThat(in.atEnd()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    // Numbers as JavaScript sends them, and in forms that any client might.
    "f93e00,1.5",
    "fa3fc00000,1.5",
    "fb3ff8000000000000,1.5",
    "c4820a01,10000000000",
    "c48220c2420100,25.6",
    "1bffffffffffffffff,18446744073709551615",
    "3bffffffffffffffff,-18446744073709551616",
    "c349010000000000000000,-18446744073709551617"
  })
  void numbers_inEveryForm(String bytes, String number) {
    assertThat(Values.read(new CborReader(hex(bytes))).n()).isEqualTo(number);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "f97e00",
        "c5820101",
        "c481 01",
        "6 2ff",
        "62ffff",
        "5affffffff",
        "9bffffffffffffffff",
        "a1",
        "d90cf901",
        "fc"
      })
  void values_thatAreNone_areMalformed(String bytes) {
    assertThatThrownBy(() -> Values.read(new CborReader(hex(bytes.replace(" ", "")))))
        .isInstanceOf(Malformed.class);
  }

  @Test
  void documents_nestedTooDeep_areMalformed() {
    assertThatThrownBy(() -> Values.read(new CborReader(hex("81".repeat(60) + "01"))))
        .isInstanceOf(Malformed.class);
  }

  @Test
  void scanner_inPiecesOfAnySize_findsTheSameEnd() {
    byte[] value = hex("bf004f82018283126162d90cfc008212616102f503fb3ff8000000000000ff");
    for (int piece = 1; piece <= value.length; piece++) {
      ValueScanner scanner = new ValueScanner(1_000);
      ByteBuf buffer = Unpooled.buffer();
      boolean ended = false;
      for (int at = 0; at < value.length; at += piece) {
        assertThat(ended).isFalse();
        buffer.writeBytes(value, at, Math.min(piece, value.length - at));
        ended = scanner.scan(buffer);
      }
      assertThat(ended).as("in pieces of %s", piece).isTrue();
      assertThat(scanner.position()).isEqualTo(value.length);
    }
  }

  @Test
  void expressions_ofTheCapturedQueryAndUpdate_becomeText() {
    Expressions query = new Expressions();
    assertThat(query.condition(hex("830183068300821262706b8211008304821262736b82110182617000")))
        .isEqualTo("#n0 = :v0 AND #n1 > :v1");
    assertThat(query.names()).isEqualTo(Map.of("#n0", "pk", "#n1", "sk"));
    assertThat(query.values())
        .isEqualTo(Map.of(":v0", AttributeValue.fromS("p"), ":v1", AttributeValue.fromN("0")));
    Expressions update = new Expressions();
    assertThat(
            update.update(
                hex(
                    "8301828313821261618318198317821261618211008211018313831261"
                        + "62d90cfc01821100820001")))
        .isEqualTo("SET #n0 = if_not_exists(#n0, :v0) + :v1, #n1[1] = :v0");
  }

  @Test
  void conditions_keepTheirMeaning_withNoMoreParenthesesThanNeeded() {
    assertThat(
            condition(
                node(
                    6,
                    node(7, exists("a"), exists("b")),
                    node(8, node(9, path("c"), value(0), value(0))))))
        .isEqualTo(
            "(attribute_exists(#n0) OR attribute_exists(#n1)) AND"
                + " (NOT (#n2 BETWEEN :v0 AND :v0))");
    assertThat(condition(node(6, node(6, exists("a"), exists("b")), exists("c"))))
        .isEqualTo("attribute_exists(#n0) AND attribute_exists(#n1) AND attribute_exists(#n2)");
    assertThat(condition(node(10, path("a"), "82" + value(0) + value(0))))
        .isEqualTo("#n0 IN (:v0, :v0)");
    assertThat(condition(node(3, node(16, path("a")), value(0)))).isEqualTo("size(#n0) >= :v0");
    assertThat(condition(node(13, path("a"), value(0)))).isEqualTo("attribute_type(#n0, :v0)");
  }

  private static String condition(String tree) {
    return new Expressions().condition(hex("8301" + tree + "8101"));
  }

  private static String node(int opcode, String... operands) {
    CborWriter head = new CborWriter().array(operands.length + 1).integer(opcode);
    return hex(head) + String.join("", operands);
  }

  private static String path(String name) {
    return hex(new CborWriter().array(2).integer(18).text(name));
  }

  private static String value(int index) {
    return hex(new CborWriter().array(2).integer(17).integer(index));
  }

  private static String exists(String name) {
    return node(11, path(name));
  }

  @Test
  void expressions_thatAreNone_areMalformed() {
    for (String bytes :
        List.of(
            "80",
            "8301" + node(99, path("a")) + "80",
            "8301" + node(0, path("a")) + "80",
            "8301" + node(0, path("a"), value(3)) + "8101",
            "8302" + exists("a") + "80",
            "8301" + "8112" + "80",
            "8301" + "828108".repeat(500))) {
      assertThatThrownBy(() -> new Expressions().condition(hex(bytes)))
          .as(bytes)
          .isInstanceOf(Malformed.class);
    }
  }

  @Test
  void attributeLists_meanTheSameEverywhere_andAreBounded() {
    AttributeLists lists = new AttributeLists();
    long id = lists.id(List.of("a", "b")).orElseThrow();
    assertThat(id).isBetween(2L, (1L << 53) - 1);
    assertThat(lists.names(id)).contains(List.of("a", "b"));
    assertThat(new AttributeLists().id(List.of("a", "b"))).contains(id);
    assertThat(lists.id(List.of("ab"))).isNotEqualTo(lists.id(List.of("a", "b")));
    assertThat(lists.id(List.of())).contains(1L);
    assertThat(lists.names(4_711)).isEmpty();
    int given = 0;
    while (lists.id(List.of("x".repeat(60_000) + given)).isPresent()) {
      given++;
    }
    assertThat(given).isLessThan(700);
    assertThat(lists.id(List.of("a", "b"))).contains(id);
  }

  @Test
  void projectedItem_listElementsMovedUp_areFoundAgain() {
    ProjectedItem wanted =
        new ProjectedItem(
            List.of(
                new Path(List.of("l", 3, "x")),
                new Path(List.of("l", 1, "y")),
                new Path(List.of("m", "a")),
                new Path(List.of("whole"))));
    AttributeValue y = AttributeValue.fromM(Map.of("y", AttributeValue.fromN("1")));
    AttributeValue x = AttributeValue.fromM(Map.of("x", AttributeValue.fromN("2")));
    assertThat(wanted.values(Map.of("l", AttributeValue.fromL(List.of(y, x)))))
        .containsExactly(
            Map.entry(0, AttributeValue.fromN("2")), Map.entry(1, AttributeValue.fromN("1")));
    assertThat(wanted.values(Map.of("l", AttributeValue.fromL(List.of(x)), "whole", y)))
        .containsExactly(Map.entry(0, AttributeValue.fromN("2")), Map.entry(3, y));
    assertThat(wanted.values(Map.of())).isEmpty();
  }

  @Test
  void keys_inAnyWriting_areOneKey() {
    KeySchema schema =
        new KeySchema(
            List.of(
                new KeySchema.Attribute("pk", ScalarAttributeType.S),
                new KeySchema.Attribute("sk", ScalarAttributeType.N)));
    Map<String, AttributeValue> key = schema.decode(hex("6170c21d4020"));
    assertThat(key)
        .isEqualTo(Map.of("pk", AttributeValue.fromS("p"), "sk", AttributeValue.fromN("10.5")));
    assertThat(HexFormat.of().formatHex(schema.encode(key))).isEqualTo("6170c21d4020");
    assertThatThrownBy(() -> schema.decode(hex("0180"))).isInstanceOf(Malformed.class);
    assertThatThrownBy(() -> new KeySchema(List.of())).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void limits_thatDoNotFit_areRefused() {
    assertThatThrownBy(() -> WireLimits.defaults().withTimes(10, 5))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

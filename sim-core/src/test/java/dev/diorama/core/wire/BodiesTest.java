package dev.diorama.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.document.Document;

/** The mappings of structures to JSON, XML and forms, on a model that has every kind of member. */
class BodiesTest {
  private final Shapes shapes = new Shapes(RequiredMembers.of("none"));
  private final Shape shape = shapes.of(new Thing());
  private final JsonBody json = new JsonBody(JsonWords.USUAL);
  private final XmlBody xml = new XmlBody(false);

  private static Thing everything() {
    return Thing.of(
        values -> {
          values.put("Text", "a<&>b");
          values.put("Integer", -5);
          values.put("Long", Long.MIN_VALUE);
          values.put("Short", (short) 7);
          values.put("Byte", (byte) -8);
          values.put("Float", 1.5f);
          values.put("Double", -2.25e-7);
          values.put("Decimal", new BigDecimal("12345678901234567890.123"));
          values.put("Bool", true);
          values.put("Date", Instant.parse("2026-01-01T00:00:00.250Z"));
          values.put("Millis", Instant.parse("2026-01-01T00:00:00.123Z"));
          values.put("HttpDate", Instant.parse("2026-01-01T00:00:00Z"));
          values.put("IsoDate", Instant.parse("2026-01-01T00:00:00Z"));
          values.put("Bytes", SdkBytes.fromByteArray(new byte[] {1, -1}));
          values.put("Inner", Thing.of(inner -> inner.put("Text", "x")));
          values.put("List", List.of("a", "b"));
          values.put("FlatList", List.of("c", "d"));
          values.put("Things", List.of(Thing.of(item -> item.put("Integer", 1))));
          values.put("Map", Map.of("k", "v"));
          values.put("FlatMap", Map.of("k", "v"));
          values.put("ThingMap", Map.of("k", Thing.of(item -> item.put("Bool", false))));
        });
  }

  @Test
  void json_everyKind_isGoldenAndComesBack() {
    Thing thing = everything();
    thing.values.put(
        "Document",
        Document.fromMap(
            Map.of(
                "d",
                Document.fromList(
                    List.of(
                        Document.fromNull(),
                        Document.fromBoolean(true),
                        Document.fromNumber("1.5"),
                        Document.fromString("s"))))));

    String text = new String(json.write(thing, shape), StandardCharsets.UTF_8);

    assertThat(text)
        .isEqualTo(
            "{\"Text\":\"a<&>b\",\"Integer\":-5,\"Long\":-9223372036854775808,\"Short\":7,"
                + "\"Byte\":-8,\"Float\":1.5,\"Double\":-2.25E-7,"
                + "\"Decimal\":12345678901234567890.123,\"Bool\":true,\"Date\":1767225600.25,"
                + "\"Millis\":1767225600123,\"HttpDate\":\"Thu, 01 Jan 2026 00:00:00 GMT\","
                + "\"IsoDate\":\"2026-01-01T00:00:00Z\",\"Bytes\":\"Af8=\","
                + "\"Document\":{\"d\":[null,true,1.5,\"s\"]},\"Inner\":{\"Text\":\"x\"},"
                + "\"List\":[\"a\",\"b\"],\"FlatList\":[\"c\",\"d\"],\"Things\":[{\"Integer\":1}],"
                + "\"Map\":{\"k\":\"v\"},\"FlatMap\":{\"k\":\"v\"},"
                + "\"ThingMap\":{\"k\":{\"Bool\":false}}}");
    assertThat(readJson(text)).isEqualTo(thing);
  }

  @Test
  void json_wordsForNumbers_areNumbers() {
    Thing thing =
        readJson("{\"Double\":\"NaN\",\"Float\":\"-Infinity\",\"Date\":1.767225600123e9}");

    assertThat(thing.values)
        .containsEntry("Double", Double.NaN)
        .containsEntry("Float", Float.NEGATIVE_INFINITY)
        .containsEntry("Date", Instant.parse("2026-01-01T00:00:00.123Z"));
    assertThat(new String(json.write(thing, shape), StandardCharsets.UTF_8))
        .contains("\"Float\":\"-Infinity\"")
        .contains("\"Double\":\"NaN\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"Integer\":\"NaN\"}|STRING_VALUE can not be converted to an Integer",
        "{\"Double\":\"1\"}|STRING_VALUE can not be converted to a Double",
        "{\"Bool\":0}|NUMBER_VALUE can not be converted to a Boolean",
        "{\"Date\":\"2026-01-01T00:00:00Z\"}"
            + "|STRING_VALUE can not be converted to milliseconds since epoch",
        "{\"IsoDate\":5}|NUMBER_VALUE can not be converted to milliseconds since epoch",
        "{\"IsoDate\":\"yesterday\"}"
            + "|STRING_VALUE can not be converted to milliseconds since epoch",
        "{\"Date\":1e400}|NUMBER_VALUE can not be converted to milliseconds since epoch",
        "{\"Inner\":1}|Expected null",
        "{\"Map\":\"x\"}|Expected null",
        "{\"Map\":{\"k\":false}}|FALSE_VALUE can not be converted to a String",
        "{\"Things\":[[]]}|Start of list found where not expected",
        "{\"Short\":70000}|``",
        "{\"Long\":99999999999999999999}|``",
      })
  void json_wrongType_isSerializationException400(String body, String message) {
    assertRefused(() -> readJson(body), "SerializationException", message == null ? "" : message);
  }

  @Test
  void json_nestedAsDeepAsAllowed_isReadAndDeeperIsNot() {
    assertThat(readJson(nested(JsonBody.DEEPEST / 2))).isNotNull();
    assertRefused(() -> readJson(nested(JsonBody.DEEPEST + 1)), "SerializationException", "");
  }

  private static String nested(int depth) {
    return "{\"Inner\":".repeat(depth) + "{}" + "}".repeat(depth);
  }

  @Test
  void xml_everyKind_isGoldenAndComesBack() {
    Thing thing = everything();
    XmlText out = new XmlText().start("Thing");
    xml.writeMembers(out, thing, shape);
    String text = new String(out.end().bytes(), StandardCharsets.UTF_8);

    assertThat(text)
        .isEqualTo(
            "<Thing><Text>a&lt;&amp;&gt;b</Text><Integer>-5</Integer>"
                + "<Long>-9223372036854775808</Long><Short>7</Short><Byte>-8</Byte>"
                + "<Float>1.5</Float><Double>-2.25E-7</Double>"
                + "<Decimal>12345678901234567890.123</Decimal><Bool>true</Bool>"
                + "<Date>2026-01-01T00:00:00.250Z</Date><Millis>1767225600123</Millis>"
                + "<HttpDate>Thu, 01 Jan 2026 00:00:00 GMT</HttpDate>"
                + "<IsoDate>2026-01-01T00:00:00Z</IsoDate><Bytes>Af8=</Bytes>"
                + "<Inner><Text>x</Text></Inner><List><member>a</member><member>b</member></List>"
                + "<FlatList>c</FlatList><FlatList>d</FlatList>"
                + "<Things><member><Integer>1</Integer></member></Things>"
                + "<Map><entry><key>k</key><value>v</value></entry></Map>"
                + "<FlatMap><key>k</key><value>v</value></FlatMap>"
                + "<ThingMap><entry><key>k</key><value><Bool>false</Bool></value></entry>"
                + "</ThingMap></Thing>");
    assertThat(readXml(text)).isEqualTo(thing);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<Integer>x</Integer>",
        "<Integer/>",
        "<Integer>99999999999</Integer>",
        "<Bool>yes</Bool>",
        "<Date>yesterday</Date>",
        "<Bytes>!</Bytes>",
        "<Map><entry><key>k</key></entry></Map>",
        "<Map><entry><value>v</value></entry></Map>",
      })
  void xml_wrongType_isMalformedXml400(String inside) {
    assertRefused(
        () -> readXml("<Thing>" + inside + "</Thing>"),
        "MalformedXML",
        "The XML you provided was not well-formed or did not validate against our published"
            + " schema");
  }

  @Test
  void xml_controlCharacters_areWrittenAsReferences() {
    assertThat(
            new String(
                new XmlText().element("Key", "a\u0001b\r\n").bytes(), StandardCharsets.UTF_8))
        .isEqualTo("<Key>a&#x1;b&#xd;\n</Key>");
  }

  @Test
  void form_everyKind_isRead() {
    Thing thing =
        readForm(
            "Text=a%3C%26%3Eb&Integer=-5&Long=-9223372036854775808&Short=7&Byte=-8&Float=1.5"
                + "&Double=-2.25E-7&Decimal=12345678901234567890.123&Bool=true"
                + "&Date=2026-01-01T00:00:00.250Z&Millis=1767225600123"
                + "&HttpDate=Thu%2C+01+Jan+2026+00%3A00%3A00+GMT&IsoDate=2026-01-01T00:00:00Z"
                + "&Bytes=Af8%3D&Inner.Text=x&List.member.1=a&List.member.2=b&FlatList.1=c"
                + "&FlatList.2=d&Things.member.1.Integer=1&Map.entry.1.key=k&Map.entry.1.value=v"
                + "&FlatMap.1.key=k&FlatMap.1.value=v&ThingMap.entry.1.key=k"
                + "&ThingMap.entry.1.value.Bool=false");

    assertThat(thing).isEqualTo(everything());
  }

  @Test
  void form_emptyListAndMap_areEmptyNotAbsent() {
    assertThat(readForm("List=&Map=&FlatList=&Inner=").values)
        .containsEntry("List", List.of())
        .containsEntry("Map", Map.of())
        .containsEntry("FlatList", List.of())
        .containsEntry("Inner", new Thing());
  }

  @ParameterizedTest
  @CsvSource({
    "Inner=x,Unexpected value found where a structure was expected",
    "Map.entry.1.key=k,Unexpected map entry termination",
    "Map.entry.1.value=v,Unexpected map entry termination",
    "Map.entry.x.value=v,Key x found where an index was expected",
    "FlatList.-1=v,Index -1 is out of range",
    "Bool=1,STRING_VALUE can not be converted to a Boolean",
    "Date=now,STRING_VALUE can not be converted to a Date",
  })
  void form_wrongType_isMalformedInput400(String form, String message) {
    assertRefused(() -> readForm(form), "MalformedInput", message);
  }

  private Thing readJson(String text) {
    SdkPojo builder = new Thing();
    json.read(text.getBytes(StandardCharsets.UTF_8), shape, builder);
    return (Thing) builder;
  }

  private Thing readXml(String text) {
    SdkPojo builder = new Thing();
    xml.readMembers(XmlNode.parse(text.getBytes(StandardCharsets.UTF_8)), shape, builder);
    return (Thing) builder;
  }

  private Thing readForm(String text) {
    SdkPojo builder = new Thing();
    FormBody.read(QueryParams.parse(text), shape, builder);
    return (Thing) builder;
  }

  private static void assertRefused(ThrowingCallable read, String code, String message) {
    assertThatThrownBy(read)
        .isInstanceOfSatisfying(
            AwsException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.status()).isEqualTo(400);
              assertThat(e.message()).isEqualTo(message);
            });
  }
}

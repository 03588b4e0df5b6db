package dev.diorama.scenarios.blog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UploadEventsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String EVENT =
      """
      {"Records":[{"eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"b"},
      "object":{"key":"uploads/my+sea%2B1.jpg","sequencer":"0055AED6DCD90281E5"}}}]}""";
  private static final UploadEvents.Upload UPLOAD =
      new UploadEvents.Upload(
          "ObjectCreated:Put",
          "b",
          "uploads/my sea+1.jpg",
          "000000000000000055AED6DCD90281E5".substring(0, 14) + "0055AED6DCD90281E5");

  private static Map<String, Object> event(String json) throws JsonProcessingException {
    return JSON.readValue(json, new TypeReference<>() {});
  }

  private static String quoted(String text) throws JsonProcessingException {
    return JSON.writeValueAsString(text);
  }

  @Test
  void of_eventOfS3_decodesTheKeyAndPadsTheSequencer() throws JsonProcessingException {
    assertThat(UploadEvents.of(event(EVENT))).containsExactly(UPLOAD);
    assertThat(UPLOAD.removed()).isFalse();
  }

  @Test
  void of_eventThroughSnsOrSqsOrBoth_isTheSame() throws JsonProcessingException {
    String bySns = "{\"Records\":[{\"Sns\":{\"Message\":" + quoted(EVENT) + "}}]}";
    String bySqs = "{\"Records\":[{\"body\":" + quoted(EVENT) + "}]}";
    String envelope = "{\"Type\":\"Notification\",\"Message\":" + quoted(EVENT) + "}";
    String byBoth = "{\"Records\":[{\"body\":" + quoted(envelope) + "}]}";

    assertThat(List.of(bySns, bySqs, byBoth))
        .allSatisfy(json -> assertThat(UploadEvents.of(event(json))).containsExactly(UPLOAD));
  }

  @Test
  void of_testEvent_isEmpty() throws JsonProcessingException {
    assertThat(UploadEvents.of(event("{\"Service\":\"Amazon S3\",\"Event\":\"s3:TestEvent\"}")))
        .isEmpty();
  }

  @Test
  void of_garbageInAMessage_isRefused() {
    assertThatThrownBy(() -> UploadEvents.of(event("{\"Records\":[{\"body\":\"{\"}]}")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not an event of S3");
  }
}

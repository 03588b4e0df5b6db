package dev.diorama.scenarios.blog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diorama.scenarios.rest.Refusal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubscriberTest {
  @Test
  void email_isKeptInLowerCase() {
    assertThat(Subscriber.email(" Mina.Kim+blog@Example.CO.KR "))
        .isEqualTo("mina.kim+blog@example.co.kr");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mina",
        "@example.com",
        "mina@",
        "mi na@example.com",
        "a@b",
        "a@b..com",
        "a@-b.com",
        "a@b.com\nBcc: c@d.com"
      })
  void email_thatNoMailCouldReach_isRefused(String email) {
    assertThatThrownBy(() -> Subscriber.email(email))
        .isInstanceOf(Refusal.class)
        .hasMessage("email is not an e-mail address");
  }

  @Test
  void mailRegion_dependsOnTheAddressAloneAndUsesEveryRegion() {
    List<String> regions = List.of("us-east-1", "ap-northeast-2");
    int home = 0;
    for (int i = 0; i < 1000; i++) {
      String email = "reader" + i + "@example.com";
      assertThat(Subscriber.mailRegion(email, regions))
          .isEqualTo(Subscriber.mailRegion(email, regions));
      home += Subscriber.mailRegion(email, regions).equals("us-east-1") ? 1 : 0;
    }
    assertThat(home).isBetween(400, 600);
  }
}

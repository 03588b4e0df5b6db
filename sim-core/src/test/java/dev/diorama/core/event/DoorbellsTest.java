package dev.diorama.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DoorbellsTest {
  private final Doorbells bells = new Doorbells();
  private final List<String> heard = new ArrayList<>();

  @Test
  void ring_severalListeners_wakesThemInOrder() {
    bells.listen("arn:a", () -> heard.add("first"));
    bells.listen("arn:a", () -> heard.add("second"));
    bells.listen("arn:b", () -> heard.add("other"));

    bells.ring("arn:a");

    assertThat(heard).containsExactly("first", "second");
  }

  @Test
  void ring_afterListenerLeft_wakesOnlyTheRest() {
    Doorbells.Listening first = bells.listen("arn:a", () -> heard.add("first"));
    bells.listen("arn:a", () -> heard.add("second"));
    first.stop();
    first.stop();

    bells.ring("arn:a");

    assertThat(heard).containsExactly("second");
  }

  @Test
  void ring_listenerThatLeavesWhileItRings_disturbsNobody() {
    List<Doorbells.Listening> mine = new ArrayList<>();
    mine.add(
        bells.listen(
            "arn:a",
            () -> {
              heard.add("once");
              mine.get(0).stop();
            }));
    bells.listen("arn:a", () -> heard.add("always"));

    bells.ring("arn:a");
    bells.ring("arn:a");

    assertThat(heard).containsExactly("once", "always", "always");
  }
}

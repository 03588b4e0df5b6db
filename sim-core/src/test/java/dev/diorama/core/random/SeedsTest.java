package dev.diorama.core.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SeedsTest {
  private static List<Long> draw(SimRandom random) {
    return LongStream.generate(random::nextLong).limit(5).boxed().toList();
  }

  @Test
  void stream_sameSeedAndName_drawsTheSame() {
    assertThat(draw(new Seeds(1).stream("a"))).isEqualTo(draw(new Seeds(1).stream("a")));
  }

  @Test
  void stream_otherSeedOrName_drawsOtherwise() {
    assertThat(draw(new Seeds(1).stream("a"))).isNotEqualTo(draw(new Seeds(2).stream("a")));
    assertThat(draw(new Seeds(1).stream("a"))).isNotEqualTo(draw(new Seeds(1).stream("b")));
    assertThat(draw(new Seeds(1).stream("ab"))).isNotEqualTo(draw(new Seeds(1).stream("ba")));
  }

  @Test
  void stream_drawsElsewhere_doNotShiftIt() {
    Seeds quiet = new Seeds(1);
    Seeds busy = new Seeds(1);
    draw(busy.stream("other"));

    assertThat(draw(busy.stream("a"))).isEqualTo(draw(quiet.stream("a")));
  }

  @Test
  void stream_sameName_isTheSameObject() {
    Seeds seeds = new Seeds(1);

    assertThat(seeds.stream("a")).isSameAs(seeds.stream("a"));
    assertThat(seeds.seed()).isEqualTo(1);
  }

  /** The numbers themselves: a change to the generator would change every recorded trace. */
  @Test
  void stream_firstDraws_stayWhatTheyAre() {
    SimRandom random = new Seeds(1).stream("router/request-ids");

    assertThat(random.uuid().toString()).isEqualTo("dd064ec5-0c36-4f70-ba25-0e2b3ac107b7");
    assertThat(random.uuid().version()).isEqualTo(4);
    assertThat(random.uuid().variant()).isEqualTo(2);
  }

  @Test
  void text_hasLengthAndAlphabet() {
    SimRandom random = new Seeds(1).stream("a");

    assertThat(random.text("ab", 40)).hasSize(40).matches("[ab]+").contains("a").contains("b");
    assertThat(random.hex(32)).matches("[0-9a-f]{32}");
    assertThat(random.bytes(7)).hasSize(7);
  }

  @Test
  void chance_meetsItsProbability() {
    SimRandom random = new Seeds(1).stream("a");
    long hits = LongStream.range(0, 100_000).filter(i -> random.chance(1, 4)).count();

    assertThat(hits).isBetween(24_500L, 25_500L);
    assertThat(random.chance(0, 1)).isFalse();
    assertThat(random.chance(1, 1)).isTrue();
  }

  @Test
  void asSecureRandom_drawsFromTheStream() {
    byte[] first = new byte[16];
    byte[] second = new byte[16];
    new Seeds(1).stream("keys").asSecureRandom().nextBytes(first);
    new Seeds(1).stream("keys").asSecureRandom().nextBytes(second);

    assertThat(first).isEqualTo(second).isNotEqualTo(new byte[16]);
  }
}

package dev.diorama.cloudfront;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BehaviourTest {
  @ParameterizedTest
  @CsvSource({
    "images/*.jpg, /images/a.jpg, true",
    "/images/*.jpg, /images/a.jpg, true",
    "/images/*.jpg, /images/a/b.jpg, true",
    "/images/*.jpg, /images/a.JPG, false",
    "/Images/*, /images/a.jpg, false",
    "*.gif, /images/a.gif, true",
    "a??.jpg, /ant.jpg, true",
    "a??.jpg, /abend.jpg, false",
    "*, /, true",
    "/api/*, /api, false",
    "/api/*, /api/, true",
    "/api*, /api, true",
    "index.html, /index.html, true",
    "/a*b*c, /axxbyyc, true",
    "/a*b*c, /axxbyycz, false",
  })
  void fits_pattern_asDocumented(String pattern, String path, boolean fits) {
    assertThat(Behaviour.fits(pattern, path)).isEqualTo(fits);
  }

  @Test
  void serving_severalPatterns_theFirstThatFitsCounts() {
    EdgeWorld world =
        new EdgeWorld()
            .behaviour("/img/*", to -> to.cachePolicyId("usual"))
            .behaviour("*.png", to -> to.cachePolicyId("usual"));
    world.get("/img/a.png");
    assertThat(world.lastVisit().attributes()).containsEntry("behaviour", "/img/*");
    world.get("/a.png");
    assertThat(world.lastVisit().attributes()).containsEntry("behaviour", "*.png");
    world.get("/a.txt");
    assertThat(world.lastVisit().attributes()).containsEntry("behaviour", "*");
  }
}

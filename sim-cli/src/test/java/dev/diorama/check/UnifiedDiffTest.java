package dev.diorama.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Diffs as {@code patch} reads them. */
class UnifiedDiffTest {
  @Test
  void same_isNothing() {
    assertThat(UnifiedDiff.of("a", "x\n", "x\n")).isEmpty();
  }

  @Test
  void change_hasThreeLinesAround() {
    assertThat(UnifiedDiff.of("a", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nV\n6\n7\n8\n9\n"))
        .isEqualTo("--- a/a\n+++ b/a\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+V\n 6\n 7\n 8\n");
  }

  @Test
  void farChanges_areHunksOfTheirOwn() {
    String before = "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl\n";

    assertThat(UnifiedDiff.of("t", before, before.replace("a\n", "").replace("l\n", "l\nm\n")))
        .isEqualTo(
            """
            --- a/t
            +++ b/t
            @@ -1,4 +1,3 @@
            -a
             b
             c
             d
            @@ -10,3 +9,4 @@
             j
             k
             l
            +m
            """);
  }

  @Test
  void missingLastLineEnd_isSaid() {
    assertThat(UnifiedDiff.of("t", "a", "a\nb\n"))
        .isEqualTo("--- a/t\n+++ b/t\n@@ -1,1 +1,2 @@\n-a\n\\ No newline at end of file\n+a\n+b\n");
  }
}

package dev.diorama.s3;

import static dev.diorama.s3.S3World.BUCKET;
import static dev.diorama.s3.S3World.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.random.Seeds;
import dev.diorama.core.random.SimRandom;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.ListObjectsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

class S3ListServiceTest {
  private final S3World world = new S3World();

  @BeforeEach
  void bucket() {
    world.bucket();
  }

  @AfterEach
  void close() {
    world.close();
  }

  private void keys(String... keys) {
    for (String key : keys) {
      world.put(key, key);
    }
  }

  private ListObjectsV2Response list(ListObjectsV2Request.Builder request) {
    return world.send(request.bucket(BUCKET).build(), ListObjectsV2Response.class);
  }

  private static ListObjectsV2Request.Builder all() {
    return ListObjectsV2Request.builder();
  }

  private static List<String> keys(ListObjectsV2Response page) {
    return page.contents().stream().map(S3Object::key).toList();
  }

  private static List<String> folds(ListObjectsV2Response page) {
    return page.commonPrefixes().stream().map(CommonPrefix::prefix).toList();
  }

  @Test
  void list_isInOrderOfUtf8Bytes() {
    // In UTF-16, which Java compares, U+1F600 comes before U+FF5E.
    keys("b", "a", "Z", "ä", "\uFF5E", "\uD83D\uDE00", "a/b");
    assertThat(keys(list(all())))
        .containsExactly("Z", "a", "a/b", "b", "ä", "\uFF5E", "\uD83D\uDE00");
  }

  @Test
  void list_showsWhatIsKnownOfEach() {
    keys("a");
    ListObjectsV2Response page = list(all().fetchOwner(true));
    S3Object object = page.contents().get(0);
    assertThat(object.size()).isEqualTo(1);
    assertThat(object.eTag()).startsWith("\"").endsWith("\"");
    assertThat(object.storageClassAsString()).isEqualTo("STANDARD");
    assertThat(object.checksumAlgorithmAsStrings()).containsExactly("CRC64NVME");
    assertThat(object.owner().id()).hasSize(64);
    assertThat(page.name()).isEqualTo(BUCKET);
    assertThat(page.keyCount()).isEqualTo(1);
    assertThat(page.maxKeys()).isEqualTo(1000);
    assertThat(page.isTruncated()).isFalse();
    assertThat(list(all()).contents().get(0).owner()).isNull();
  }

  @Test
  void list_folders_areFolded() {
    keys("a.txt", "users/1/x", "users/1/y", "users/2/z", "users.txt");
    ListObjectsV2Response root = list(all().delimiter("/"));
    assertThat(keys(root)).containsExactly("a.txt", "users.txt");
    assertThat(folds(root)).containsExactly("users/");
    assertThat(root.keyCount()).isEqualTo(3);
    ListObjectsV2Response users = list(all().delimiter("/").prefix("users/"));
    assertThat(keys(users)).isEmpty();
    assertThat(folds(users)).containsExactly("users/1/", "users/2/");
    assertThat(keys(list(all().prefix("users/1/")))).containsExactly("users/1/x", "users/1/y");
    assertThat(keys(list(all().prefix("nothing")))).isEmpty();
  }

  @Test
  void list_inPages_losesAndRepeatsNothing() {
    keys("a", "b/1", "b/2", "c", "d/1", "e");
    ListObjectsV2Response first = list(all().delimiter("/").maxKeys(2));
    assertThat(keys(first)).containsExactly("a");
    assertThat(folds(first)).containsExactly("b/");
    assertThat(first.isTruncated()).isTrue();
    ListObjectsV2Response second =
        list(all().delimiter("/").maxKeys(2).continuationToken(first.nextContinuationToken()));
    assertThat(keys(second)).containsExactly("c");
    assertThat(folds(second)).containsExactly("d/");
    ListObjectsV2Response third =
        list(all().delimiter("/").maxKeys(2).continuationToken(second.nextContinuationToken()));
    assertThat(keys(third)).containsExactly("e");
    assertThat(third.isTruncated()).isFalse();
    assertThat(third.nextContinuationToken()).isNull();
  }

  @Test
  void list_maxKeys_isAtMostAThousand() {
    keys("a");
    assertThat(list(all().maxKeys(5000)).maxKeys()).isEqualTo(1000);
    ListObjectsV2Response none = list(all().maxKeys(0));
    assertThat(none.contents()).isEmpty();
    assertThat(none.isTruncated()).isFalse();
    refused(() -> list(all().maxKeys(-1)), "InvalidArgument", 400);
  }

  @Test
  void list_startAfter_isBehind() {
    keys("a", "b", "c/1", "c/2", "d");
    assertThat(keys(list(all().startAfter("b")))).containsExactly("c/1", "c/2", "d");
    assertThat(keys(list(all().startAfter("bb")))).containsExactly("c/1", "c/2", "d");
    ListObjectsV2Response folded = list(all().startAfter("c/").delimiter("/"));
    assertThat(folds(folded)).isEmpty();
    assertThat(keys(folded)).containsExactly("d");
    assertThat(folded.startAfter()).isEqualTo("c/");
  }

  @Test
  void list_encoded_canHoldEveryKey() {
    keys("ä b/\u0001+");
    ListObjectsV2Response page = list(all().encodingType("url").prefix("ä b").delimiter("|"));
    assertThat(keys(page)).containsExactly("%C3%A4+b/%01%2B");
    assertThat(page.prefix()).isEqualTo("%C3%A4+b");
    assertThat(page.delimiter()).isEqualTo("%7C");
    refused(() -> list(all().encodingType("base64")), "InvalidArgument", 400);
  }

  @Test
  void list_forgedToken_isRefused() {
    refused(() -> list(all().continuationToken("!")), "InvalidArgument", 400);
    refused(() -> list(all().continuationToken("YWJj")), "InvalidArgument", 400);
  }

  @Test
  void listV1_marker_isTheLastKeyOrPrefix() {
    keys("a", "b/1", "b/2", "c");
    ListObjectsResponse first = listV1(ListObjectsRequest.builder().delimiter("/").maxKeys(2));
    assertThat(first.nextMarker()).isEqualTo("b/");
    assertThat(first.contents().get(0).owner()).isNotNull();
    ListObjectsResponse second =
        listV1(ListObjectsRequest.builder().delimiter("/").marker(first.nextMarker()));
    assertThat(second.contents()).extracting(S3Object::key).containsExactly("c");
    assertThat(second.commonPrefixes()).isEmpty();
    ListObjectsResponse plain = listV1(ListObjectsRequest.builder().maxKeys(1));
    assertThat(plain.isTruncated()).isTrue();
    assertThat(plain.nextMarker()).as("only with a delimiter").isNull();
  }

  private ListObjectsResponse listV1(ListObjectsRequest.Builder request) {
    return world.send(request.bucket(BUCKET).build(), ListObjectsResponse.class);
  }

  @Test
  void list_conditionKeys_areThoseGiven() {
    list(all().prefix("users/1/").delimiter("/").maxKeys(7));
    var context = world.asked.get(world.asked.size() - 1).context();
    assertThat(context)
        .containsEntry("s3:prefix", List.of("users/1/"))
        .containsEntry("s3:delimiter", List.of("/"))
        .containsEntry("s3:max-keys", List.of("7"));
    list(all());
    assertThat(world.asked.get(world.asked.size() - 1).context()).isEmpty();
  }

  /** Random keys listed in random pages, compared with a list worked out the slow way. */
  @Test
  void list_randomPages_giveWhatASlowListingGives() {
    SimRandom random = new Seeds(42).stream("list");
    TreeSet<String> keys =
        new TreeSet<>(
            (a, b) ->
                Arrays.compareUnsigned(
                    a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8)));
    for (int i = 0; i < 200; i++) {
      keys.add(random.text("ab/ä\uFF5E", 1 + random.nextInt(6)));
    }
    keys.forEach(key -> world.put(key, ""));
    for (int round = 0; round < 60; round++) {
      String prefix = random.text("ab/ä", random.nextInt(3));
      String delimiter = List.of("", "/", "ab").get(random.nextInt(3));
      List<String> expected = new ArrayList<>();
      for (String key : keys) {
        if (key.startsWith(prefix)) {
          int cut = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, prefix.length());
          String shown = cut < 0 ? key : key.substring(0, cut + delimiter.length());
          if (!expected.contains(shown)) {
            expected.add(shown);
          }
        }
      }
      assertThat(paged(prefix, delimiter, 1 + random.nextInt(5)))
          .as("prefix '%s', delimiter '%s'", prefix, delimiter)
          .containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  private List<String> paged(String prefix, String delimiter, int size) {
    List<String> shown = new ArrayList<>();
    String token = null;
    do {
      ListObjectsV2Response page =
          list(
              all()
                  .prefix(prefix)
                  .delimiter(delimiter.isEmpty() ? null : delimiter)
                  .maxKeys(size)
                  .continuationToken(token));
      assertThat(page.keyCount()).isLessThanOrEqualTo(size);
      shown.addAll(keys(page));
      shown.addAll(folds(page));
      token = page.nextContinuationToken();
    } while (token != null);
    return shown;
  }
}

package dev.diorama.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.random.Seeds;
import dev.diorama.core.random.SimRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityResponse;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * Random work on a queue and its dead-letter queue, against a model that knows of each message only
 * when it may be seen: visible, delayed, in flight, deleted or dead-lettered, and never lost.
 */
class SqsModelPropertyTest {
  private static final int MAX_RECEIVES = 3;

  private static final class Known {
    long visibleAt;
    int receives;
    boolean held;
    String group = "";
    Message last = Message.builder().build();
  }

  private final SqsWorld w = new SqsWorld();
  private final Map<String, Known> live = new LinkedHashMap<>();
  private final Set<String> deleted = new LinkedHashSet<>();
  private final Set<String> dead = new LinkedHashSet<>();
  private long seconds;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void anything_onAQueue_losesNoMessage(long seed) {
    SimRandom chance = new Seeds(seed).stream("property");
    boolean fifo = seed % 2 == 0;
    String suffix = fifo ? ".fifo" : "";
    String deadUrl = fifo ? w.fifo("dead.fifo") : w.queue("dead");
    String redrive = SqsWorld.redrive("dead" + suffix, MAX_RECEIVES);
    String url =
        fifo ? w.fifo("q.fifo", "RedrivePolicy", redrive) : w.queue("q", "RedrivePolicy", redrive);
    Set<String> sent = new LinkedHashSet<>();
    for (int step = 0; step < 400; step++) {
      switch (chance.nextInt(6)) {
        case 0, 1 -> sent.add(send(url, fifo, step, chance));
        case 2 -> receive(url, fifo, chance);
        case 3 -> delete(url, chance);
        case 4 -> giveBack(url, chance);
        default -> {
          int pause = chance.nextInt(20);
          seconds += pause;
          w.advance(pause);
        }
      }
      check("q" + suffix, sent);
    }
    for (int i = 0; i < 2_000 && !w.take(deadUrl).isEmpty(); i++) {
      w.advance(0);
    }
    assertThat(w.sqs.depths().get(SqsWorld.arn("dead" + suffix)).total()).isEqualTo(dead.size());
  }

  private String send(String url, boolean fifo, int step, SimRandom chance) {
    Known known = new Known();
    known.group = fifo ? "g" + chance.nextInt(3) : "";
    int delay = fifo ? 0 : chance.nextInt(3) * 5;
    known.visibleAt = seconds + delay;
    String id =
        fifo
            ? w.put(url, known.group, "d" + step, "m" + step).messageId()
            : w.put(url, "m" + step, r -> r.delaySeconds(delay)).messageId();
    live.put(id, known);
    return id;
  }

  private void receive(String url, boolean fifo, SimRandom chance) {
    int most = 1 + chance.nextInt(10);
    int visibility = 1 + chance.nextInt(40);
    List<String> expected = new ArrayList<>();
    Set<String> locked = new LinkedHashSet<>();
    live.values().stream()
        .filter(known -> fifo && known.visibleAt > seconds)
        .forEach(known -> locked.add(known.group));
    for (Map.Entry<String, Known> each : new ArrayList<>(live.entrySet())) {
      Known known = each.getValue();
      boolean can = known.visibleAt <= seconds && !locked.contains(known.group);
      if (expected.size() == most || !can) {
        continue;
      }
      if (known.receives == MAX_RECEIVES) {
        live.remove(each.getKey());
        dead.add(each.getKey());
      } else {
        expected.add(each.getKey());
      }
    }
    List<Message> got = w.take(url, r -> r.maxNumberOfMessages(most).visibilityTimeout(visibility));
    assertThat(got).extracting(Message::messageId).isEqualTo(expected);
    for (Message message : got) {
      Known known = live.get(message.messageId());
      known.receives++;
      known.held = true;
      known.visibleAt = seconds + visibility;
      known.last = message;
    }
  }

  private void delete(String url, SimRandom chance) {
    List<String> held = held();
    if (!held.isEmpty()) {
      String id = held.get(chance.nextInt(held.size()));
      w.delete(url, live.remove(id).last);
      deleted.add(id);
    }
  }

  private void giveBack(String url, SimRandom chance) {
    List<String> held = held();
    if (!held.isEmpty()) {
      Known known = live.get(held.get(chance.nextInt(held.size())));
      int more = chance.nextInt(3) * 30;
      w.send(
          ChangeMessageVisibilityRequest.builder()
              .queueUrl(url)
              .receiptHandle(known.last.receiptHandle())
              .visibilityTimeout(more)
              .build(),
          ChangeMessageVisibilityResponse.class);
      known.visibleAt = seconds + more;
    }
  }

  private List<String> held() {
    return live.entrySet().stream()
        .filter(each -> each.getValue().held && each.getValue().visibleAt > seconds)
        .map(Map.Entry::getKey)
        .toList();
  }

  private void check(String name, Set<String> sent) {
    Sqs.Depth depth = w.sqs.depths().get(SqsWorld.arn(name));
    long visible = live.values().stream().filter(each -> each.visibleAt <= seconds).count();
    long delayed =
        live.values().stream().filter(each -> each.visibleAt > seconds && !each.held).count();
    assertThat(depth).isEqualTo(new Sqs.Depth(visible, live.size() - visible - delayed, delayed));
    assertThat(live.size() + deleted.size() + dead.size()).isEqualTo(sent.size());
  }
}

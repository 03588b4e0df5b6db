package dev.diorama.sqs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All queues, and when those were deleted whose names are not free yet. */
final class SqsStore {
  private final Map<SqsAddress, SqsQueue> queues = new LinkedHashMap<>();
  private final Map<SqsAddress, Long> deletedNanos = new LinkedHashMap<>();

  void add(SqsQueue queue) {
    queues.put(queue.address, queue);
  }

  void remove(SqsQueue queue, long nowNanos) {
    queues.remove(queue.address);
    deletedNanos.put(queue.address, nowNanos);
  }

  Optional<SqsQueue> find(SqsAddress address) {
    return Optional.ofNullable(queues.get(address));
  }

  SqsQueue get(SqsAddress address) {
    return find(address).orElseThrow(SqsError::noSuchQueue);
  }

  Optional<Long> deletedAt(SqsAddress address) {
    return Optional.ofNullable(deletedNanos.get(address));
  }

  /** The queues of an account in a Region, by name. */
  List<SqsQueue> list(String account, String region) {
    List<SqsQueue> found = new ArrayList<>();
    for (SqsQueue queue : queues.values()) {
      if (queue.address.account().equals(account) && queue.address.region().equals(region)) {
        found.add(queue);
      }
    }
    found.sort(java.util.Comparator.comparing(queue -> queue.address.name()));
    return found;
  }

  /** Every queue, oldest first. */
  List<SqsQueue> all() {
    return List.copyOf(queues.values());
  }
}

package dev.diorama.cloudformation;

import dev.diorama.cloudformation.StackModel.StackState;
import dev.diorama.core.router.Call;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Stacks by account and Region, in the order they were created. */
final class StackStore {
  /** Deleted stacks are shown by their ids for 90 days on AWS; here the newest are. */
  private static final int DELETED_KEPT = 100;

  private final Map<String, Map<String, StackState>> byPlace = new LinkedHashMap<>();

  private Map<String, StackState> place(Call call) {
    return byPlace.computeIfAbsent(
        call.account() + "/" + call.region(), p -> new LinkedHashMap<>());
  }

  void add(Call call, StackState stack) {
    Map<String, StackState> stacks = place(call);
    stacks.put(stack.asked.id(), stack);
    List<StackState> gone = stacks.values().stream().filter(StackState::gone).toList();
    if (gone.size() > DELETED_KEPT) {
      stacks.remove(gone.get(0).asked.id());
    }
  }

  /** By id, deleted or not; or by name, when it is not deleted. */
  Optional<StackState> find(Call call, String nameOrId) {
    Map<String, StackState> stacks = place(call);
    StackState byId = stacks.get(nameOrId);
    return byId != null
        ? Optional.of(byId)
        : stacks.values().stream()
            .filter(stack -> !stack.gone() && stack.asked.name().equals(nameOrId))
            .findFirst();
  }

  List<StackState> all(Call call) {
    return new ArrayList<>(place(call).values());
  }
}

package dev.diorama.scenarios.todo;

import dev.diorama.core.random.SimRandom;
import dev.diorama.dynamodb.engine.WarmEngines;
import dev.diorama.scenarios.explore.Explored;
import dev.diorama.scenarios.explore.Mishaps;
import dev.diorama.scenarios.explore.Step;
import dev.diorama.scenarios.explore.World;
import java.util.List;
import org.apiguardian.api.API;

/**
 * MyTodoList as it is explored: three users, their to-dos and files, and each other's curiosity.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class TodoExplored implements Explored {
  /** What users do, the frequent more often. */
  private static final List<String> DOINGS =
      List.of(
          "create", "create", "update", "update", "delete", "get", "get", "list", "list", "list",
          "peek", "save", "load", "spy");

  /** What may go wrong; each is given a chance, and most strike the services' own calls only. */
  private static final Mishaps MISHAPS =
      new Mishaps(
          List.of(
              "{fault: throttle, service: dynamodb, operation: '*Item', principal: '*assumed-role*',"
                  + " chance: %s}",
              "{fault: error, service: dynamodb, principal: '*assumed-role*', chance: %s}",
              "{fault: latency, by: 2s, service: dynamodb, principal: '*assumed-role*', chance: %s}",
              "{fault: error, service: dax-data, chance: %s}",
              "{fault: error, service: lambda, operation: Invoke, code: ServiceException, chance: %s}",
              "{fault: throttle, service: execute-api, chance: %s}",
              "{fault: slow-handler, by: 3s, chance: %s}",
              "{fault: slow-handler, by: 12s, chance: %s}",
              "{fault: throttle, service: cognito-identity, chance: %s}",
              "{fault: error, service: s3, principal: '*assumed-role*', chance: %s}",
              "{fault: expire-credentials, after: 30s, principal: '*SignedInRole*', chance: %s}",
              "{fault: kill-node, cluster: '*', from: 30s, chance: %s}"),
          3);

  private final String template;

  /** The design as it is. */
  public TodoExplored() {
    this(new TodoDesign().template());
  }

  /** Another form of it, such as one with a mistake in it. */
  public TodoExplored(String template) {
    this.template = template;
  }

  @Override
  public String name() {
    return "todo";
  }

  @Override
  public World open(long seed, WarmEngines engines) {
    return new TodoWorld(template, seed, engines);
  }

  @Override
  public Step draw(SimRandom chance) {
    return new Step(
        DOINGS.get(chance.nextInt(DOINGS.size())),
        chance.nextInt(TodoWorld.USERS),
        chance.nextInt(8),
        chance.chance(1, 6) ? 5_000 + chance.nextInt(40_000) : chance.nextInt(1_500));
  }

  @Override
  public List<String> faults(SimRandom chance) {
    return MISHAPS.draw(chance);
  }
}

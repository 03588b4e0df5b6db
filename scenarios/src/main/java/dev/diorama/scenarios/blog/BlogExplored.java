package dev.diorama.scenarios.blog;

import dev.diorama.core.random.SimRandom;
import dev.diorama.dynamodb.engine.WarmEngines;
import dev.diorama.scenarios.explore.Explored;
import dev.diorama.scenarios.explore.Mishaps;
import dev.diorama.scenarios.explore.Step;
import dev.diorama.scenarios.explore.World;
import java.util.List;
import org.apiguardian.api.API;

/**
 * MyBlog.com as it is explored: readers who subscribe in both Regions and read what the edges keep,
 * an author who publishes, rewrites and uploads.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class BlogExplored implements Explored {
  private static final List<String> DOINGS =
      List.of(
          "subscribe",
          "subscribe",
          "subscribe",
          "upload",
          "upload",
          "publish",
          "read",
          "rewrite",
          "look",
          "look");

  /** What may go wrong; each is given a chance. Nothing is lost that AWS promises to deliver. */
  private static final Mishaps MISHAPS =
      new Mishaps(
          List.of(
              "{fault: error, service: lambda, operation: Invoke, code: ServiceException, chance: %s}",
              "{fault: error, service: sns, operation: Publish, chance: %s}",
              "{fault: error, service: sqs, operation: SendMessage, chance: %s}",
              "{fault: throttle, service: sesv2, operation: SendEmail, chance: %s}",
              "{fault: error, service: dynamodb, operation: Replicate, chance: %s}",
              "{fault: throttle, service: dynamodb, principal: '*assumed-role*', chance: %s}",
              "{fault: error, service: dynamodbstreams, operation: GetRecords, chance: %s}",
              "{fault: error, service: s3, operation: GetObject, principal: '*assumed-role*', chance:"
                  + " %s}",
              "{fault: duplicate, service: s3, chance: %s}",
              "{fault: duplicate, service: sns, chance: %s}",
              "{fault: duplicate, service: lambda, chance: %s}",
              "{fault: reorder, within: 2m, service: s3, chance: %s}",
              "{fault: latency, by: 3s, service: dynamodb, principal: '*assumed-role*', chance: %s}",
              "{fault: slow-handler, by: 5s, chance: %s}",
              "{fault: cut-region, region: ap-northeast-2, from: 5s, until: 3m, chance: %s}",
              "{fault: kill-node, cluster: '*', from: 10s, chance: %s}"),
          4);

  /** Made by the service loader. */
  public BlogExplored() {}

  @Override
  public String name() {
    return "blog";
  }

  @Override
  public World open(long seed, WarmEngines engines) {
    return new BlogWorld(seed, engines);
  }

  @Override
  public Step draw(SimRandom chance) {
    return new Step(
        DOINGS.get(chance.nextInt(DOINGS.size())),
        chance.nextInt(BlogWorld.READERS),
        chance.nextInt(6),
        chance.chance(1, 6) ? 2_000 + chance.nextInt(10_000) : chance.nextInt(1_500));
  }

  @Override
  public List<String> faults(SimRandom chance) {
    return MISHAPS.draw(chance);
  }
}

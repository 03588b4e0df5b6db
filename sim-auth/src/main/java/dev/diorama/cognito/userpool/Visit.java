package dev.diorama.cognito.userpool;

import dev.diorama.cognito.userpool.UserPoolModel.Pool;
import dev.diorama.cognito.userpool.UserPoolStore.Entrance;
import dev.diorama.core.router.Call;
import java.util.Map;

/**
 * One request to a pool, as its triggers are told of it.
 *
 * @param call the request on its way
 * @param pool the pool it is made to
 * @param clientId the app client's id, or {@link #NO_CLIENT}
 * @param metadata what the request says in {@code ClientMetadata}
 */
record Visit(Call call, Pool pool, String clientId, Map<String, String> metadata) {
  /** What triggers are told where no app client takes part. Observed in events. */
  static final String NO_CLIENT = "CLIENT_ID_NOT_APPLICABLE";

  static Visit of(Call call, Entrance entrance, Map<String, String> metadata) {
    return new Visit(call, entrance.pool(), entrance.client().clientId(), metadata);
  }

  static Visit admin(Call call, Pool pool, Map<String, String> metadata) {
    return new Visit(call, pool, NO_CLIENT, metadata);
  }

  Visit with(Map<String, String> other) {
    return new Visit(call, pool, clientId, other);
  }
}

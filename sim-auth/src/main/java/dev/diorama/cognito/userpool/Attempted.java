package dev.diorama.cognito.userpool;

import dev.diorama.cognito.userpool.UserPoolModel.User;
import dev.diorama.cognito.userpool.UserPoolStore.Entrance;
import dev.diorama.core.cloud.Cloud;
import java.util.function.BooleanSupplier;

/** Tries at passwords: counted, and refused while the user is locked out. */
final class Attempted {
  private final Cloud cloud;

  Attempted(Cloud cloud) {
    this.cloud = cloud;
  }

  /** Looks at a password unless the user is locked out, and counts a wrong one. */
  void check(Entrance entrance, User user, BooleanSupplier right) {
    long now = cloud.clock().nanos();
    if (user.signIns.locked(now)) {
      throw UserPoolError.NOT_AUTHORIZED.with("Password attempts exceeded");
    }
    if (!right.getAsBoolean()) {
      user.signIns.failed(now);
      count(entrance, "SignInSuccesses", 0);
      throw UserPoolError.wrongPassword();
    }
    user.signIns.clear();
  }

  void count(Entrance entrance, String metric, int success) {
    cloud
        .metrics()
        .in(entrance.pool().account, entrance.pool().region)
        .add(
            "AWS/Cognito",
            metric,
            success,
            "UserPool",
            entrance.pool().id,
            "UserPoolClient",
            entrance.client().clientId());
  }
}

package dev.diorama.apigateway;

import dev.diorama.core.json.Json;
import dev.diorama.core.router.Principal;
import java.util.Optional;

/**
 * Who calls a method, once its authorization has let them in.
 *
 * @param claims the token's claims as events show them, behind a Cognito authorizer
 * @param principal the signer, behind AWS_IAM; else anonymous
 */
record Caller(Optional<Json.Obj> claims, Principal principal) {
  static final Caller ANYBODY = new Caller(Optional.empty(), Principal.ANONYMOUS);
}

package dev.diorama.cognito.userpool;

import static dev.diorama.cognito.userpool.Settings.need;

import dev.diorama.cognito.Page;
import dev.diorama.cognito.userpool.UserPoolModel.Pool;
import dev.diorama.core.router.Call;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateResourceServerRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateResourceServerResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeleteResourceServerRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeleteResourceServerResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DescribeResourceServerRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DescribeResourceServerResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListResourceServersRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListResourceServersResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ResourceServerScopeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ResourceServerType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UpdateResourceServerRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UpdateResourceServerResponse;

/** Resource servers: the APIs behind a pool, and the scopes that access tokens name them by. */
final class ResourceServerService {
  /** Documented in {@code ResourceServerScopeNameType}: no slash, no blank. */
  private static final Pattern SCOPE = Pattern.compile("[\\x21\\x23-\\x2E\\x30-\\x5B\\x5D-\\x7E]+");

  /** Documented: .../developerguide/quotas.html */
  private static final int MOST_SCOPES = 100;

  private static final int MOST_SERVERS = 25;

  private final UserPoolStore store;

  ResourceServerService(UserPoolStore store) {
    this.store = store;
  }

  private Pool pool(Call call, @Nullable String id) {
    return store.pool(call, need(id, "userPoolId"));
  }

  private static ResourceServerType server(Pool pool, @Nullable String identifier) {
    ResourceServerType server = pool.resourceServers.get(need(identifier, "identifier"));
    if (server == null) {
      throw UserPoolError.RESOURCE_NOT_FOUND.with(
          "Resource server " + identifier + " does not exist.");
    }
    return server;
  }

  private static void check(List<ResourceServerScopeType> scopes) {
    if (scopes.size() > MOST_SCOPES) {
      throw UserPoolError.INVALID_PARAMETER.with(
          "1 validation error detected: Value at 'scopes' failed to satisfy constraint: Member"
              + " must have length less than or equal to "
              + MOST_SCOPES);
    }
    for (ResourceServerScopeType scope : scopes) {
      need(scope.scopeDescription(), "scopes.scopeDescription");
      if (!SCOPE.matcher(need(scope.scopeName(), "scopes.scopeName")).matches()) {
        throw UserPoolError.INVALID_PARAMETER.with(
            "1 validation error detected: Value '"
                + scope.scopeName()
                + "' at 'scopes.scopeName' failed to satisfy constraint: Member must satisfy"
                + " regular expression pattern: "
                + SCOPE.pattern());
      }
    }
  }

  CreateResourceServerResponse create(Call call, CreateResourceServerRequest request) {
    Pool pool = pool(call, request.userPoolId());
    String identifier = need(request.identifier(), "identifier");
    check(request.scopes());
    if (pool.resourceServers.containsKey(identifier)) {
      throw UserPoolError.INVALID_PARAMETER.with(
          identifier + " already exists in user pool " + pool.id + ".");
    }
    if (pool.resourceServers.size() >= MOST_SERVERS) {
      throw UserPoolError.LIMIT_EXCEEDED.with("Resource server limit exceeded.");
    }
    ResourceServerType server =
        ResourceServerType.builder()
            .userPoolId(pool.id)
            .identifier(identifier)
            .name(need(request.name(), "name"))
            .scopes(request.scopes())
            .build();
    pool.resourceServers.put(identifier, server);
    return CreateResourceServerResponse.builder().resourceServer(server).build();
  }

  DescribeResourceServerResponse describe(Call call, DescribeResourceServerRequest request) {
    return DescribeResourceServerResponse.builder()
        .resourceServer(server(pool(call, request.userPoolId()), request.identifier()))
        .build();
  }

  UpdateResourceServerResponse update(Call call, UpdateResourceServerRequest request) {
    Pool pool = pool(call, request.userPoolId());
    ResourceServerType before = server(pool, request.identifier());
    check(request.scopes());
    ResourceServerType server =
        before.toBuilder().name(need(request.name(), "name")).scopes(request.scopes()).build();
    pool.resourceServers.put(server.identifier(), server);
    return UpdateResourceServerResponse.builder().resourceServer(server).build();
  }

  DeleteResourceServerResponse delete(Call call, DeleteResourceServerRequest request) {
    Pool pool = pool(call, request.userPoolId());
    pool.resourceServers.remove(server(pool, request.identifier()).identifier());
    return DeleteResourceServerResponse.builder().build();
  }

  ListResourceServersResponse list(Call call, ListResourceServersRequest request) {
    Page<ResourceServerType> page =
        Page.of(
            List.copyOf(pool(call, request.userPoolId()).resourceServers.values()),
            request.maxResults(),
            request.nextToken(),
            UserPoolError.INVALID_PARAMETER);
    return ListResourceServersResponse.builder()
        .resourceServers(page.items())
        .nextToken(page.next())
        .build();
  }
}

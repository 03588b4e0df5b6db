package dev.diorama.cognito.userpool;

import static dev.diorama.cognito.userpool.Settings.need;
import static dev.diorama.cognito.userpool.Settings.refuse;

import dev.diorama.cognito.userpool.UserPoolModel.Pool;
import dev.diorama.core.router.Call;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolDomainRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolDomainResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeleteUserPoolDomainRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeleteUserPoolDomainResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DescribeUserPoolDomainRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DescribeUserPoolDomainResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DomainDescriptionType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DomainStatusType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UpdateUserPoolDomainRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UpdateUserPoolDomainResponse;

/** The domain of a pool, where its login pages and its OAuth endpoints are. */
final class DomainService {
  /** Documented in {@code DomainType}. */
  private static final Pattern PREFIX = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");

  /** Documented: .../developerguide/cognito-user-pools-assign-domain-prefix.html */
  private static final List<String> RESERVED = List.of("aws", "amazon", "cognito");

  private final UserPoolStore store;

  DomainService(UserPoolStore store) {
    this.store = store;
  }

  CreateUserPoolDomainResponse create(Call call, CreateUserPoolDomainRequest request) {
    Pool pool = store.pool(call, need(request.userPoolId(), "userPoolId"));
    String domain = need(request.domain(), "domain");
    refuse(request.customDomainConfig() != null, "custom domains (CustomDomainConfig)");
    if (!PREFIX.matcher(domain).matches()) {
      throw UserPoolError.INVALID_PARAMETER.with(
          "1 validation error detected: Value '"
              + domain
              + "' at 'domain' failed to satisfy constraint: Member must satisfy regular"
              + " expression pattern: ^[a-z0-9](?:[a-z0-9\\-]{0,61}[a-z0-9])?$");
    }
    for (String word : RESERVED) {
      if (domain.contains(word)) {
        throw UserPoolError.INVALID_PARAMETER.with("Domain cannot contain reserved word: " + word);
      }
    }
    if (store.byDomain(pool.region, domain).isPresent()) {
      throw UserPoolError.INVALID_PARAMETER.with(
          "Domain already associated with another user pool.");
    }
    if (pool.settings().domain() != null) {
      throw UserPoolError.INVALID_PARAMETER.with("User pool already has a domain configured.");
    }
    pool.managedLoginVersion =
        request.managedLoginVersion() == null ? 1 : request.managedLoginVersion();
    pool.settings(pool.settings().toBuilder().domain(domain).build());
    return CreateUserPoolDomainResponse.builder()
        .managedLoginVersion(pool.managedLoginVersion)
        .build();
  }

  /** A domain that is nobody's has an empty description; observed. */
  DescribeUserPoolDomainResponse describe(Call call, DescribeUserPoolDomainRequest request) {
    String domain = need(request.domain(), "domain");
    DomainDescriptionType description =
        store
            .byDomain(call.region(), domain)
            .filter(pool -> pool.account.equals(call.account()))
            .map(
                pool ->
                    DomainDescriptionType.builder()
                        .userPoolId(pool.id)
                        .awsAccountId(pool.account)
                        .domain(domain)
                        .status(DomainStatusType.ACTIVE)
                        .version("20260101000000")
                        .managedLoginVersion(pool.managedLoginVersion)
                        .build())
            .orElseGet(() -> DomainDescriptionType.builder().build());
    return DescribeUserPoolDomainResponse.builder().domainDescription(description).build();
  }

  UpdateUserPoolDomainResponse update(Call call, UpdateUserPoolDomainRequest request) {
    Pool pool = own(call, request.userPoolId(), request.domain());
    refuse(request.customDomainConfig() != null, "custom domains (CustomDomainConfig)");
    if (request.managedLoginVersion() != null) {
      pool.managedLoginVersion = request.managedLoginVersion();
    }
    return UpdateUserPoolDomainResponse.builder()
        .managedLoginVersion(pool.managedLoginVersion)
        .build();
  }

  DeleteUserPoolDomainResponse delete(Call call, DeleteUserPoolDomainRequest request) {
    Pool pool = own(call, request.userPoolId(), request.domain());
    pool.settings(pool.settings().toBuilder().domain(null).build());
    return DeleteUserPoolDomainResponse.builder().build();
  }

  private Pool own(Call call, @Nullable String id, @Nullable String domain) {
    Pool pool = store.pool(call, need(id, "userPoolId"));
    if (!need(domain, "domain").equals(pool.settings().domain())) {
      throw UserPoolError.INVALID_PARAMETER.with("No such domain or user pool exists.");
    }
    return pool;
  }
}

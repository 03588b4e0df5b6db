package dev.diorama.iam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.cloud.CloudConfig;
import dev.diorama.core.router.Access;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Decision;
import dev.diorama.core.router.Principal;
import dev.diorama.core.time.VirtualClock;
import dev.diorama.core.wire.AwsException;
import java.util.List;
import java.util.function.Function;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.iam.model.CreateAccessKeyRequest;
import software.amazon.awssdk.services.iam.model.CreateAccessKeyResponse;
import software.amazon.awssdk.services.iam.model.CreateRoleRequest;
import software.amazon.awssdk.services.iam.model.CreateRoleResponse;
import software.amazon.awssdk.services.iam.model.CreateUserRequest;
import software.amazon.awssdk.services.iam.model.CreateUserResponse;
import software.amazon.awssdk.services.iam.model.PutRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.PutRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.PutUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.PutUserPolicyResponse;

/** A cloud with IAM in it, and short ways to put something there. */
public final class IamWorld implements AutoCloseable {
  public static final String ACCOUNT = "123456789012";
  public static final String OTHER = "210987654321";
  public static final String ALLOW_ALL = allow("*", "*");

  public final Cloud cloud = Cloud.virtual(CloudConfig.defaults());
  public final Iam iam;

  public IamWorld() {
    this(
        IamConfig.defaults()
            .withAccounts(List.of(new IamConfig.Account(OTHER, "other", "secret"))));
  }

  public IamWorld(IamConfig config) {
    this.iam = Iam.install(cloud, config);
  }

  public static String allow(String action, String resource) {
    return policy(
        "{\"Effect\":\"Allow\",\"Action\":\"" + action + "\",\"Resource\":\"" + resource + "\"}");
  }

  public static String policy(String... statements) {
    return "{\"Version\":\"2012-10-17\",\"Statement\":["
        + String.join(",", statements).replace('\'', '"')
        + "]}";
  }

  /** A trust policy for that principal, such as {@code 'Service':'lambda.amazonaws.com'}. */
  public static String trust(String principal) {
    return policy("{'Effect':'Allow','Principal':{" + principal + "},'Action':'sts:AssumeRole'}");
  }

  public VirtualClock clock() {
    return (VirtualClock) cloud.clock();
  }

  public Principal root() {
    return iam.authenticator().resolve("test", "");
  }

  public Principal otherRoot() {
    return iam.authenticator().resolve("other", "");
  }

  public <T> T as(Principal principal, Function<Call, T> work) {
    return cloud.router().internal("test", "test", principal, "us-east-1", work);
  }

  public <R extends SdkResponse> R send(
      Principal principal, AwsRequest request, Class<R> response) {
    return as(principal, call -> call.send(principal, request, response));
  }

  public <R extends SdkResponse> R send(AwsRequest request, Class<R> response) {
    return send(root(), request, response);
  }

  public Decision decide(Principal principal, String action, String resource) {
    return decide(principal, Access.of(action, resource));
  }

  public Decision decide(Principal principal, Access access) {
    return as(principal, call -> call.decide(access));
  }

  /** A user with one inline policy, when that is not empty; the principal of its access key. */
  public Principal user(String name, String policy) {
    send(CreateUserRequest.builder().userName(name).build(), CreateUserResponse.class);
    if (!policy.isEmpty()) {
      send(
          PutUserPolicyRequest.builder()
              .userName(name)
              .policyName("p")
              .policyDocument(policy)
              .build(),
          PutUserPolicyResponse.class);
    }
    return iam.authenticator().resolve(key(name).accessKeyId(), "");
  }

  public AccessKey key(String user) {
    return send(
            CreateAccessKeyRequest.builder().userName(user).build(), CreateAccessKeyResponse.class)
        .accessKey();
  }

  /** A role with one inline policy, when that is not empty; its ARN. */
  public String role(String name, String trust, String policy) {
    String arn =
        send(
                CreateRoleRequest.builder().roleName(name).assumeRolePolicyDocument(trust).build(),
                CreateRoleResponse.class)
            .role()
            .arn();
    if (!policy.isEmpty()) {
      send(
          PutRolePolicyRequest.builder()
              .roleName(name)
              .policyName("p")
              .policyDocument(policy)
              .build(),
          PutRolePolicyResponse.class);
    }
    return arn;
  }

  /** Asserts that the work is refused with that code and status; returns the message. */
  public static String refused(Runnable work, String code, int status) {
    try {
      work.run();
    } catch (AwsException e) {
      assertThat(e.code() + " " + e.status()).as(e.message()).isEqualTo(code + " " + status);
      return e.message();
    }
    throw new AssertionError("allowed, where " + code + " was due");
  }

  @Override
  public void close() {
    cloud.close();
  }
}

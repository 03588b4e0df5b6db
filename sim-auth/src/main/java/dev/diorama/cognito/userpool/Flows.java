package dev.diorama.cognito.userpool;

import java.util.List;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolClientType;

/** Which flows an app client has switched on. */
final class Flows {
  private Flows() {}

  /** Refuses flows of the other side's, unknown ones, and those the client has not switched on. */
  static void check(UserPoolClientType client, String flow, boolean admin) {
    List<String> enabled = client.explicitAuthFlowsAsStrings();
    boolean modern = enabled.stream().anyMatch(each -> each.startsWith("ALLOW_"));
    switch (flow) {
      case "USER_SRP_AUTH" ->
          checkEnabled(
              enabled.contains("ALLOW_USER_SRP_AUTH")
                  || (!modern && !enabled.contains("CUSTOM_AUTH_FLOW_ONLY")),
              "USER_SRP_AUTH is not enabled for the client.");
      case "USER_PASSWORD_AUTH" -> {
        checkSide(!admin);
        checkEnabled(
            enabled.contains("ALLOW_USER_PASSWORD_AUTH") || enabled.contains("USER_PASSWORD_AUTH"),
            "USER_PASSWORD_AUTH flow not enabled for this client");
      }
      case "ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH" -> {
        checkSide(admin);
        checkEnabled(
            enabled.contains("ALLOW_ADMIN_USER_PASSWORD_AUTH")
                || enabled.contains("ADMIN_NO_SRP_AUTH"),
            "Auth flow not enabled for this client");
      }
      case "REFRESH_TOKEN_AUTH", "REFRESH_TOKEN" ->
          checkEnabled(
              !modern || enabled.contains("ALLOW_REFRESH_TOKEN_AUTH"),
              "Auth flow not enabled for this client");
      case "CUSTOM_AUTH" ->
          checkEnabled(
              !modern || enabled.contains("ALLOW_CUSTOM_AUTH"),
              "CUSTOM_AUTH is not enabled for the client.");
      case "USER_AUTH" ->
          checkEnabled(
              enabled.contains("ALLOW_USER_AUTH"), "USER_AUTH is not enabled for the client.");
      default ->
          throw UserPoolError.INVALID_PARAMETER.with(
              "1 validation error detected: Value '"
                  + flow
                  + "' at 'authFlow' failed to satisfy constraint: Member must satisfy enum value"
                  + " set: [USER_SRP_AUTH, REFRESH_TOKEN_AUTH, REFRESH_TOKEN, CUSTOM_AUTH,"
                  + " ADMIN_NO_SRP_AUTH, USER_PASSWORD_AUTH, ADMIN_USER_PASSWORD_AUTH, USER_AUTH]");
    }
  }

  private static void checkEnabled(boolean enabled, String otherwise) {
    if (!enabled) {
      throw UserPoolError.INVALID_PARAMETER.with(otherwise);
    }
  }

  private static void checkSide(boolean right) {
    if (!right) {
      throw UserPoolError.INVALID_PARAMETER.with("Initiate Auth method not supported.");
    }
  }
}

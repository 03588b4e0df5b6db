package dev.diorama.cognito.userpool;

import dev.diorama.cognito.userpool.AuthService.Answer;
import dev.diorama.cognito.userpool.LoginPages.Page;
import dev.diorama.cognito.userpool.ManagedLogin.Request;
import dev.diorama.cognito.userpool.SignIn.Step;
import dev.diorama.cognito.userpool.UserPoolModel.Pool;
import dev.diorama.cognito.userpool.UserPoolModel.User;
import dev.diorama.core.json.Json;
import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.HttpResponse;
import dev.diorama.core.wire.QueryParams;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AssociateSoftwareTokenRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AssociateSoftwareTokenResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ConfirmForgotPasswordRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ConfirmSignUpRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ForgotPasswordRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ResendConfirmationCodeRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SchemaAttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SignUpRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SignUpResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolClientType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.VerifySoftwareTokenRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.VerifySoftwareTokenResponse;

/**
 * The forms of the login pages: each shows itself to {@code GET}, and hands what is sent to the
 * same rules that the API has. What those refuse is shown in their own words.
 */
final class LoginForms {
  /**
   * What a form leads to.
   *
   * @param user who has signed in; null for a page
   */
  record Outcome(HttpResponse response, @Nullable User user) {}

  private final AuthService signIns;
  private final SignUpService signUps;
  private final SoftwareTokens software;

  LoginForms(AuthService signIns, SignUpService signUps, SoftwareTokens software) {
    this.signIns = signIns;
    this.signUps = signUps;
    this.software = software;
  }

  private static Outcome page(HttpResponse response) {
    return new Outcome(response, null);
  }

  private static String text(QueryParams form, String name) {
    return form.first(name).orElse("");
  }

  private static @Nullable String hash(UserPoolClientType client, String username) {
    return client.clientSecret() == null
        ? null
        : SrpClient.secretHash(username, client.clientId(), client.clientSecret());
  }

  /** What to do with a form that is ours; a refusal becomes the page again, with the reason. */
  private static Outcome posted(
      Request request, Supplier<Outcome> rule, java.util.function.Function<String, Page> again) {
    if (!Browsers.ours(request.http(), text(request.form(), "_csrf"))) {
      return page(
          new Page("Something went wrong")
              .bad("An error was encountered with the requested page.")
              .text("The form does not belong to this browser's visit. Please start again.")
              .response(403));
    }
    try {
      return rule.get();
    } catch (AwsException refused) {
      request.call().note("why", refused.code() + ": " + refused.message());
      return page(again.apply(refused.message()).response(400));
    }
  }

  Outcome login(Request request, OAuthRequest asked) {
    if (!request.post()) {
      String notice = request.http().query().first("notice").orElse("");
      return page(loginPage(request, asked, "", words(notice), "").response(200));
    }
    QueryParams form = request.form();
    String name = text(form, "username");
    return posted(
        request,
        () ->
            after(
                request,
                asked,
                name,
                signIns.hosted(
                    Visit.of(request.call(), asked.entrance(), Map.of()),
                    asked.entrance(),
                    name,
                    text(form, "password"))),
        why -> loginPage(request, asked, why, "", name));
  }

  /** Notices are picked from here by name, so that an address cannot put words on the page. */
  private static String words(String notice) {
    return switch (notice) {
      case "confirmed" -> "Your account is confirmed. You can sign in now.";
      case "password" -> "Your password has been changed. You can sign in now.";
      default -> "";
    };
  }

  private static Page loginPage(
      Request request, OAuthRequest asked, String why, String notice, String name) {
    Pool pool = request.pool();
    String query = asked.rawQuery();
    Page page =
        new Page("Sign in")
            .bad(why)
            .ok(notice)
            .form(request.address("/login", query), request.csrf())
            .field("username", nameLabel(pool), "text", "username", name)
            .field("password", "Password", "password", "current-password", "")
            .button("Sign in")
            .end()
            .link(request.address("/forgotPassword", query), "Forgot your password?");
    return pool.settings().adminCreateUserConfig().allowAdminCreateUserOnly()
        ? page
        : page.link(request.address("/signup", query), "Create an account");
  }

  private static String nameLabel(Pool pool) {
    List<String> names = pool.settings().usernameAttributesAsStrings();
    if (names.isEmpty()) {
      return "Username";
    }
    return names.size() > 1 ? "Email or phone number" : label(names.get(0));
  }

  private static String label(String attribute) {
    String words = attribute.replace("custom:", "").replace('_', ' ');
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }

  /** The page for what is due next, or the user who is in. */
  private Outcome after(Request request, OAuthRequest asked, String name, Step step) {
    return step.user() == null
        ? page(challengePage(request, asked, name, step, "").response(200))
        : new Outcome(HttpResponse.empty(200), step.user());
  }

  private Page challengePage(
      Request request, OAuthRequest asked, String name, Step step, String why) {
    String challenge = String.valueOf(step.challenge());
    String session = String.valueOf(step.session());
    if (challenge.equals("MFA_SETUP")) {
      AssociateSoftwareTokenResponse associated =
          software.associate(
              request.call(), AssociateSoftwareTokenRequest.builder().session(session).build());
      return setUpPage(request, asked, name, associated.session(), associated.secretCode(), why);
    }
    Page page =
        new Page(title(challenge))
            .bad(why)
            .form(request.address("/challenge", asked.rawQuery()), request.csrf())
            .hidden("challenge", challenge)
            .hidden("session", session)
            .hidden("username", name);
    String destination = step.parameters().getOrDefault("CODE_DELIVERY_DESTINATION", "");
    if (!destination.isEmpty()) {
      page.text("We sent a code to " + destination + ".");
      page.hidden("destination", destination);
    }
    switch (challenge) {
      case "NEW_PASSWORD_REQUIRED" -> {
        page.field("NEW_PASSWORD", "New password", "password", "new-password", "");
        for (Json each :
            Json.parse(step.parameters().getOrDefault("requiredAttributes", "[]")).items()) {
          String attribute = each.text().orElse("");
          page.hidden("missing", attribute);
          page.field(attribute, label(attribute.replace("userAttributes.", "")), "text", "on", "");
        }
        return page.button("Change password").end();
      }
      case "SELECT_MFA_TYPE" -> {
        for (Json each :
            Json.parse(step.parameters().getOrDefault("MFAS_CAN_CHOOSE", "[]")).items()) {
          String factor = each.text().orElse("");
          page.hidden("choice", factor).button(choice(factor), "ANSWER", factor);
        }
        return page.end();
      }
      default -> {
        return page.field(challenge + "_CODE", "Code", "text", "one-time-code", "")
            .button("Sign in")
            .end();
      }
    }
  }

  private static String title(String challenge) {
    return switch (challenge) {
      case "NEW_PASSWORD_REQUIRED" -> "Change your password";
      case "SELECT_MFA_TYPE" -> "Choose how to verify that it is you";
      case "SOFTWARE_TOKEN_MFA" -> "Enter the code of your authenticator app";
      default -> "Enter your code";
    };
  }

  private static String choice(String factor) {
    return switch (factor) {
      case "SMS_MFA" -> "Text message";
      case "EMAIL_OTP" -> "Email";
      default -> "Authenticator app";
    };
  }

  private static Page setUpPage(
      Request request, OAuthRequest asked, String name, String session, String secret, String why) {
    return new Page("Set up an authenticator app")
        .bad(why)
        .text("Add this key to your authenticator app, then enter the code it shows.")
        .secret(secret)
        .form(request.address("/challenge", asked.rawQuery()), request.csrf())
        .hidden("challenge", "MFA_SETUP")
        .hidden("session", session)
        .hidden("username", name)
        .hidden("secret", secret)
        .field("code", "Code", "text", "one-time-code", "")
        .button("Continue")
        .end();
  }

  Outcome challenge(Request request, OAuthRequest asked) {
    if (!request.post()) {
      return page(ManagedLogin.redirect(request.address("/login", asked.rawQuery())));
    }
    QueryParams form = request.form();
    String challenge = text(form, "challenge");
    String name = text(form, "username");
    return posted(
        request,
        () -> answered(request, asked, form, challenge, name),
        why -> again(request, asked, form, challenge, name, why));
  }

  private Outcome answered(
      Request request, OAuthRequest asked, QueryParams form, String challenge, String name) {
    String session = text(form, "session");
    if (challenge.equals("MFA_SETUP")) {
      VerifySoftwareTokenResponse verified =
          software.verify(
              request.call(),
              VerifySoftwareTokenRequest.builder()
                  .session(session)
                  .userCode(text(form, "code"))
                  .build());
      session = verified.session();
    }
    Map<String, String> responses = new LinkedHashMap<>();
    form.asMap()
        .forEach(
            (key, values) -> {
              boolean ours =
                  key.endsWith("_CODE")
                      || key.equals("ANSWER")
                      || key.equals("NEW_PASSWORD")
                      || key.startsWith("userAttributes.");
              if (ours) {
                responses.put(key, values.get(0).strip());
              }
            });
    responses.put("USERNAME", name);
    String hash = hash(asked.entrance().client(), name);
    if (hash != null) {
      responses.put("SECRET_HASH", hash);
    }
    return after(
        request,
        asked,
        name,
        signIns.respond(
            request.call(), asked.entrance(), new Answer(challenge, session, responses, Map.of())));
  }

  /** The same question with the reason; where its session is gone, sign-in starts again. */
  private Page again(
      Request request,
      OAuthRequest asked,
      QueryParams form,
      String challenge,
      String name,
      String why) {
    if (why.startsWith("Invalid session")) {
      return loginPage(request, asked, why, "", name);
    }
    if (challenge.equals("MFA_SETUP")) {
      return setUpPage(request, asked, name, text(form, "session"), text(form, "secret"), why);
    }
    Map<String, List<String>> sent = form.asMap();
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("CODE_DELIVERY_DESTINATION", text(form, "destination"));
    parameters.put(
        "requiredAttributes", Json.strings(sent.getOrDefault("missing", List.of())).write());
    parameters.put("MFAS_CAN_CHOOSE", Json.strings(sent.getOrDefault("choice", List.of())).write());
    return challengePage(
        request, asked, name, Step.ask(challenge, text(form, "session"), parameters), why);
  }

  Outcome signUp(Request request, OAuthRequest asked) {
    Pool pool = request.pool();
    if (pool.settings().adminCreateUserConfig().allowAdminCreateUserOnly()) {
      return page(
          new Page("Create an account")
              .bad("SignUp is not permitted for this user pool")
              .response(400));
    }
    if (!request.post()) {
      return page(signUpPage(request, asked, "", QueryParams.parse("")).response(200));
    }
    QueryParams form = request.form();
    String name = text(form, "username");
    return posted(
        request,
        () -> {
          List<AttributeType> attributes = new ArrayList<>();
          for (String attribute : askedAtSignUp(pool)) {
            String value = text(form, attribute);
            if (!value.isEmpty()) {
              attributes.add(AttributeType.builder().name(attribute).value(value).build());
            }
          }
          UserPoolClientType client = asked.entrance().client();
          SignUpResponse signedUp =
              signUps.signUp(
                  request.call(),
                  SignUpRequest.builder()
                      .clientId(client.clientId())
                      .secretHash(hash(client, name))
                      .username(name)
                      .password(text(form, "password"))
                      .userAttributes(attributes)
                      .build());
          if (Boolean.TRUE.equals(signedUp.userConfirmed())) {
            return page(
                ManagedLogin.redirect(
                    request.address("/login", asked.rawQuery() + "&notice=confirmed")));
          }
          return page(
              confirmPage(
                      request,
                      asked,
                      "",
                      name,
                      signedUp.codeDeliveryDetails() == null
                          ? ""
                          : signedUp.codeDeliveryDetails().destination())
                  .response(200));
        },
        why -> signUpPage(request, asked, why, form));
  }

  /** Required attributes, and the address a code goes to, unless the name is it. */
  private static List<String> askedAtSignUp(Pool pool) {
    List<String> names = pool.settings().usernameAttributesAsStrings();
    List<String> verified = pool.settings().autoVerifiedAttributesAsStrings();
    List<String> asked = new ArrayList<>();
    for (SchemaAttributeType each : pool.schema.values()) {
      boolean needed =
          (each.required() || verified.contains(each.name())) && !each.name().equals("sub");
      if (needed && !(names.size() == 1 && names.contains(each.name()))) {
        asked.add(each.name());
      }
    }
    return asked;
  }

  private static Page signUpPage(
      Request request, OAuthRequest asked, String why, QueryParams before) {
    Page page =
        new Page("Create an account")
            .bad(why)
            .form(request.address("/signup", asked.rawQuery()), request.csrf())
            .field(
                "username",
                nameLabel(request.pool()),
                "text",
                "username",
                text(before, "username"));
    for (String attribute : askedAtSignUp(request.pool())) {
      String type =
          switch (attribute) {
            case "email" -> "email";
            case "phone_number" -> "tel";
            case "birthdate" -> "date";
            default -> "text";
          };
      page.field(attribute, label(attribute), type, "on", text(before, attribute));
    }
    return page.field("password", "Password", "password", "new-password", "")
        .button("Create account")
        .end()
        .link(request.address("/login", asked.rawQuery()), "Sign in instead");
  }

  private static Page confirmPage(
      Request request, OAuthRequest asked, String why, String name, String destination) {
    Page page = new Page("Confirm your account").bad(why);
    if (!destination.isEmpty()) {
      page.text("We sent a code to " + destination + ".");
    }
    return page.form(request.address("/confirmUser", asked.rawQuery()), request.csrf())
        .hidden("username", name)
        .field("code", "Code", "text", "one-time-code", "")
        .button("Confirm account")
        .end()
        .form(request.address("/resendcode", asked.rawQuery()), request.csrf())
        .hidden("username", name)
        .button("Send a new code")
        .end();
  }

  Outcome confirm(Request request, OAuthRequest asked) {
    QueryParams form = request.form();
    String name = text(form, "username");
    if (!request.post()) {
      return page(ManagedLogin.redirect(request.address("/login", asked.rawQuery())));
    }
    return posted(
        request,
        () -> {
          UserPoolClientType client = asked.entrance().client();
          signUps.confirm(
              request.call(),
              ConfirmSignUpRequest.builder()
                  .clientId(client.clientId())
                  .secretHash(hash(client, name))
                  .username(name)
                  .confirmationCode(text(form, "code").strip())
                  .build());
          return page(
              ManagedLogin.redirect(
                  request.address("/login", asked.rawQuery() + "&notice=confirmed")));
        },
        why -> confirmPage(request, asked, why, name, ""));
  }

  Outcome resend(Request request, OAuthRequest asked) {
    if (!request.post()) {
      return page(ManagedLogin.redirect(request.address("/login", asked.rawQuery())));
    }
    String name = text(request.form(), "username");
    return posted(
        request,
        () -> {
          UserPoolClientType client = asked.entrance().client();
          String destination =
              signUps
                  .resend(
                      request.call(),
                      ResendConfirmationCodeRequest.builder()
                          .clientId(client.clientId())
                          .secretHash(hash(client, name))
                          .username(name)
                          .build())
                  .codeDeliveryDetails()
                  .destination();
          return page(confirmPage(request, asked, "", name, destination).response(200));
        },
        why -> confirmPage(request, asked, why, name, ""));
  }

  Outcome forgot(Request request, OAuthRequest asked) {
    if (!request.post()) {
      return page(forgotPage(request, asked, "", "").response(200));
    }
    String name = text(request.form(), "username");
    return posted(
        request,
        () -> {
          UserPoolClientType client = asked.entrance().client();
          String destination =
              signUps
                  .forgot(
                      request.call(),
                      ForgotPasswordRequest.builder()
                          .clientId(client.clientId())
                          .secretHash(hash(client, name))
                          .username(name)
                          .build())
                  .codeDeliveryDetails()
                  .destination();
          return page(newPasswordPage(request, asked, "", name, destination).response(200));
        },
        why -> forgotPage(request, asked, why, name));
  }

  private static Page forgotPage(Request request, OAuthRequest asked, String why, String name) {
    return new Page("Forgot your password?")
        .bad(why)
        .text("Enter your name and we will send you a code to reset your password.")
        .form(request.address("/forgotPassword", asked.rawQuery()), request.csrf())
        .field("username", nameLabel(request.pool()), "text", "username", name)
        .button("Reset my password")
        .end()
        .link(request.address("/login", asked.rawQuery()), "Back to sign in");
  }

  private static Page newPasswordPage(
      Request request, OAuthRequest asked, String why, String name, String destination) {
    Page page = new Page("Choose a new password").bad(why);
    if (!destination.isEmpty()) {
      page.text("We sent a code to " + destination + ".");
    }
    return page.form(request.address("/confirmForgotPassword", asked.rawQuery()), request.csrf())
        .hidden("username", name)
        .field("code", "Code", "text", "one-time-code", "")
        .field("password", "New password", "password", "new-password", "")
        .button("Change password")
        .end();
  }

  Outcome confirmForgot(Request request, OAuthRequest asked) {
    if (!request.post()) {
      return page(ManagedLogin.redirect(request.address("/forgotPassword", asked.rawQuery())));
    }
    QueryParams form = request.form();
    String name = text(form, "username");
    return posted(
        request,
        () -> {
          UserPoolClientType client = asked.entrance().client();
          signUps.confirmForgot(
              request.call(),
              ConfirmForgotPasswordRequest.builder()
                  .clientId(client.clientId())
                  .secretHash(hash(client, name))
                  .username(name)
                  .confirmationCode(text(form, "code").strip())
                  .password(text(form, "password"))
                  .build());
          return page(
              ManagedLogin.redirect(
                  request.address("/login", asked.rawQuery() + "&notice=password")));
        },
        why -> newPasswordPage(request, asked, why, name, ""));
  }
}

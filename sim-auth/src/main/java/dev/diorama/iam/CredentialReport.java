package dev.diorama.iam;

import dev.diorama.core.router.Call;
import dev.diorama.iam.IamModel.AccessKey;
import dev.diorama.iam.IamModel.LastUsed;
import dev.diorama.iam.IamModel.Login;
import dev.diorama.iam.IamModel.User;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The account's users and their credentials as a table of comma-separated values. Columns
 * documented: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
 */
final class CredentialReport {
  private static final String HEADER =
      "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,"
          + "password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,"
          + "access_key_1_last_used_date,access_key_1_last_used_region,"
          + "access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,"
          + "access_key_2_last_used_date,access_key_2_last_used_region,"
          + "access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,"
          + "cert_2_last_rotated";

  private CredentialReport() {}

  static String of(IamDirectory directory, Call call) {
    List<String> lines = new ArrayList<>();
    lines.add(HEADER);
    lines.add(
        "<root_account>,arn:aws:iam::"
            + call.account()
            + ":root,"
            + date(directory.clock.start())
            + ",not_supported,no_information,not_supported,not_supported,false,true,"
            + date(directory.clock.start())
            + ",N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A");
    for (User user : directory.account(call).users.values()) {
      lines.add(line(directory, call, user));
    }
    return String.join("\n", lines);
  }

  private static String line(IamDirectory directory, Call call, User user) {
    List<String> cells = new ArrayList<>(List.of(user.name, user.arn(), date(user.created)));
    Login login = user.login;
    cells.addAll(
        login == null
            ? List.of("false", "N/A", "N/A", "N/A")
            : List.of("true", "no_information", date(login.created()), "N/A"));
    cells.add(
        Boolean.toString(
            directory.account(call).devices.values().stream()
                .anyMatch(device -> device.user.equals(user.name))));
    List<String> keys = List.copyOf(user.keys);
    for (int i = 0; i < 2; i++) {
      Optional<AccessKey> key =
          i < keys.size() ? directory.store.key(keys.get(i)) : Optional.empty();
      cells.add(Boolean.toString(key.filter(found -> found.active).isPresent()));
      cells.add(key.map(found -> date(found.created)).orElse("N/A"));
      Optional<LastUsed> used = key.flatMap(found -> Optional.ofNullable(found.lastUsed));
      cells.add(used.map(last -> date(last.when())).orElse("N/A"));
      cells.add(used.map(LastUsed::region).orElse("N/A"));
      cells.add(used.map(LastUsed::service).orElse("N/A"));
    }
    cells.addAll(List.of("false", "N/A", "false", "N/A"));
    return String.join(",", cells);
  }

  private static String date(Instant instant) {
    return instant
        .truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
        .toString()
        .replace("Z", "+00:00");
  }
}

package dev.diorama.cognito.userpool;

import static dev.diorama.cognito.userpool.Settings.need;

import dev.diorama.cognito.Page;
import dev.diorama.cognito.userpool.SrpServer.Verifier;
import dev.diorama.cognito.userpool.UserPoolModel.Device;
import dev.diorama.cognito.userpool.UserPoolModel.Pool;
import dev.diorama.cognito.userpool.UserPoolModel.Session;
import dev.diorama.cognito.userpool.UserPoolModel.User;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.router.Call;
import java.math.BigInteger;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminForgetDeviceRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminForgetDeviceResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminGetDeviceRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminGetDeviceResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminListDevicesRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminListDevicesResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminUpdateDeviceStatusRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminUpdateDeviceStatusResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ConfirmDeviceRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ConfirmDeviceResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeviceRememberedStatusType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeviceSecretVerifierConfigType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeviceType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ForgetDeviceRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ForgetDeviceResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetDeviceRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetDeviceResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListDevicesRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListDevicesResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UpdateDeviceStatusRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UpdateDeviceStatusResponse;

/** The devices of users: confirmed, looked at, remembered or not, forgotten. */
final class DeviceService {
  private final Cloud cloud;
  private final UserPoolStore store;
  private final Tokens tokens;

  DeviceService(Cloud cloud, UserPoolStore store, Tokens tokens) {
    this.cloud = cloud;
    this.store = store;
    this.tokens = tokens;
  }

  ConfirmDeviceResponse confirm(Call call, ConfirmDeviceRequest request) {
    Session session = tokens.session(request.accessToken());
    User user = session.user;
    String key = need(request.deviceKey(), "deviceKey");
    if (user.devices.containsKey(key)) {
      throw UserPoolError.DEVICE_KEY_EXISTS.with("Device already exists.");
    }
    String group = user.promisedDevices.get(key);
    if (group == null || !DeviceSignIn.tracked(session.pool)) {
      throw UserPoolError.INVALID_PARAMETER.with("Invalid device key given.");
    }
    Verifier verifier =
        verifier(need(request.deviceSecretVerifierConfig(), "deviceSecretVerifierConfig"));
    boolean ask =
        Boolean.TRUE.equals(
            session.pool.settings().deviceConfiguration().deviceOnlyRememberedOnUserPrompt());
    user.promisedDevices.remove(key);
    user.devices.put(
        key,
        new Device(
            key,
            group,
            request.deviceName() == null ? "" : request.deviceName(),
            verifier,
            cloud.clock().instant(),
            call.sourceIp(),
            !ask));
    return ConfirmDeviceResponse.builder().userConfirmationNecessary(ask).build();
  }

  private static Verifier verifier(DeviceSecretVerifierConfigType config) {
    return new Verifier(
        number(need(config.salt(), "deviceSecretVerifierConfig.salt")),
        number(need(config.passwordVerifier(), "deviceSecretVerifierConfig.passwordVerifier")));
  }

  private static BigInteger number(String base64) {
    try {
      BigInteger number = new BigInteger(1, Base64.getDecoder().decode(base64));
      if (number.mod(SrpGroup.N).signum() != 0) {
        return number;
      }
    } catch (IllegalArgumentException e) {
      // Said below, of whatever is no number.
    }
    throw UserPoolError.INVALID_PARAMETER.with("Invalid device secret verifier given.");
  }

  private static Device device(User user, @Nullable String key) {
    Device device = user.devices.get(need(key, "deviceKey"));
    if (device == null) {
      throw UserPoolError.noSuchDevice();
    }
    return device;
  }

  private User user(Call call, @Nullable String poolId, @Nullable String name) {
    Pool pool = store.pool(call, need(poolId, "userPoolId"));
    return pool.users.find(need(name, "username")).orElseThrow(UserPoolError::noSuchUser);
  }

  private static DeviceType shown(Device device) {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("device_status", "valid");
    attributes.put("device_name", device.name);
    attributes.put("last_ip_used", device.lastIp);
    attributes.put(
        "dev:device_remembered_status", device.remembered ? "remembered" : "not_remembered");
    return DeviceType.builder()
        .deviceKey(device.key)
        .deviceAttributes(Attributes.listed(attributes))
        .deviceCreateDate(device.created)
        .deviceLastModifiedDate(device.modified)
        .deviceLastAuthenticatedDate(device.lastSeen)
        .build();
  }

  private static Page<Device> page(User user, @Nullable Integer limit, @Nullable String token) {
    return Page.of(
        List.copyOf(user.devices.values()), limit, token, UserPoolError.INVALID_PARAMETER);
  }

  private void remember(
      User user, @Nullable String key, @Nullable DeviceRememberedStatusType status) {
    Device device = device(user, key);
    DeviceRememberedStatusType asked = need(status, "deviceRememberedStatus");
    if (asked == DeviceRememberedStatusType.UNKNOWN_TO_SDK_VERSION) {
      throw UserPoolError.INVALID_PARAMETER.with(
          "1 validation error detected: Value at 'deviceRememberedStatus' failed to satisfy"
              + " constraint: Member must satisfy enum value set: [not_remembered, remembered]");
    }
    device.remembered = asked == DeviceRememberedStatusType.REMEMBERED;
    device.modified = cloud.clock().instant();
  }

  /** Sessions of a device that is forgotten go on as long as their tokens; documented. */
  private static void forget(User user, @Nullable String key) {
    user.devices.remove(device(user, key).key);
  }

  GetDeviceResponse get(Call call, GetDeviceRequest request) {
    User user = tokens.session(request.accessToken()).user;
    return GetDeviceResponse.builder().device(shown(device(user, request.deviceKey()))).build();
  }

  ListDevicesResponse list(Call call, ListDevicesRequest request) {
    User user = tokens.session(request.accessToken()).user;
    Page<Device> page = page(user, request.limit(), request.paginationToken());
    return ListDevicesResponse.builder()
        .devices(page.items().stream().map(DeviceService::shown).toList())
        .paginationToken(page.next())
        .build();
  }

  UpdateDeviceStatusResponse update(Call call, UpdateDeviceStatusRequest request) {
    User user = tokens.session(request.accessToken()).user;
    remember(user, request.deviceKey(), request.deviceRememberedStatus());
    return UpdateDeviceStatusResponse.builder().build();
  }

  ForgetDeviceResponse forget(Call call, ForgetDeviceRequest request) {
    forget(tokens.session(request.accessToken()).user, request.deviceKey());
    return ForgetDeviceResponse.builder().build();
  }

  AdminGetDeviceResponse get(Call call, AdminGetDeviceRequest request) {
    User user = user(call, request.userPoolId(), request.username());
    return AdminGetDeviceResponse.builder()
        .device(shown(device(user, request.deviceKey())))
        .build();
  }

  AdminListDevicesResponse list(Call call, AdminListDevicesRequest request) {
    User user = user(call, request.userPoolId(), request.username());
    Page<Device> page = page(user, request.limit(), request.paginationToken());
    return AdminListDevicesResponse.builder()
        .devices(page.items().stream().map(DeviceService::shown).toList())
        .paginationToken(page.next())
        .build();
  }

  AdminUpdateDeviceStatusResponse update(Call call, AdminUpdateDeviceStatusRequest request) {
    User user = user(call, request.userPoolId(), request.username());
    remember(user, request.deviceKey(), request.deviceRememberedStatus());
    return AdminUpdateDeviceStatusResponse.builder().build();
  }

  AdminForgetDeviceResponse forget(Call call, AdminForgetDeviceRequest request) {
    forget(user(call, request.userPoolId(), request.username()), request.deviceKey());
    return AdminForgetDeviceResponse.builder().build();
  }
}

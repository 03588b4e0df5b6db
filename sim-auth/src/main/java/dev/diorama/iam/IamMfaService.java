package dev.diorama.iam;

import dev.diorama.core.router.Call;
import dev.diorama.iam.Checks.Page;
import dev.diorama.iam.IamModel.MfaDevice;
import dev.diorama.iam.IamModel.User;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.iam.model.CreateVirtualMfaDeviceRequest;
import software.amazon.awssdk.services.iam.model.CreateVirtualMfaDeviceResponse;
import software.amazon.awssdk.services.iam.model.DeactivateMfaDeviceRequest;
import software.amazon.awssdk.services.iam.model.DeactivateMfaDeviceResponse;
import software.amazon.awssdk.services.iam.model.DeleteVirtualMfaDeviceRequest;
import software.amazon.awssdk.services.iam.model.DeleteVirtualMfaDeviceResponse;
import software.amazon.awssdk.services.iam.model.EnableMfaDeviceRequest;
import software.amazon.awssdk.services.iam.model.EnableMfaDeviceResponse;
import software.amazon.awssdk.services.iam.model.GetMfaDeviceRequest;
import software.amazon.awssdk.services.iam.model.GetMfaDeviceResponse;
import software.amazon.awssdk.services.iam.model.ListMfaDeviceTagsRequest;
import software.amazon.awssdk.services.iam.model.ListMfaDeviceTagsResponse;
import software.amazon.awssdk.services.iam.model.ListMfaDevicesRequest;
import software.amazon.awssdk.services.iam.model.ListMfaDevicesResponse;
import software.amazon.awssdk.services.iam.model.ListVirtualMfaDevicesRequest;
import software.amazon.awssdk.services.iam.model.ListVirtualMfaDevicesResponse;
import software.amazon.awssdk.services.iam.model.MFADevice;
import software.amazon.awssdk.services.iam.model.ResyncMfaDeviceRequest;
import software.amazon.awssdk.services.iam.model.ResyncMfaDeviceResponse;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.iam.model.TagMfaDeviceRequest;
import software.amazon.awssdk.services.iam.model.TagMfaDeviceResponse;
import software.amazon.awssdk.services.iam.model.UntagMfaDeviceRequest;
import software.amazon.awssdk.services.iam.model.UntagMfaDeviceResponse;
import software.amazon.awssdk.services.iam.model.VirtualMFADevice;

/** Virtual MFA devices of users: codes by time, as an authenticator app makes them. */
final class IamMfaService {
  /** Documented: reference_iam-quotas. */
  private static final int PER_USER = 8;

  private static final Pattern CODE = Pattern.compile("[0-9]{6}");

  private final IamDirectory directory;

  IamMfaService(IamDirectory directory) {
    this.directory = directory;
  }

  private Map<String, MfaDevice> devices(Call call) {
    return directory.account(call).devices;
  }

  SdkResponse create(Call call, CreateVirtualMfaDeviceRequest request) {
    String name = Checks.name("virtualMFADeviceName", request.virtualMFADeviceName(), 226);
    String path = Checks.path(request.path());
    String serial = "arn:aws:iam::" + call.account() + ":mfa" + path + name;
    if (devices(call).containsKey(serial)) {
      throw IamError.ENTITY_ALREADY_EXISTS.with(
          "MFADevice entity at the same path and name already exists.");
    }
    MfaDevice device = new MfaDevice(serial, directory.ids.mfaSeed());
    Checks.tag(device.tags, request.tags(), directory.limits.tags());
    devices(call).put(serial, device);
    return CreateVirtualMfaDeviceResponse.builder()
        .virtualMFADevice(
            view ->
                view.serialNumber(serial)
                    .base32StringSeed(SdkBytes.fromUtf8String(device.seed))
                    .tags(Checks.tags(device.tags)))
        .build();
  }

  SdkResponse enable(Call call, EnableMfaDeviceRequest request) {
    User user = directory.user(call, request.userName());
    MfaDevice device = device(call, request.serialNumber());
    if (!device.user.isEmpty()) {
      throw IamError.ENTITY_ALREADY_EXISTS.with("MFA Device is already in use.");
    }
    directory.checkQuota(of(call, user).size(), PER_USER, "MFADevicesPerUser");
    checkCodes(device, request.authenticationCode1(), request.authenticationCode2());
    device.user = user.name;
    device.enabled = directory.clock.instant();
    return EnableMfaDeviceResponse.builder().build();
  }

  SdkResponse resync(Call call, ResyncMfaDeviceRequest request) {
    User user = directory.user(call, request.userName());
    MfaDevice device = ofUser(call, user, request.serialNumber());
    checkCodes(device, request.authenticationCode1(), request.authenticationCode2());
    return ResyncMfaDeviceResponse.builder().build();
  }

  /** Two codes in a row, of this step or one beside it. */
  private void checkCodes(MfaDevice device, @Nullable String first, @Nullable String second) {
    for (String code :
        new String[] {
          Checks.required("authenticationCode1", first),
          Checks.required("authenticationCode2", second)
        }) {
      if (!CODE.matcher(code).matches()) {
        throw Checks.constraint(
            "authenticationCode", code, "Member must satisfy regular expression pattern: [\\d]+");
      }
    }
    long now = Totp.step(directory.clock.instant());
    for (long step = now - 2; step <= now + 1; step++) {
      if (Totp.code(device.secret(), step).equals(first)
          && Totp.code(device.secret(), step + 1).equals(second)) {
        return;
      }
    }
    throw IamError.INVALID_AUTHENTICATION_CODE.with("Authentication code for device is not valid.");
  }

  SdkResponse deactivate(Call call, DeactivateMfaDeviceRequest request) {
    User user = directory.userOrSelf(call, request.userName());
    MfaDevice device = ofUser(call, user, request.serialNumber());
    device.user = "";
    return DeactivateMfaDeviceResponse.builder().build();
  }

  SdkResponse delete(Call call, DeleteVirtualMfaDeviceRequest request) {
    MfaDevice device = device(call, request.serialNumber());
    if (!device.user.isEmpty()) {
      throw IamError.DELETE_CONFLICT.with("MFA device is in use. Must deactivate first.");
    }
    devices(call).remove(device.serial);
    return DeleteVirtualMfaDeviceResponse.builder().build();
  }

  SdkResponse get(Call call, GetMfaDeviceRequest request) {
    MfaDevice device = device(call, request.serialNumber());
    GetMfaDeviceResponse.Builder response =
        GetMfaDeviceResponse.builder().serialNumber(device.serial);
    if (!device.user.isEmpty()) {
      response.userName(device.user).enableDate(device.enabled);
    }
    return response.build();
  }

  SdkResponse list(Call call, ListMfaDevicesRequest request) {
    User user = directory.userOrSelf(call, request.userName());
    Page<MFADevice> page =
        Checks.page(
            of(call, user).stream()
                .map(
                    device ->
                        MFADevice.builder()
                            .userName(user.name)
                            .serialNumber(device.serial)
                            .enableDate(device.enabled)
                            .build())
                .toList(),
            request.marker(),
            request.maxItems());
    return ListMfaDevicesResponse.builder()
        .mfaDevices(page.items())
        .isTruncated(page.truncated())
        .marker(page.marker())
        .build();
  }

  SdkResponse listVirtual(Call call, ListVirtualMfaDevicesRequest request) {
    String status =
        request.assignmentStatusAsString() == null ? "Any" : request.assignmentStatusAsString();
    Page<MfaDevice> page =
        Checks.page(
            devices(call).values().stream()
                .filter(
                    device ->
                        status.equals("Any") || status.equals("Assigned") != device.user.isEmpty())
                .toList(),
            request.marker(),
            request.maxItems());
    return ListVirtualMfaDevicesResponse.builder()
        .virtualMFADevices(page.items().stream().map(device -> view(call, device)).toList())
        .isTruncated(page.truncated())
        .marker(page.marker())
        .build();
  }

  SdkResponse tag(Call call, TagMfaDeviceRequest request) {
    Checks.tag(device(call, request.serialNumber()).tags, request.tags(), directory.limits.tags());
    return TagMfaDeviceResponse.builder().build();
  }

  SdkResponse untag(Call call, UntagMfaDeviceRequest request) {
    request.tagKeys().forEach(device(call, request.serialNumber()).tags::remove);
    return UntagMfaDeviceResponse.builder().build();
  }

  SdkResponse listTags(Call call, ListMfaDeviceTagsRequest request) {
    MfaDevice device = device(call, request.serialNumber());
    Page<Tag> page = Checks.page(Checks.tags(device.tags), request.marker(), request.maxItems());
    return ListMfaDeviceTagsResponse.builder()
        .tags(page.items())
        .isTruncated(page.truncated())
        .marker(page.marker())
        .build();
  }

  private VirtualMFADevice view(Call call, MfaDevice device) {
    VirtualMFADevice.Builder view = VirtualMFADevice.builder().serialNumber(device.serial);
    if (!device.user.isEmpty()) {
      view.enableDate(device.enabled)
          .user(IamViews.user(directory.user(call, device.user), IamViews.Depth.LISTED));
    }
    return view.build();
  }

  private List<MfaDevice> of(Call call, User user) {
    return devices(call).values().stream().filter(device -> device.user.equals(user.name)).toList();
  }

  private MfaDevice device(Call call, @Nullable String serial) {
    String given = Checks.required("serialNumber", serial);
    MfaDevice device = devices(call).get(given);
    if (device == null) {
      throw IamDirectory.missing(
          "VirtualMFADevice with serial number " + given + " does not exist.");
    }
    return device;
  }

  private MfaDevice ofUser(Call call, User user, @Nullable String serial) {
    MfaDevice device = device(call, serial);
    if (!device.user.equals(user.name)) {
      throw IamDirectory.missing("MFA Device invalid for user.");
    }
    return device;
  }

  /** The bytes that a device's seed stands for, in base32. */
  static byte[] decode(String base32) {
    java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
    int buffer = 0;
    int bits = 0;
    for (byte c : base32.getBytes(StandardCharsets.US_ASCII)) {
      buffer = (buffer << 5) | Ids.ALPHABET.indexOf(c);
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        bytes.write(buffer >> bits);
      }
    }
    return bytes.toByteArray();
  }
}

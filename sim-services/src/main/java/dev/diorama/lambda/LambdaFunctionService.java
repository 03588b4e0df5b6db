package dev.diorama.lambda;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.router.Access;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Principal;
import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.Checksums;
import dev.diorama.lambda.LambdaModel.Code;
import dev.diorama.lambda.LambdaModel.Function;
import dev.diorama.lambda.LambdaModel.Settings;
import dev.diorama.lambda.sandbox.FunctionCode;
import dev.diorama.lambda.sandbox.FunctionCode.ZipRefusal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.CreateFunctionResponse;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionResponse;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;
import software.amazon.awssdk.services.lambda.model.LastUpdateStatus;
import software.amazon.awssdk.services.lambda.model.ListFunctionsRequest;
import software.amazon.awssdk.services.lambda.model.ListFunctionsResponse;
import software.amazon.awssdk.services.lambda.model.ListTagsRequest;
import software.amazon.awssdk.services.lambda.model.ListTagsResponse;
import software.amazon.awssdk.services.lambda.model.LogFormat;
import software.amazon.awssdk.services.lambda.model.PackageType;
import software.amazon.awssdk.services.lambda.model.SnapStartOptimizationStatus;
import software.amazon.awssdk.services.lambda.model.State;
import software.amazon.awssdk.services.lambda.model.TagResourceRequest;
import software.amazon.awssdk.services.lambda.model.TagResourceResponse;
import software.amazon.awssdk.services.lambda.model.TracingMode;
import software.amazon.awssdk.services.lambda.model.UntagResourceRequest;
import software.amazon.awssdk.services.lambda.model.UntagResourceResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationResponse;
import software.amazon.awssdk.services.lambda.model.VpcConfig;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.sts.model.Credentials;

/** Functions: create, read, update, delete, list, tag. */
final class LambdaFunctionService {
  private static final DateTimeFormatter MODIFIED =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSxx", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /** Direct upload, documented: see {@link FunctionCode#UNZIPPED_LIMIT}. */
  private static final int ZIP_LIMIT = 50 * 1024 * 1024;

  /** Observed: ListFunctions gives 50 functions at a time, whatever it is asked for. */
  private static final int PAGE = 50;

  private static final int TAG_LIMIT = 50;

  private final Cloud cloud;
  private final LambdaConfig config;
  private final LambdaStore store;
  private final EnvironmentPool pool;

  LambdaFunctionService(Cloud cloud, LambdaConfig config, LambdaStore store, EnvironmentPool pool) {
    this.cloud = cloud;
    this.config = config;
    this.store = store;
    this.pool = pool;
  }

  /** Who gives a function a role must be allowed to pass it on. */
  static List<Access> passing(String action, String arn, @Nullable String role) {
    List<Access> needed = new ArrayList<>(List.of(Access.of(action, arn)));
    if (role != null) {
      needed.add(
          Access.of("iam:PassRole", role).with("iam:PassedToService", "lambda.amazonaws.com"));
    }
    return needed;
  }

  CreateFunctionResponse create(Call call, CreateFunctionRequest request) {
    FunctionRef named = FunctionRef.of(call, request.functionName(), null);
    FunctionRef ref = new FunctionRef(named.account(), named.region(), named.name(), "");
    Settings settings = SettingsRules.of(request, ref.name());
    if (store.find(ref).isPresent()) {
      throw LambdaError.RESOURCE_CONFLICT.with("Function already exist: " + ref.name());
    }
    if (request.code() == null) {
      throw LambdaError.constraint("null", "code", "Member must not be null");
    }
    Code code =
        code(
            call,
            request.code().zipFile(),
            request.code().s3Bucket(),
            request.code().s3Key(),
            request.code().s3ObjectVersion(),
            settings);
    checkTags(request.tags());
    checkRole(call, ref, settings);
    Function function = new Function(ref, settings, code, cloud.clock().instant(), revision());
    function.tags.putAll(request.tags());
    store.put(function);
    return copy(configuration(function), CreateFunctionResponse.builder()).build();
  }

  GetFunctionResponse get(Call call, GetFunctionRequest request) {
    Function function =
        store.get(FunctionRef.of(call, request.functionName(), request.qualifier()));
    GetFunctionResponse.Builder response =
        GetFunctionResponse.builder()
            .configuration(configuration(function))
            .code(location -> location.repositoryType("S3"));
    if (!function.tags.isEmpty()) {
      response.tags(function.tags);
    }
    function.reserved.ifPresent(
        reserved -> response.concurrency(c -> c.reservedConcurrentExecutions(reserved)));
    return response.build();
  }

  GetFunctionConfigurationResponse configuration(
      Call call, GetFunctionConfigurationRequest request) {
    Function function =
        store.get(FunctionRef.of(call, request.functionName(), request.qualifier()));
    return copy(configuration(function), GetFunctionConfigurationResponse.builder()).build();
  }

  UpdateFunctionConfigurationResponse update(
      Call call, UpdateFunctionConfigurationRequest request) {
    Function function = store.get(FunctionRef.of(call, request.functionName(), null));
    checkRevision(function, request.revisionId());
    Settings settings = SettingsRules.of(request, function.settings);
    if (request.role() != null || request.deadLetterConfig() != null) {
      checkRole(call, function.ref, settings);
    }
    function.settings = settings;
    changed(function);
    return copy(configuration(function), UpdateFunctionConfigurationResponse.builder()).build();
  }

  UpdateFunctionCodeResponse update(Call call, UpdateFunctionCodeRequest request) {
    Function function = store.get(FunctionRef.of(call, request.functionName(), null));
    checkRevision(function, request.revisionId());
    SettingsRules.refuseIf(
        Boolean.TRUE.equals(request.publish()), "Publish: versions are not simulated");
    SettingsRules.refuseIf(request.imageUri() != null, "ImageUri");
    Code code =
        code(
            call,
            request.zipFile(),
            request.s3Bucket(),
            request.s3Key(),
            request.s3ObjectVersion(),
            function.settings);
    String architecture =
        SettingsRules.architecture(
            request.architecturesAsStrings(), function.settings.architecture());
    if (!Boolean.TRUE.equals(request.dryRun())) {
      Settings before = function.settings;
      function.settings =
          new Settings(
              before.runtime(),
              before.role(),
              before.handler(),
              before.description(),
              before.timeoutSeconds(),
              before.memoryMb(),
              before.variables(),
              before.ephemeralMb(),
              architecture,
              before.vpc(),
              before.tracing(),
              before.kmsKeyArn(),
              before.snapStart(),
              before.logGroup(),
              before.deadLetters());
      function.code = code;
      changed(function);
    }
    return copy(configuration(function), UpdateFunctionCodeResponse.builder()).build();
  }

  DeleteFunctionResponse delete(Call call, DeleteFunctionRequest request) {
    FunctionRef ref = FunctionRef.of(call, request.functionName(), request.qualifier());
    if (ref.qualifier().equals(FunctionRef.LATEST)) {
      throw LambdaError.INVALID_PARAMETER_VALUE.with(
          "$LATEST version cannot be deleted without deleting the function.");
    }
    Function function = store.get(ref);
    pool.retire(function);
    store.remove(function);
    return DeleteFunctionResponse.builder().statusCode(204).build();
  }

  ListFunctionsResponse list(Call call, ListFunctionsRequest request) {
    int asked = SettingsRules.between(request.maxItems(), PAGE, 1, 10_000, "maxItems");
    String after = request.marker() == null ? "" : unmark(request.marker());
    List<FunctionConfiguration> page = new ArrayList<>();
    String next = null;
    for (Function function : store.list(call.account(), call.region())) {
      if (function.ref.name().compareTo(after) <= 0 && !after.isEmpty()) {
        continue;
      }
      if (page.size() == Math.min(asked, PAGE)) {
        next = mark(page.get(page.size() - 1).functionName());
        break;
      }
      page.add(configuration(function));
    }
    return ListFunctionsResponse.builder().functions(page).nextMarker(next).build();
  }

  private static String mark(String name) {
    return Base64.getEncoder().encodeToString(name.getBytes(StandardCharsets.UTF_8));
  }

  private static String unmark(String marker) {
    try {
      return new String(Base64.getDecoder().decode(marker), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw LambdaError.INVALID_PARAMETER_VALUE.with("Invalid marker: " + marker);
    }
  }

  TagResourceResponse tag(Call call, TagResourceRequest request) {
    Function function = store.get(FunctionRef.of(call, request.resource(), null));
    Map<String, String> all = new java.util.TreeMap<>(function.tags);
    all.putAll(request.tags());
    checkTags(all);
    function.tags.putAll(request.tags());
    return TagResourceResponse.builder().build();
  }

  UntagResourceResponse untag(Call call, UntagResourceRequest request) {
    Function function = store.get(FunctionRef.of(call, request.resource(), null));
    request.tagKeys().forEach(function.tags::remove);
    return UntagResourceResponse.builder().build();
  }

  ListTagsResponse tags(Call call, ListTagsRequest request) {
    Function function = store.get(FunctionRef.of(call, request.resource(), null));
    return ListTagsResponse.builder().tags(function.tags).build();
  }

  /** Documented: https://docs.aws.amazon.com/lambda/latest/dg/configuration-tags.html */
  private static void checkTags(Map<String, String> tags) {
    boolean reserved = tags.keySet().stream().anyMatch(key -> key.startsWith("aws:"));
    if (tags.size() > TAG_LIMIT || reserved) {
      throw LambdaError.INVALID_PARAMETER_VALUE.with(
          reserved
              ? "Tag keys cannot start with aws:"
              : "Number of tags exceeds resource tag limit.");
    }
  }

  /** Lambda looks whether it can assume the role by doing so, and what the role may do then. */
  private static void checkRole(Call call, FunctionRef ref, Settings settings) {
    Credentials credentials = session(call, ref, settings.role());
    String target = settings.deadLetters();
    if (!target.isEmpty() && !Destinations.allowed(call, resolved(call, credentials), target)) {
      // Observed.
      throw LambdaError.INVALID_PARAMETER_VALUE.with(
          "The provided execution role does not have permissions to call "
              + Destinations.operation(target)
              + " on "
              + Destinations.service(target));
    }
  }

  /** Whoever the function is, once it runs. */
  static Principal assumed(Call call, FunctionRef ref, String role) {
    return resolved(call, session(call, ref, role));
  }

  private static Principal resolved(Call call, Credentials credentials) {
    return call.resolve(credentials.accessKeyId(), credentials.sessionToken());
  }

  private static Credentials session(Call call, FunctionRef ref, String role) {
    try {
      return RoleSession.assume(call, ref.account(), ref.arn(), ref.name(), role);
    } catch (AwsException e) {
      throw LambdaError.INVALID_PARAMETER_VALUE.with(
          "The role defined for the function cannot be assumed by Lambda.");
    }
  }

  static void checkRevision(Function function, @Nullable String expected) {
    if (expected != null && !expected.equals(function.revisionId)) {
      throw LambdaError.PRECONDITION_FAILED.with(
          "The Revision Id provided does not match the latest Revision Id. Call the"
              + " GetFunction/GetAlias API to retrieve the latest Revision Id");
    }
  }

  private String revision() {
    return cloud.seeds().stream("lambda/revisions").uuid().toString();
  }

  private void changed(Function function) {
    function.loaded = null;
    function.modified = cloud.clock().instant();
    function.revisionId = revision();
    pool.retire(function);
  }

  void policyChanged(Function function) {
    function.revisionId = revision();
  }

  private Code code(
      Call call,
      @Nullable SdkBytes zipFile,
      @Nullable String bucket,
      @Nullable String key,
      @Nullable String version,
      Settings settings) {
    if (zipFile != null && bucket != null) {
      throw LambdaError.INVALID_PARAMETER_VALUE.with(
          "Please do not provide other FunctionCode parameters when providing a ZipFile.");
    }
    if (zipFile != null) {
      byte[] zip = zipFile.asByteArray();
      if (zip.length > ZIP_LIMIT) {
        throw LambdaError.INVALID_PARAMETER_VALUE.with(
            "Unzipped size must be smaller than " + FunctionCode.UNZIPPED_LIMIT + " bytes");
      }
      return uploaded(zip, settings);
    }
    if (bucket == null || key == null) {
      throw LambdaError.INVALID_PARAMETER_VALUE.with("Please provide a source for function code.");
    }
    return bucket.equals(Lambda.CLASS_PATH_BUCKET)
        ? new Code(
            Optional.empty(), 0, sha256((bucket + "/" + key).getBytes(StandardCharsets.UTF_8)))
        : uploaded(fetched(call, bucket, key, version), settings);
  }

  private Code uploaded(byte[] zip, Settings settings) {
    int newest = JavaRuntime.of(settings.runtime()).classFileVersion();
    try {
      FunctionCode unpacked = FunctionCode.ofZip(zip, config.classPath(), newest);
      return new Code(Optional.of(unpacked), zip.length, sha256(zip));
    } catch (ZipRefusal e) {
      throw LambdaError.INVALID_PARAMETER_VALUE.with(
          switch (e.kind()) {
            case NOT_A_ZIP ->
                "Could not unzip uploaded file. Please check your file, then try to upload again.";
            case TOO_LARGE ->
                "Unzipped size must be smaller than " + FunctionCode.UNZIPPED_LIMIT + " bytes";
          });
    }
  }

  private static byte[] fetched(Call call, String bucket, String key, @Nullable String version) {
    try {
      return call.sendStreaming(
              call.principal(),
              GetObjectRequest.builder().bucket(bucket).key(key).versionId(version).build(),
              new byte[0])
          .body();
    } catch (AwsException e) {
      if (e.status() == 403) {
        throw LambdaError.ACCESS_DENIED.with(
            "Your access has been denied by S3, please make sure your request credentials have"
                + " permission to GetObject for "
                + bucket
                + "/"
                + key
                + ". S3 Error Code: "
                + e.code()
                + ". S3 Error Message: "
                + e.message());
      }
      throw LambdaError.INVALID_PARAMETER_VALUE.with(
          "Error occurred while GetObject. S3 Error Code: "
              + e.code()
              + ". S3 Error Message: "
              + e.message());
    }
  }

  private static String sha256(byte[] bytes) {
    return Base64.getEncoder().encodeToString(Checksums.hash("SHA-256", bytes));
  }

  private static FunctionConfiguration configuration(Function function) {
    Settings settings = function.settings;
    VpcConfig vpc = settings.vpc();
    Instant modified = function.modified;
    FunctionConfiguration.Builder shown =
        FunctionConfiguration.builder()
            .functionName(function.ref.name())
            .functionArn(function.arn())
            .runtime(settings.runtime())
            .role(settings.role())
            .handler(settings.handler())
            .codeSize(function.code.size())
            .codeSha256(function.code.sha256())
            .description(settings.description())
            .timeout(settings.timeoutSeconds())
            .memorySize(settings.memoryMb())
            .lastModified(MODIFIED.format(modified))
            .version(FunctionRef.LATEST)
            .tracingConfig(t -> t.mode(TracingMode.fromValue(settings.tracing())))
            .revisionId(function.revisionId)
            .state(State.ACTIVE)
            .lastUpdateStatus(LastUpdateStatus.SUCCESSFUL)
            .packageType(PackageType.ZIP)
            .architecturesWithStrings(settings.architecture())
            .ephemeralStorage(e -> e.size(settings.ephemeralMb()))
            .snapStart(
                s ->
                    s.applyOn(settings.snapStart())
                        .optimizationStatus(SnapStartOptimizationStatus.OFF))
            .loggingConfig(l -> l.logFormat(LogFormat.TEXT).logGroup(settings.logGroup()));
    if (!settings.variables().isEmpty()) {
      shown.environment(e -> e.variables(settings.variables()));
    }
    if (!settings.deadLetters().isEmpty()) {
      shown.deadLetterConfig(d -> d.targetArn(settings.deadLetters()));
    }
    if (!settings.kmsKeyArn().isEmpty()) {
      shown.kmsKeyArn(settings.kmsKeyArn());
    }
    if (vpc != null) {
      shown.vpcConfig(
          v ->
              v.subnetIds(vpc.subnetIds())
                  .securityGroupIds(vpc.securityGroupIds())
                  .vpcId("")
                  .ipv6AllowedForDualStack(vpc.ipv6AllowedForDualStack()));
    }
    return shown.build();
  }

  /**
   * The same members in one of the responses that repeat those of a model class: the SDK has a
   * class for each and no interface over them.
   */
  static <B extends SdkPojo> B copy(SdkPojo from, B to) {
    for (SdkField<?> target : to.sdkFields()) {
      for (SdkField<?> source : from.sdkFields()) {
        if (source.memberName().equals(target.memberName())) {
          target.set(to, source.getValueOrDefault(from));
        }
      }
    }
    return to;
  }
}

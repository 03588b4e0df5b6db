package dev.diorama.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diorama.core.router.Access;
import dev.diorama.core.wire.AwsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.Architecture;
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
import software.amazon.awssdk.services.lambda.model.Runtime;
import software.amazon.awssdk.services.lambda.model.State;
import software.amazon.awssdk.services.lambda.model.TagResourceRequest;
import software.amazon.awssdk.services.lambda.model.TagResourceResponse;
import software.amazon.awssdk.services.lambda.model.UntagResourceRequest;
import software.amazon.awssdk.services.lambda.model.UntagResourceResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationResponse;

class LambdaFunctionServiceTest {
  private static final String ARN =
      "arn:aws:lambda:us-east-1:" + LambdaFixture.ACCOUNT + ":function:work";

  private final LambdaFixture f = new LambdaFixture();

  private static void assertRefused(ThrowingCallable call, String code, int status, String words) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            AwsException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.status()).isEqualTo(status);
              assertThat(e.message()).contains(words);
            });
  }

  private GetFunctionConfigurationResponse configuration() {
    return f.send(
        GetFunctionConfigurationRequest.builder().functionName("work").build(),
        GetFunctionConfigurationResponse.class);
  }

  private UpdateFunctionConfigurationResponse update(
      Consumer<UpdateFunctionConfigurationRequest.Builder> change) {
    UpdateFunctionConfigurationRequest.Builder request =
        UpdateFunctionConfigurationRequest.builder().functionName("work");
    change.accept(request);
    return f.send(request.build(), UpdateFunctionConfigurationResponse.class);
  }

  @Test
  void create_withLeast_hasTheDefaults() {
    CreateFunctionResponse created = f.create("work", "Work", r -> r.memorySize(null));

    assertThat(created.functionArn()).isEqualTo(ARN);
    assertThat(created.runtime()).isEqualTo(Runtime.JAVA17);
    assertThat(created.timeout()).isEqualTo(3);
    assertThat(created.memorySize()).isEqualTo(128);
    assertThat(created.version()).isEqualTo("$LATEST");
    assertThat(created.state()).isEqualTo(State.ACTIVE);
    assertThat(created.lastUpdateStatus()).isEqualTo(LastUpdateStatus.SUCCESSFUL);
    assertThat(created.packageType()).isEqualTo(PackageType.ZIP);
    assertThat(created.architectures()).containsExactly(Architecture.X86_64);
    assertThat(created.ephemeralStorage().size()).isEqualTo(512);
    assertThat(created.tracingConfig().modeAsString()).isEqualTo("PassThrough");
    assertThat(created.loggingConfig().logGroup()).isEqualTo("/aws/lambda/work");
    assertThat(created.lastModified()).isEqualTo("2026-01-01T00:00:00.000+0000");
    assertThat(created.revisionId()).hasSize(36);
    assertThat(created.codeSha256()).isNotEmpty();
    assertThat(created.description()).isEmpty();
    assertThat(created.environment()).isNull();
    assertThat(created.vpcConfig()).isNull();
  }

  @Test
  void create_withAll_keepsWhatItSays() {
    f.create(
        "work",
        "Work",
        r ->
            r.description("does work")
                .timeout(900)
                .memorySize(10_240)
                .environment(e -> e.variables(Map.of("TABLE", "Todos")))
                .ephemeralStorage(e -> e.size(10_240))
                .architectures(Architecture.ARM64)
                .vpcConfig(v -> v.subnetIds("subnet-1").securityGroupIds("sg-1"))
                .tracingConfig(t -> t.mode("Active"))
                .snapStart(s -> s.applyOn("PublishedVersions"))
                .kmsKeyArn("arn:aws:kms:us-east-1:123456789012:key/1")
                .loggingConfig(l -> l.logFormat(LogFormat.TEXT).logGroup("mine"))
                .tags(Map.of("team", "a")));

    GetFunctionConfigurationResponse kept = configuration();
    assertThat(kept.description()).isEqualTo("does work");
    assertThat(kept.timeout()).isEqualTo(900);
    assertThat(kept.memorySize()).isEqualTo(10_240);
    assertThat(kept.environment().variables()).containsExactly(Map.entry("TABLE", "Todos"));
    assertThat(kept.ephemeralStorage().size()).isEqualTo(10_240);
    assertThat(kept.architectures()).containsExactly(Architecture.ARM64);
    assertThat(kept.vpcConfig().subnetIds()).containsExactly("subnet-1");
    assertThat(kept.vpcConfig().securityGroupIds()).containsExactly("sg-1");
    assertThat(kept.tracingConfig().modeAsString()).isEqualTo("Active");
    assertThat(kept.snapStart().applyOnAsString()).isEqualTo("PublishedVersions");
    assertThat(kept.snapStart().optimizationStatusAsString()).isEqualTo("Off");
    assertThat(kept.kmsKeyArn()).endsWith("key/1");
    f.answer("work", "{}");
    assertThat(f.lambda.logs(LambdaFixture.ACCOUNT, "us-east-1", "mine")).isNotEmpty();
  }

  @Test
  void create_aSecondOfTheName_conflicts() {
    f.create("work", "Work");

    assertRefused(
        () -> f.create("work", "Work"),
        "ResourceConflictException",
        409,
        "Function already exist: work");
  }

  @Test
  void create_withARoleThatLambdaCannotAssume_isInvalid() {
    assertRefused(
        () -> f.create("work", "Work", r -> r.role(LambdaFixture.ROLE_OF_NOBODY)),
        "InvalidParameterValueException",
        400,
        "The role defined for the function cannot be assumed by Lambda.");
  }

  @Test
  void create_byWhoMayNotPassTheRole_isDenied() {
    f.allowed = access -> !access.action().equals("iam:PassRole");

    assertRefused(
        () -> f.create("work", "Work"),
        "AccessDeniedException",
        403,
        "is not authorized to perform: iam:PassRole on resource: " + LambdaFixture.ROLE);
    Access asked = f.asked.get(f.asked.size() - 1);
    assertThat(asked.context())
        .containsEntry("iam:PassedToService", List.of("lambda.amazonaws.com"));
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        refusal(r -> r.memorySize(127), "ValidationException", 400, "equal to 128"),
        refusal(r -> r.memorySize(10_241), "ValidationException", 400, "equal to 10240"),
        refusal(r -> r.timeout(0), "ValidationException", 400, "equal to 1"),
        refusal(r -> r.timeout(901), "ValidationException", 400, "equal to 900"),
        refusal(
            r -> r.ephemeralStorage(e -> e.size(511)), "ValidationException", 400, "equal to 512"),
        refusal(
            r -> r.ephemeralStorage(e -> e.size(10_241)),
            "ValidationException",
            400,
            "equal to 10240"),
        refusal(r -> r.role(null), "ValidationException", 400, "'role' failed"),
        refusal(r -> r.role("worker"), "ValidationException", 400, "regular expression pattern"),
        refusal(
            r -> r.code((software.amazon.awssdk.services.lambda.model.FunctionCode) null),
            "ValidationException",
            400,
            "'code' failed"),
        refusal(r -> r.handler("a b"), "ValidationException", 400, "[^\\s]+"),
        refusal(r -> r.handler("x".repeat(129)), "ValidationException", 400, "equal to 128"),
        refusal(r -> r.handler(null), "InvalidParameterValueException", 400, "mandatory"),
        refusal(r -> r.runtime((String) null), "InvalidParameterValueException", 400, "mandatory"),
        refusal(r -> r.description("x".repeat(257)), "ValidationException", 400, "equal to 256"),
        refusal(
            r -> r.architecturesWithStrings("sparc"), "ValidationException", 400, "architectures"),
        refusal(
            r -> r.tracingConfig(t -> t.mode("Some")), "ValidationException", 400, "tracingConfig"),
        refusal(r -> r.snapStart(s -> s.applyOn("Some")), "ValidationException", 400, "snapStart"),
        refusal(
            r -> r.vpcConfig(v -> v.subnetIds("subnet-1")),
            "InvalidParameterValueException",
            400,
            "Both subnet IDs and security group IDs"),
        refusal(
            r -> r.environment(e -> e.variables(Map.of("9", "x"))),
            "ValidationException",
            400,
            "environment.variables"),
        refusal(
            r -> r.environment(e -> e.variables(Map.of("AWS_REGION", "x"))),
            "InvalidParameterValueException",
            400,
            "Reserved keys used in this request: AWS_REGION"),
        refusal(
            r -> r.environment(e -> e.variables(Map.of("_HANDLER", "x"))),
            "InvalidParameterValueException",
            400,
            "Reserved keys used in this request: _HANDLER"),
        refusal(
            r -> r.environment(e -> e.variables(Map.of("LONG", "x".repeat(4_096)))),
            "InvalidParameterValueException",
            400,
            "exceeded the 4KB limit"),
        refusal(
            r -> r.code(c -> c.s3Key("x")),
            "InvalidParameterValueException",
            400,
            "Please provide a source for function code."),
        refusal(
            r -> r.code(c -> c.zipFile(SdkBytes.fromUtf8String("no zip"))),
            "InvalidParameterValueException",
            400,
            "Could not unzip uploaded file."),
        refusal(
            r -> r.code(c -> c.zipFile(SdkBytes.fromUtf8String("x")).s3Bucket("b")),
            "InvalidParameterValueException",
            400,
            "Please do not provide other FunctionCode parameters"),
        refusal(r -> r.tags(Map.of("aws:x", "y")), "InvalidParameterValueException", 400, "aws:"),
        refusal(r -> r.runtime("cobol85"), "InvalidParameterValueException", 400, "Value cobol85"),
        refusal(r -> r.runtime(Runtime.PYTHON3_12), "NotImplemented", 501, "in Java and set"),
        refusal(r -> r.runtime(Runtime.JAVA8_AL2), "NotImplemented", 501, "java8.al2"),
        refusal(r -> r.packageType(PackageType.IMAGE), "NotImplemented", 501, "PackageType Image"),
        refusal(r -> r.code(c -> c.imageUri("x")), "NotImplemented", 501, "PackageType Image"),
        refusal(
            r -> r.layers("arn:aws:lambda:us-east-1:1:layer:x:1"), "NotImplemented", 501, "Layers"),
        refusal(
            r -> r.fileSystemConfigs(x -> x.arn("a").localMountPath("/mnt/a")),
            "NotImplemented",
            501,
            "FileSystemConfigs"),
        refusal(
            r -> r.deadLetterConfig(d -> d.targetArn("arn:aws:s3:::q")),
            "InvalidParameterValueException",
            400,
            "not an SQS queue or an SNS topic"),
        refusal(r -> r.publish(true), "NotImplemented", 501, "Publish"),
        refusal(r -> r.codeSigningConfigArn("x"), "NotImplemented", 501, "CodeSigningConfigArn"),
        refusal(r -> r.durableConfig(d -> {}), "NotImplemented", 501, "DurableConfig"),
        refusal(r -> r.tenancyConfig(t -> {}), "NotImplemented", 501, "TenancyConfig"),
        refusal(
            r -> r.capacityProviderConfig(c -> {}),
            "NotImplemented",
            501,
            "CapacityProviderConfig"),
        refusal(
            r -> r.loggingConfig(l -> l.logFormat(LogFormat.JSON)),
            "NotImplemented",
            501,
            "LogFormat JSON"));
  }

  private static Arguments refusal(
      Consumer<CreateFunctionRequest.Builder> bad, String code, int status, String words) {
    return Arguments.of(bad, code, status, words);
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void create_withWhatIsNotAllowed_isRefusedAndLeavesNothing(
      Consumer<CreateFunctionRequest.Builder> bad, String code, int status, String words) {
    assertRefused(() -> f.create("work", "Work", bad), code, status, words);
    assertThat(list(null, null).functions()).isEmpty();
  }

  @Test
  void get_aFunction_givesConfigurationTagsAndConcurrency() {
    f.create("work", "Work", r -> r.tags(Map.of("team", "a")));

    GetFunctionResponse got =
        f.send(
            GetFunctionRequest.builder().functionName("work").build(), GetFunctionResponse.class);

    assertThat(got.configuration().functionName()).isEqualTo("work");
    assertThat(got.tags()).containsExactly(Map.entry("team", "a"));
    assertThat(got.code().repositoryType()).isEqualTo("S3");
    assertThat(got.concurrency()).isNull();
  }

  @Test
  void get_aMissingFunction_isNotFound() {
    assertRefused(
        this::configuration, "ResourceNotFoundException", 404, "Function not found: " + ARN);
    assertRefused(
        () ->
            f.send(
                GetFunctionRequest.builder().functionName("work").build(),
                GetFunctionResponse.class),
        "ResourceNotFoundException",
        404,
        "Function not found: " + ARN);
  }

  @Test
  void update_ofSome_keepsTheRestAndChangesTheRevision() {
    CreateFunctionResponse created = f.create("work", "Work", r -> r.timeout(7));
    f.clock().advance(Duration.ofSeconds(5));

    UpdateFunctionConfigurationResponse updated = update(r -> r.memorySize(256));

    assertThat(updated.memorySize()).isEqualTo(256);
    assertThat(updated.timeout()).isEqualTo(7);
    assertThat(updated.revisionId()).isNotEqualTo(created.revisionId());
    assertThat(updated.lastModified()).isEqualTo("2026-01-01T00:00:05.000+0000");
  }

  @Test
  void update_withAnOldRevision_fails() {
    f.create("work", "Work");

    assertRefused(
        () -> update(r -> r.memorySize(256).revisionId("old")),
        "PreconditionFailedException",
        412,
        "The Revision Id provided does not match the latest Revision Id.");
  }

  @Test
  void update_toARoleThatLambdaCannotAssume_isInvalid() {
    f.create("work", "Work");

    assertRefused(
        () -> update(r -> r.role(LambdaFixture.ROLE_OF_NOBODY)),
        "InvalidParameterValueException",
        400,
        "cannot be assumed by Lambda");
    assertThat(configuration().role()).isEqualTo(LambdaFixture.ROLE);
  }

  @Test
  void update_ofAMissingFunction_isNotFound() {
    assertRefused(() -> update(r -> r.timeout(5)), "ResourceNotFoundException", 404, "not found");
  }

  @Test
  void update_toWhatIsNotSimulated_isRefused() {
    f.create("work", "Work");

    assertRefused(
        () -> update(r -> r.runtime(Runtime.NODEJS22_X)), "NotImplemented", 501, "nodejs22.x");
    assertRefused(() -> update(r -> r.layers("x")), "NotImplemented", 501, "Layers");
    assertRefused(
        () -> update(r -> r.deadLetterConfig(d -> d.targetArn("x"))),
        "InvalidParameterValueException",
        400,
        "not an SQS queue or an SNS topic");
    assertRefused(
        () -> update(r -> r.imageConfig(i -> i.command("x"))),
        "NotImplemented",
        501,
        "ImageConfig");
  }

  @Test
  void update_withEmptyVariables_removesThem() {
    f.create("work", "Work", r -> r.environment(e -> e.variables(Map.of("TABLE", "x"))));

    assertThat(update(r -> r.timeout(4)).environment().variables()).hasSize(1);
    assertThat(update(r -> r.environment(e -> e.variables(Map.of()))).environment()).isNull();
  }

  @Test
  void updateCode_dryRun_changesNothing() {
    String before = f.create("work", "Work").revisionId();

    f.send(
        UpdateFunctionCodeRequest.builder()
            .functionName("work")
            .s3Bucket(Lambda.CLASS_PATH_BUCKET)
            .s3Key("other")
            .dryRun(true)
            .build(),
        UpdateFunctionCodeResponse.class);

    assertThat(configuration().revisionId()).isEqualTo(before);
  }

  @Test
  void updateCode_toOtherCode_changesTheHash() {
    String before = f.create("work", "Work").codeSha256();

    UpdateFunctionCodeResponse updated =
        f.send(
            UpdateFunctionCodeRequest.builder()
                .functionName("work")
                .s3Bucket(Lambda.CLASS_PATH_BUCKET)
                .s3Key("other")
                .architectures(Architecture.ARM64)
                .build(),
            UpdateFunctionCodeResponse.class);

    assertThat(updated.codeSha256()).isNotEqualTo(before);
    assertThat(updated.architectures()).containsExactly(Architecture.ARM64);
  }

  @Test
  void updateCode_withPublishOrImage_isNotSimulated() {
    f.create("work", "Work");

    assertRefused(
        () ->
            f.send(
                UpdateFunctionCodeRequest.builder().functionName("work").publish(true).build(),
                UpdateFunctionCodeResponse.class),
        "NotImplemented",
        501,
        "Publish");
    assertRefused(
        () ->
            f.send(
                UpdateFunctionCodeRequest.builder().functionName("work").imageUri("x").build(),
                UpdateFunctionCodeResponse.class),
        "NotImplemented",
        501,
        "ImageUri");
  }

  @Test
  void delete_aFunction_removesItAndKeepsItsLog() {
    f.create("work", "Work");
    f.answer("work", "{}");

    delete("work");

    assertRefused(this::configuration, "ResourceNotFoundException", 404, "not found");
    assertThat(f.lambda.logs("work")).isNotEmpty();
  }

  private void delete(String name) {
    f.send(
        DeleteFunctionRequest.builder().functionName(name).build(), DeleteFunctionResponse.class);
  }

  @Test
  void delete_whatIsNotThere_isNotFound() {
    assertRefused(() -> delete("work"), "ResourceNotFoundException", 404, "not found");
  }

  @Test
  void delete_theLatestVersion_isInvalid() {
    f.create("work", "Work");

    assertRefused(
        () -> delete("work:$LATEST"),
        "InvalidParameterValueException",
        400,
        "$LATEST version cannot be deleted without deleting the function.");
  }

  private ListFunctionsResponse list(Integer most, String marker) {
    return f.send(
        ListFunctionsRequest.builder().maxItems(most).marker(marker).build(),
        ListFunctionsResponse.class);
  }

  @Test
  void list_inPages_givesEveryFunctionOnce() {
    for (String name : List.of("c", "a", "b", "e", "d")) {
      f.create(name, "Work");
    }

    List<String> names = new ArrayList<>();
    String marker = null;
    do {
      ListFunctionsResponse page = list(2, marker);
      page.functions().stream().map(FunctionConfiguration::functionName).forEach(names::add);
      marker = page.nextMarker();
    } while (marker != null);

    assertThat(names).containsExactly("a", "b", "c", "d", "e");
  }

  @Test
  void list_withABadMarkerOrSize_isInvalid() {
    assertRefused(
        () -> list(null, "%"), "InvalidParameterValueException", 400, "Invalid marker: %");
    assertRefused(() -> list(0, null), "ValidationException", 400, "maxItems");
  }

  @Test
  void tags_addedAndRemoved_areListed() {
    f.create("work", "Work");
    f.send(
        TagResourceRequest.builder().resource(ARN).tags(Map.of("a", "1", "b", "2")).build(),
        TagResourceResponse.class);
    f.send(
        UntagResourceRequest.builder().resource(ARN).tagKeys("a").build(),
        UntagResourceResponse.class);

    assertThat(
            f.send(ListTagsRequest.builder().resource(ARN).build(), ListTagsResponse.class).tags())
        .containsExactly(Map.entry("b", "2"));
  }

  @Test
  void tags_beyondFifty_areRefused() {
    f.create("work", "Work");
    Map<String, String> many = new java.util.TreeMap<>();
    for (int i = 0; i < 51; i++) {
      many.put("tag" + i, "x");
    }

    assertRefused(
        () ->
            f.send(
                TagResourceRequest.builder().resource(ARN).tags(many).build(),
                TagResourceResponse.class),
        "InvalidParameterValueException",
        400,
        "Number of tags exceeds resource tag limit.");
  }
}

package dev.diorama.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diorama.core.json.Json;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.ServiceApi;
import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.ErrorCode;
import dev.diorama.core.wire.Protocol;
import dev.diorama.lambda.handlers.Forms;
import dev.diorama.lambda.handlers.Probe;
import dev.diorama.lambda.handlers.Work;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.Remapper;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.Runtime;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** Code that is uploaded, which the application's class path does not have. */
class UploadedCodeTest {
  private final LambdaFixture f = new LambdaFixture();

  /** A class of the test's, moved to a package that exists nowhere else. */
  private static byte[] moved(Class<?> type) {
    String file = type.getName().replace('.', '/') + ".class";
    try (InputStream in = type.getClassLoader().getResourceAsStream(file)) {
      ClassWriter writer = new ClassWriter(0);
      new ClassReader(in.readAllBytes())
          .accept(
              new ClassRemapper(
                  writer,
                  new Remapper(Opcodes.ASM9) {
                    @Override
                    public String map(String name) {
                      return name.replace("dev/diorama/lambda/handlers/", "uploaded/");
                    }
                  }),
              0);
      return writer.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] zip(Map<String, byte[]> files) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue());
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private void create(byte[] zip, String handler) {
    create(zip, handler, Runtime.JAVA17);
  }

  private void create(byte[] zip, String handler, Runtime runtime) {
    f.create(
        "uploaded",
        "Work",
        r -> r.handler(handler).runtime(runtime).code(c -> c.zipFile(SdkBytes.fromByteArray(zip))));
  }

  @Test
  void package_withClassesAtTheRoot_isRun() {
    create(zip(Map.of("uploaded/Work.class", moved(Work.class))), "uploaded.Work");

    assertThat(f.answer("uploaded", "{\"do\":\"context\"}").text("name")).hasValue("uploaded");
    assertThat(f.answer("uploaded", "{\"do\":\"thread\"}").text()).hasValue("uploaded");
  }

  @Test
  void package_withALibrary_isRunFromIt() {
    byte[] library = zip(Map.of("uploaded/Forms$Echo.class", moved(Forms.Echo.class)));
    create(zip(Map.of("lib/echo.jar", library)), "uploaded.Forms$Echo");

    assertThat(f.answer("uploaded", "[1]").write()).isEqualTo("[1]");
  }

  @Test
  void package_withFiles_givesThemAsResources() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("uploaded/Probe.class", moved(Probe.class));
    files.put("uploaded/Probe$Nested.class", moved(Probe.Nested.class));
    create(zip(files), "uploaded.Probe");

    Json answer = f.answer("uploaded", "\"loader\"");
    assertThat(answer.text("resource")).hasValue("true");
    assertThat(answer.text("source")).hasValue("true");
  }

  @Test
  void package_withoutTheHandler_standsForTheClassPath() {
    create(
        zip(Map.of("readme.txt", "nothing".getBytes(StandardCharsets.UTF_8))),
        "dev.diorama.lambda.handlers.Work");

    assertThat(f.answer("uploaded", "{}").write()).isEqualTo("{}");
  }

  @Test
  void package_withTheHandlerNowhere_isNotFoundWhenCalled() {
    create(
        zip(Map.of("readme.txt", "nothing".getBytes(StandardCharsets.UTF_8))), "nowhere.Handler");

    assertThat(LambdaFixture.text(f.invoke("uploaded", "{}")))
        .isEqualTo(
            "{\"errorMessage\":\"Class not found: nowhere.Handler\","
                + "\"errorType\":\"java.lang.ClassNotFoundException\"}");
  }

  @Test
  void class_newerThanTheRuntime_isRefusedAsOnAws() {
    byte[] newer = moved(Work.class);
    newer[7] = 65;
    create(zip(Map.of("uploaded/Work.class", newer)), "uploaded.Work");

    Json failure = Json.parse(LambdaFixture.text(f.invoke("uploaded", "{}")));
    assertThat(failure.text("errorType")).hasValue("java.lang.UnsupportedClassVersionError");
    assertThat(failure.text("errorMessage").orElseThrow())
        .isEqualTo(
            "Error loading class uploaded.Work: uploaded/Work has been compiled by a more recent"
                + " version of the Java Runtime (class file version 65.0), this version of the"
                + " Java Runtime only recognizes class file versions up to 61.0");
  }

  @Test
  void class_thatIsNoClass_isReported() {
    byte[] broken = "not a class at all".getBytes(StandardCharsets.UTF_8);
    broken[6] = 0;
    broken[7] = 50;
    create(zip(Map.of("uploaded/Work.class", broken)), "uploaded.Work");

    InvokeResponse response = f.invoke("uploaded", "{}");
    assertThat(response.functionError()).isEqualTo("Unhandled");
    assertThat(LambdaFixture.text(response)).contains("Error loading class uploaded.Work");
  }

  private void installS3(byte[] object) {
    ServiceApi s3 = ServiceApi.of("s3", S3Client.class, Protocol.REST_XML);
    s3.on(GetObjectRequest.class, (call, request) -> get(call, request, object));
    f.cloud.router().install(s3);
  }

  private static GetObjectResponse get(Call call, GetObjectRequest request, byte[] object) {
    if (!request.key().equals("code.zip")) {
      boolean secret = request.key().equals("secret.zip");
      throw new AwsException(
          secret ? "AccessDenied" : "NoSuchKey",
          secret ? 403 : 404,
          ErrorCode.Side.CLIENT,
          "words of S3",
          Map.of());
    }
    assertThat(call.principal()).isEqualTo(LambdaFixture.USER);
    call.replyBody(object);
    return GetObjectResponse.builder().build();
  }

  private void createFromS3(String key) {
    f.create(
        "uploaded",
        "Work",
        r -> r.handler("uploaded.Work").code(c -> c.s3Bucket("bucket").s3Key(key)));
  }

  @Test
  void package_inS3_isFetchedAsTheCaller() {
    installS3(zip(Map.of("uploaded/Work.class", moved(Work.class))));

    createFromS3("code.zip");

    assertThat(f.answer("uploaded", "{}").write()).isEqualTo("{}");
  }

  @Test
  void package_missingInS3OrSecret_isRefusedInLambdasWords() {
    installS3(new byte[0]);

    assertThatThrownBy(() -> createFromS3("other.zip"))
        .isInstanceOfSatisfying(
            AwsException.class,
            e -> {
              assertThat(e.code()).isEqualTo("InvalidParameterValueException");
              assertThat(e.status()).isEqualTo(400);
              assertThat(e.message())
                  .isEqualTo(
                      "Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message:"
                          + " words of S3");
            });
    assertThatThrownBy(() -> createFromS3("secret.zip"))
        .isInstanceOfSatisfying(
            AwsException.class,
            e -> {
              assertThat(e.code()).isEqualTo("AccessDeniedException");
              assertThat(e.status()).isEqualTo(403);
              assertThat(e.message()).contains("permission to GetObject for bucket/secret.zip");
            });
  }

  @Test
  void runtimes_thatRunInProcess_areFour() {
    byte[] zip = zip(Map.of("uploaded/Work.class", moved(Work.class)));
    for (Runtime runtime : List.of(Runtime.JAVA17, Runtime.JAVA21, Runtime.fromValue("java25"))) {
      LambdaFixture fresh = new LambdaFixture();
      fresh.create(
          "uploaded",
          "Work",
          r ->
              r.handler("uploaded.Work")
                  .runtime(runtime)
                  .code(c -> c.zipFile(SdkBytes.fromByteArray(zip))));
      assertThat(fresh.answer("uploaded", "{}").write()).isEqualTo("{}");
    }
  }
}

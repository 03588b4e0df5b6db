package dev.diorama.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.diorama.Diorama;
import dev.diorama.Stack;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;

/** What a user does wrong, and what is said then; and what a failure leaves. */
class RefusalsTest {
  /** Not run as tests of their own: they are to fail. */
  static class Cases {
    @DioramaTest(template = "nothing.yaml")
    static class MissingTemplate {
      @Test
      void test() {}
    }

    @DioramaTest(template = "template.yaml", parameters = "Name")
    static class BadParameter {
      @Test
      void test() {}
    }

    @DioramaTest(template = "template.yaml", parameters = "Colour=red")
    static class UnknownParameter {
      @Test
      void test() {}
    }

    @DioramaTest
    static class NoTemplate {
      @Test
      void test(Stack stack) {}
    }

    @DioramaTest(template = "template.yaml")
    static class UnknownOutput {
      @Test
      void test(@StackOutput("Url") String url) {}
    }

    @DioramaTest(template = "template.yaml")
    static class OutputOfAnotherType {
      @Test
      void test(@StackOutput("TableName") int table) {}
    }

    @DioramaTest
    static class UnknownField {
      @Simulated Thread thread;

      @Test
      void test() {}
    }

    @DioramaTest
    static class FinalField {
      @Simulated final Diorama diorama = null;

      @Test
      void test() {}
    }

    @DioramaTest
    static class InTheConstructor {
      InTheConstructor(Diorama diorama) {}

      @Test
      void test() {}
    }

    @DioramaTest(isolation = Isolation.CLASS)
    static class SeedsOfASharedCloud {
      @Seeds(2)
      void test() {}
    }

    @DioramaTest
    static class NoSeeds {
      @Seeds(0)
      void test() {}
    }

    @ExtendWith(DioramaExtension.class)
    static class NoAnnotation {
      @Test
      void test() {}
    }

    @DioramaTest(isolation = Isolation.CLASS)
    static class SeedOfASharedCloud {
      @Test
      @Seed(3)
      void test() {}
    }

    @DioramaTest(template = "template.yaml")
    @Faults("nothing.yaml")
    static class MissingFaults {
      @Test
      void test() {}
    }

    @DioramaTest
    @Faults("{fault: throttel, service: s3}")
    static class UnknownFault {
      @Test
      void test() {}
    }

    @DioramaTest
    static class ImpossibleFault {
      @Test
      @Faults("{fault: throttle, service: dynamo}")
      void test() {}
    }

    @DioramaTest
    @Faults("{fault: kill-node, cluster: todos}")
    static class FaultOfNoCluster {
      @Test
      void test() {}
    }

    @DioramaTest
    static class DaxOfAnotherType {
      @Test
      void test(@Dax S3Client cache) {}
    }

    @DioramaTest(template = "template.yaml")
    static class DaxWithoutCluster {
      @Test
      void test(@Dax DynamoDbClient cache) {}
    }

    @DioramaTest(template = "template.yaml")
    static class DaxFieldWithoutCluster {
      @Simulated
      @Dax("todos-*")
      DynamoDbClient cache;

      @Test
      void test() {}
    }

    @DioramaTest
    static class UnknownClient {
      @Test
      void test(SdkAsyncHttpClient http) {}
    }

    @DioramaTest(template = "/dev/diorama/junit/RefusalsTest.class")
    static class NoTemplateAtAll {
      @Test
      void test() {}
    }

    @DioramaTest(seed = 77)
    static class Failing {
      @Test
      void test(S3Client s3) {
        s3.createBucket(create -> create.bucket("mine"));
        throw new AssertionError("on purpose");
      }
    }
  }

  private static Events run(Class<?> testClass) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(testClass))
        .execute()
        .allEvents();
  }

  private static String failure(Class<?> testClass) {
    List<Throwable> failures =
        run(testClass).finished().stream()
            .map(
                event ->
                    event
                        .getRequiredPayload(org.junit.platform.engine.TestExecutionResult.class)
                        .getThrowable())
            .flatMap(java.util.Optional::stream)
            .toList();
    assertThat(failures).as("failures of " + testClass.getSimpleName()).isNotEmpty();
    StringBuilder messages = new StringBuilder();
    for (Throwable each = failures.get(0); each != null; each = each.getCause()) {
      messages.append(each.getMessage()).append('\n');
    }
    return messages.toString();
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        Arguments.of(
            Cases.MissingTemplate.class,
            "@DioramaTest(template = \"nothing.yaml\"): there is neither a resource"
                + " /dev/diorama/junit/nothing.yaml on the class path nor a file /"),
        Arguments.of(
            Cases.BadParameter.class, "@DioramaTest(parameters = \"Name\"): write \"Name=value\""),
        Arguments.of(Cases.UnknownParameter.class, "Colour"),
        Arguments.of(
            Cases.NoTemplate.class, "a Stack needs a template: @DioramaTest(template = \"...\")"),
        Arguments.of(
            Cases.UnknownOutput.class,
            "@StackOutput(\"Url\"): the template has no such output; it has [BucketName,"
                + " TableName]"),
        Arguments.of(Cases.OutputOfAnotherType.class, "an output is a String"),
        Arguments.of(
            Cases.UnknownField.class,
            "field UnknownField.thread: Diorama gives no java.lang.Thread; it gives Diorama, AWS"
                + " SDK clients,"),
        Arguments.of(Cases.FinalField.class, "make it neither static nor final"),
        Arguments.of(
            Cases.InTheConstructor.class,
            "each test has a cloud of its own, and none is there yet: take Diorama as a parameter"
                + " of the test or as a field marked @Simulated, or use isolation ="
                + " Isolation.CLASS"),
        Arguments.of(
            Cases.SeedsOfASharedCloud.class,
            "the tests of a class that share a cloud share its seed"),
        Arguments.of(
            Cases.SeedOfASharedCloud.class,
            "put @Seed on the class, or use isolation = Isolation.TEST"),
        Arguments.of(
            Cases.MissingFaults.class,
            "@Faults(\"nothing.yaml\"): there is neither a resource"
                + " /dev/diorama/junit/nothing.yaml on the class path nor a file /"),
        Arguments.of(Cases.UnknownFault.class, "did you mean 'throttle'?"),
        Arguments.of(
            Cases.ImpossibleFault.class,
            "could never strike: there is no service 'dynamo' to be called; did you mean"
                + " 'dynamodb'?"),
        Arguments.of(Cases.FaultOfNoCluster.class, "no DAX cluster of us-east-1 is called 'todos'"),
        Arguments.of(
            Cases.DaxOfAnotherType.class,
            "@Dax is for DynamoDbClient and DynamoDbAsyncClient, not for"
                + " software.amazon.awssdk.services.s3.S3Client"),
        Arguments.of(
            Cases.DaxWithoutCluster.class,
            "@Dax fits no DAX cluster of us-east-1; there is []: add an AWS::DAX::Cluster to the"
                + " template"),
        Arguments.of(
            Cases.DaxFieldWithoutCluster.class,
            "@Dax(\"todos-*\") fits no DAX cluster of us-east-1; there is []: add an"
                + " AWS::DAX::Cluster to the template"),
        Arguments.of(
            Cases.UnknownClient.class,
            "Diorama gives no software.amazon.awssdk.http.async.SdkAsyncHttpClient; it gives"
                + " Diorama, AWS SDK clients,"),
        Arguments.of(Cases.NoTemplateAtAll.class, "template of stack 'app': "),
        Arguments.of(Cases.NoSeeds.class, "@Seeds(0) runs nothing: give at least 1"),
        Arguments.of(Cases.NoAnnotation.class, "annotate the class with @DioramaTest"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void mistake_isRefusedNamingTheFix(Class<?> testClass, String message) {
    assertThat(failure(testClass)).contains(message);
  }

  @Test
  void failingTest_leavesItsSeedAndItsHops() throws IOException {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      assertThat(failure(Cases.Failing.class)).startsWith("on purpose");
    } finally {
      System.setOut(before);
    }
    String text = printed.toString(StandardCharsets.UTF_8);
    assertThat(text)
        .contains("failed with seed 77; @Seed(77) repeats it")
        .contains("s3 CreateBucket");
    Path file = Path.of("target/diorama/" + Cases.Failing.class.getName() + ".test.seed77.txt");
    assertThat(Files.readString(file)).contains("s3 CreateBucket").contains("seed 77");
    Files.delete(file);
  }
}

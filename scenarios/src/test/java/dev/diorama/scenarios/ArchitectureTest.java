package dev.diorama.scenarios;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apiguardian.api.API;
import org.junit.jupiter.api.Test;

/** What may know of what: the rules of ARCHITECTURE and STYLE that a compiler does not see. */
class ArchitectureTest {
  private static final JavaClasses DIORAMA =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.diorama");

  /** Handlers are written as for AWS: the sandbox gives them the simulated clock and chance. */
  private static final Set<String> HANDLERS =
      Set.of(
          "CreateTodo",
          "UpdateTodo",
          "TodoTable",
          "TodoFunction",
          "PublishPost",
          "Subscribe",
          "Welcome");

  private static final Pattern HANDLER = Pattern.compile("Handler: ([\\w.]+)::");

  @Test
  void everythingIsLookedAt() {
    assertThat(DIORAMA.size())
        .as("classes analysed; far fewer would mean that a module is missing from the class path")
        .isGreaterThan(300);
    for (String module :
        List.of(
            "core.router.Router",
            "iam.Iam",
            "dynamodb.DynamoDb",
            "s3.S3",
            "cache.dax.Dax",
            "Diorama",
            "check.TemplateCheck",
            "cli.Main",
            "sqs.Sqs",
            "sns.Sns",
            "ses.Ses",
            "cloudfront.CloudFront",
            "whatif.curve.LruCurve",
            "scenarios.todo.TodoDesign",
            "scenarios.blog.BlogDesign")) {
      assertThat(DIORAMA.contain("dev.diorama." + module)).as(module).isTrue();
    }
  }

  @Test
  void core_knowsNoService() {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.diorama.core..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("software.amazon.awssdk.services..", "com.amazonaws..")
            .orShould()
            .dependOnClassesThat(
                resideIn("dev.diorama").and(DescribedPredicate.not(resideIn("dev.diorama.core"))))
            .because("everything stands on the core, so the core stands on nothing of theirs"));
  }

  @Test
  void services_neverImportEachOther() {
    check(
        slices()
            .assignedFrom(new Services())
            .should()
            .notDependOnEachOther()
            .ignoreDependency(resideIn("dev.diorama.sts"), resideIn("dev.diorama.iam"))
            .ignoreDependency(resideIn("dev.diorama.cache.dax"), resideIn("dev.diorama.dynamodb"))
            .ignoreDependency(
                resideIn("dev.diorama.cache.stage"), resideIn("dev.diorama.apigateway"))
            .ignoreDependency(
                resideIn("dev.diorama.cache.edge"), resideIn("dev.diorama.cloudfront"))
            .because(
                "each hop goes through the router, where it gets its IAM check, latency, throttle"
                    + " and span; STS issues what IAM verifies, and a cache implements the port of"
                    + " what it fronts"));
  }

  @Test
  void dynamoDbLocal_hasOneOwner() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("dev.diorama.dynamodb..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "com.amazonaws.services.dynamodbv2..", "software.amazon.dynamodb.services.local..")
            .because("its licence and its clock make it a part that must be easy to take out"));
  }

  @Test
  void onlyTheFrontDoorsKnowTheCompositionRoot() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(
                "dev.diorama.core..",
                "dev.diorama.iam..",
                "dev.diorama.sts..",
                "dev.diorama.jwt..",
                "dev.diorama.saml..",
                "dev.diorama.cognito..",
                "dev.diorama.dynamodb..",
                "dev.diorama.s3..",
                "dev.diorama.lambda..",
                "dev.diorama.apigateway..",
                "dev.diorama.cloudformation..",
                "dev.diorama.sqs..",
                "dev.diorama.sns..",
                "dev.diorama.ses..",
                "dev.diorama.cloudfront..",
                "dev.diorama.cloudwatch..",
                "dev.diorama.autoscaling..",
                "dev.diorama.cache..",
                "dev.diorama.check..")
            .should()
            .dependOnClassesThat(
                resideIn("dev.diorama.cli")
                    .or(resideIn("dev.diorama.scenarios"))
                    .or(
                        DescribedPredicate.describe(
                            "are the composition root",
                            (JavaClass c) -> c.getPackageName().equals("dev.diorama"))))
            .because("services are wired in one place and do not know it"));
  }

  @Test
  void nobodyLooksAtTheMachinesClockOrRollsUnseededDice() {
    check(
        noClasses()
            .that(
                DescribedPredicate.describe(
                    "are not the command's stopwatch, the engine's adapter, or handlers written as"
                        + " for AWS",
                    (JavaClass c) ->
                        !c.getName().equals("dev.diorama.cli.Stopwatch")
                            && !c.getPackageName().equals("dev.diorama.dynamodb.engine")
                            && !(c.getPackageName().startsWith("dev.diorama.scenarios")
                                && HANDLERS.contains(c.getSimpleName()))))
            .should()
            .accessTargetWhere(
                DescribedPredicate.describe(
                    "the wall clock, a sleep or unseeded chance", ArchitectureTest::uncontrolled))
            .because("same seed, same trace, in any JVM"));
  }

  private static boolean uncontrolled(JavaAccess<?> access) {
    AccessTarget target = access.getTarget();
    String owner = target.getOwner().getName();
    String name = target.getName();
    boolean noArguments =
        !(target instanceof AccessTarget.CodeUnitAccessTarget code)
            || code.getRawParameterTypes().isEmpty();
    return switch (owner) {
      case "java.lang.System" -> name.equals("currentTimeMillis") || name.equals("nanoTime");
      case "java.lang.Thread" -> name.equals("sleep");
      case "java.lang.Math" -> name.equals("random");
      case "java.util.UUID" -> name.equals("randomUUID");
      case "java.util.concurrent.ThreadLocalRandom" -> name.equals("current");
      case "java.util.Random", "java.util.Date" -> name.equals("<init>") && noArguments;
      case "java.time.Instant",
          "java.time.LocalDate",
          "java.time.LocalDateTime",
          "java.time.ZonedDateTime",
          "java.time.OffsetDateTime" ->
          name.equals("now") && noArguments;
      case "java.time.Clock" -> name.startsWith("system");
      default -> false;
    };
  }

  @Test
  void packagesAreFreeOfCycles() {
    check(
        slices()
            .matching("dev.diorama.(**)")
            .should()
            .beFreeOfCycles()
            .because("what is read first must not need what is read later"));
  }

  @Test
  void publicTypesSayHowStableTheyAre() throws IOException {
    Set<String> named = handlersOf("/todo/template.yaml");
    named.addAll(handlersOf("/blog/template.yaml"));
    assertThat(named).hasSizeGreaterThan(5);
    check(
        classes()
            .that()
            .arePublic()
            .and()
            .areTopLevelClasses()
            .and(
                DescribedPredicate.describe(
                    "are not named by a template", (JavaClass c) -> !named.contains(c.getName())))
            .and()
            .doNotHaveModifier(JavaModifier.SYNTHETIC)
            .should()
            .beAnnotatedWith(API.class)
            .because("a user has to know what may change under them"));
  }

  private static Set<String> handlersOf(String template) throws IOException {
    try (InputStream text = ArchitectureTest.class.getResourceAsStream(template)) {
      return HANDLER
          .matcher(new String(text.readAllBytes(), StandardCharsets.UTF_8))
          .results()
          .map(found -> found.group(1))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static void check(ArchRule rule) {
    rule.check(DIORAMA);
  }

  private static DescribedPredicate<JavaClass> resideIn(String root) {
    return DescribedPredicate.describe(
        "reside in " + root,
        c -> c.getPackageName().equals(root) || c.getPackageName().startsWith(root + "."));
  }

  /** One slice a service, as AWS divides them. */
  private static final class Services implements SliceAssignment {
    private static final List<String> ROOTS =
        List.of(
            "dev.diorama.iam",
            "dev.diorama.sts",
            "dev.diorama.cognito.userpool",
            "dev.diorama.cognito.identity",
            "dev.diorama.dynamodb",
            "dev.diorama.s3",
            "dev.diorama.lambda",
            "dev.diorama.apigateway",
            "dev.diorama.cloudformation",
            "dev.diorama.sqs",
            "dev.diorama.sns",
            "dev.diorama.ses",
            "dev.diorama.cloudfront",
            "dev.diorama.cloudwatch",
            "dev.diorama.autoscaling",
            "dev.diorama.cache.dax",
            "dev.diorama.cache.edge",
            "dev.diorama.cache.stage");

    @Override
    public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
      String name = javaClass.getPackageName();
      for (String root : ROOTS) {
        if (name.equals(root) || name.startsWith(root + ".")) {
          return SliceIdentifier.of(root);
        }
      }
      return SliceIdentifier.ignore();
    }

    @Override
    public String getDescription() {
      return "one slice for each service";
    }
  }
}

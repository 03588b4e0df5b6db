package dev.diorama.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class WhatifCommandTest {
  static final String TEMPLATE =
      """
      AWSTemplateFormatVersion: '2010-09-09'
      Transform: AWS::Serverless-2016-10-31
      Resources:
        Notes:
          Type: AWS::DynamoDB::Table
          Properties:
            BillingMode: PAY_PER_REQUEST
            AttributeDefinitions: [{AttributeName: pk, AttributeType: S}]
            KeySchema: [{AttributeName: pk, KeyType: HASH}]
        Get:
          Type: AWS::Serverless::Function
          Properties:
            Runtime: java17
            CodeUri: s3://code/x.zip
            Handler: x.Y
            MemorySize: 512
            Policies:
              - Version: '2012-10-17'
                Statement:
                  - {Effect: Allow, Action: 'dynamodb:GetItem', Resource: !GetAtt Notes.Arn}
            Events:
              Get: {Type: Api, Properties: {Path: '/notes/{id}', Method: GET}}
      """;

  static final String WORKLOAD =
      """
      workload: notes
      duration: 1000s
      arrivals: {constant: 50}
      users: {count: 10}
      items:
        notes: {count: 100, bytes: 500}
      requests:
        - {request: "GET /notes/{id}", weight: 1, items: notes}
      """;

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path template;
  private Path workload;

  @BeforeEach
  void files() throws IOException {
    template = Files.writeString(folder.resolve("template.yaml"), TEMPLATE);
    workload = Files.writeString(folder.resolve("workload.yaml"), WORKLOAD);
  }

  private int execute(String... further) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "whatif", "--template", template.toString(), "--workload", workload.toString()));
    arguments.addAll(List.of(further));
    return execute(arguments, false);
  }

  private int execute(List<String> arguments, boolean interrupted) {
    CommandLine line = Main.commandLine();
    WhatifCommand command = line.getSubcommands().get("whatif").getCommand();
    if (interrupted) {
      command.interruptedBy(
          () -> {
            Interruption interruption = Interruption.listening();
            interruption.ask();
            return interruption;
          });
    }
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments.toArray(String[]::new));
  }

  @Test
  void whatif_ofAnOwnTemplate_printsAndWritesEveryForm() throws IOException {
    Path json = folder.resolve("a.json");
    Path csv = folder.resolve("a.csv");
    Path html = folder.resolve("a.html");
    assertThat(
            execute(
                "--requests",
                "3000",
                "--seed",
                "7",
                "--set",
                "lambda.memory=1024",
                "--free-tier",
                "on",
                "--json",
                json.toString(),
                "--csv",
                csv.toString(),
                "--html",
                html.toString()))
        .as(err.toString())
        .isZero();
    assertThat(out.toString())
        .contains("What a month costs, free tier on", "seed 7", "GET /notes/{id}", "Written to");
    Json figures = Json.parse(Files.readString(json));
    assertThat(figures.at("run", "seed").flatMap(Json::text)).contains("7");
    assertThat(Double.parseDouble(figures.at("run", "requests").flatMap(Json::text).orElseThrow()))
        .isBetween(2800.0, 3200.0);
    assertThat(Files.readString(csv)).contains("function,Get,invocations,");
    assertThat(Files.readString(html)).startsWith("<!DOCTYPE html>");
  }

  @Test
  void whatif_swept_printsEveryCombinationAndWhatBinds() {
    assertThat(
            execute(
                "--requests",
                "2000",
                "--sweep",
                "lambda.memory=128,1024",
                "--goal",
                "p50<1s",
                "--minimize",
                "cost"))
        .as(err.toString())
        .isZero();
    assertThat(out.toString()).contains("lambda.memory=128", "lambda.memory=1024", "No goal binds");
  }

  @Test
  void whatif_interrupted_printsWhatIsFinished() {
    List<String> arguments =
        List.of("whatif", "--template", template.toString(), "--workload", workload.toString());
    assertThat(execute(arguments, true)).isEqualTo(WhatifCommand.INTERRUPTED);
    assertThat(out.toString()).contains("ENDED EARLY", "16,384 requests", "GET /notes/{id}");
    List<String> swept = new ArrayList<>(arguments);
    swept.addAll(List.of("--sweep", "lambda.memory=128,1024"));
    assertThat(execute(swept, true)).isEqualTo(WhatifCommand.INTERRUPTED);
    assertThat(out.toString()).contains("ENDED EARLY, 0 of 2 done");
  }

  @Test
  void whatif_badInput_isRefusedWithFileLineAndReason() throws IOException {
    Files.writeString(workload, WORKLOAD.replace("GET /notes/{id}", "GET /none"));
    assertThat(execute()).isEqualTo(2);
    assertThat(err.toString()).contains("workload.yaml:8: GET /none: the API has no such route");
    Files.writeString(workload, WORKLOAD.replace("constant: 50", "constant: many"));
    assertThat(execute()).isEqualTo(2);
    assertThat(err.toString()).contains("workload.yaml:3: ");
    Files.writeString(workload, WORKLOAD);
    Files.writeString(template, "Resources: 3");
    assertThat(execute()).isEqualTo(2);
    assertThat(err.toString()).contains("template.yaml: ");
  }

  @Test
  void whatif_badOptions_areRefused() throws IOException {
    refused("say either --design or --template", List.of("whatif"));
    refused("no design is called 'x'", List.of("whatif", "--design", "x"));
    refused("say --workload", List.of("whatif", "--template", template.toString()));
    String[][] bad = {
      {"--engine", "warp", "--engine is exact or fast, not warp"},
      {"--free-tier", "maybe", "--free-tier is on or off, not maybe"},
      {"--requests", "0", "--requests is at least 1, not 0"},
      {"--set", "dax.nodes=1", "dax.nodes=1: the design has no DAX cluster"},
      {"--sweep", "lambda.memory=1,1024", "lambda.memory=1: it takes 128 to 10240 MB"},
      {"--goal", "p99<1s", "there is none"},
      {"--prices", folder.resolve("none.json").toString(), "there is no file"},
    };
    for (String[] each : bad) {
      err.getBuffer().setLength(0);
      assertThat(execute(each[0], each[1])).as(each[0]).isEqualTo(2);
      assertThat(err.toString()).contains(each[2]);
    }
    Path prices = Files.writeString(folder.resolve("prices.json"), "{}");
    assertThat(execute("--prices", prices.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("prices.json: \"schema\"");
  }

  private void refused(String message, List<String> arguments) {
    assertThat(execute(arguments, false)).isEqualTo(2);
    assertThat(err.toString()).contains(message);
  }

  @Test
  void help_listsTheCommand() {
    assertThat(execute(List.of("help"), false)).isZero();
    assertThat(out.toString()).contains("whatif", "mail", "serve", "run");
  }

  @Test
  void remainingTime_followsFromWhatIsDone() {
    assertThat(RemainingTime.after(0.01, 5)).isEmpty();
    assertThat(RemainingTime.after(0.25, 5)).isEqualTo("15 s left");
    assertThat(RemainingTime.after(0.1, 60)).isEqualTo("9 min left");
    assertThat(RemainingTime.after(1, 60)).isEmpty();
  }
}

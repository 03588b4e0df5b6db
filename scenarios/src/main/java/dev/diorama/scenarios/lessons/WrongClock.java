package dev.diorama.scenarios.lessons;

import dev.diorama.scenarios.run.Browser;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.sync.RequestBody;

/** Signatures are dated: a device whose clock is wrong is refused, by S3 later than by others. */
final class WrongClock extends Lesson {
  private static final Pattern TYPE = Pattern.compile("\"__type\" *: *\"(?:[^\"]*#)?(\\w+)\"");

  WrongClock() {
    super(
        19,
        Subject.BOTH,
        Domain.SECURE,
        Guide.IAM.page("reference_sigv"),
        Guide.S3.page("using-presigned-url"));
  }

  @Override
  void run(Lab lab, Observations saw) {
    Bench bench = lab.bench();
    bench.bucket("files");
    bench.s3().putObject(p -> p.bucket("files").key("a.txt"), RequestBody.fromString("hello"));
    for (int minutes : new int[] {0, 4, 6, 16}) {
      Duration skew = Duration.ofMinutes(minutes);
      saw.note(
          "s3." + minutes,
          Bench.outcome(
              bench.signed(
                  "s3", "GET", "https://files.s3.amazonaws.com/a.txt", Map.of(), "", skew)));
      saw.note("dynamo." + minutes, listTables(bench, skew));
    }
    saw.answer(
        'c',
        saw.values().get("s3.6").equals("200")
            && !saw.values().get("dynamo.6").equals("200")
            && saw.values().get("s3.16").startsWith("403"));
  }

  private static String listTables(Bench bench, Duration skew) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/x-amz-json-1.0");
    headers.put("X-Amz-Target", "DynamoDB_20120810.ListTables");
    Browser.Answer answer =
        bench.signed(
            "dynamodb", "POST", "https://dynamodb.us-east-1.amazonaws.com/", headers, "{}", skew);
    Matcher type = TYPE.matcher(answer.text());
    return answer.status() + (type.find() ? " " + type.group(1) : "");
  }
}

package dev.diorama.cloudformation.sam;

import dev.diorama.core.json.Json;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a function's code is, from SAM's notation to Lambda's. */
final class CodeLocation {
  /** The bucket that stands for the class path of the JVM in which Diorama runs. */
  static final String CLASS_PATH_BUCKET = "diorama-classpath";

  private static final Pattern S3_URI =
      Pattern.compile("s3://([^/?#]+)/+([^?#]+)(?:\\?versionId=([^&#]+))?");

  private CodeLocation() {}

  static Json.Obj of(SamResource function) {
    Json uri =
        function
            .property("CodeUri")
            .orElseThrow(
                () -> function.refused("Only one of 'InlineCode' or 'CodeUri' can be set."));
    if (uri instanceof Json.Obj) {
      return parts(function, uri);
    }
    String text =
        uri.text()
            .filter(value -> !value.isBlank() && !(uri instanceof Json.Bool))
            .orElseThrow(() -> function.refused("'CodeUri' must be of type dict or string."));
    Matcher s3 = S3_URI.matcher(text);
    if (s3.matches()) {
      Json.ObjectBuilder code =
          Json.object().put("S3Bucket", s3.group(1)).put("S3Key", s3.group(2));
      String version = s3.group(3);
      return version == null ? code.build() : code.put("S3ObjectVersion", version).build();
    }
    if (text.contains("://") || text.contains("{{resolve:")) {
      throw function.refused(
          "'CodeUri' is not a valid S3 Uri of the form 's3://bucket/key' with optional versionId"
              + " query parameter.");
    }
    return Json.object().put("S3Bucket", CLASS_PATH_BUCKET).put("S3Key", text).build();
  }

  private static Json.Obj parts(SamResource function, Json uri) {
    for (String part : uri.members().keySet()) {
      if (!part.equals("Bucket") && !part.equals("Key") && !part.equals("Version")) {
        throw function.refused(
            Intrinsic.isFunction(uri)
                ? "'CodeUri' requires Bucket and Key properties to be specified."
                : "Property 'CodeUri." + part + "' is an invalid property.");
      }
    }
    Json.ObjectBuilder code = Json.object();
    code.put("S3Bucket", part(function, uri, "Bucket"));
    code.put("S3Key", part(function, uri, "Key"));
    uri.get("Version").ifPresent(version -> code.put("S3ObjectVersion", version));
    return code.build();
  }

  private static Json part(SamResource function, Json uri, String name) {
    return uri.get(name)
        .filter(value -> !(value instanceof Json.Null))
        .orElseThrow(
            () ->
                function.refused("'CodeUri' requires Bucket and Key properties to be specified."));
  }
}

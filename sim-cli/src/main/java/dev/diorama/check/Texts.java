package dev.diorama.check;

import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import org.apiguardian.api.API;

/**
 * What reports say, in one language.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Texts {
  private final ResourceBundle bundle;

  private Texts(ResourceBundle bundle) {
    this.bundle = bundle;
  }

  /**
   * The texts of a language.
   *
   * @throws IllegalArgumentException if there are none, naming those there are
   */
  public static Texts in(String language) {
    Locale locale =
        switch (language) {
          case "en" -> Locale.ROOT;
          case "ko" -> Locale.KOREAN;
          default ->
              throw new IllegalArgumentException(
                  "there is no language '" + language + "'; there are en and ko");
        };
    return new Texts(
        ResourceBundle.getBundle(
            "dev.diorama.check.rules",
            locale,
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES)));
  }

  /** What a trap is called. */
  public String title(Rule rule) {
    return bundle.getString(rule.id() + ".title");
  }

  /** Why it is one. */
  public String why(Rule rule) {
    return bundle.getString(rule.id() + ".why");
  }

  /** What was found. */
  public String says(Finding finding) {
    return filled(bundle.getString(finding.rule().id() + ".says"), finding.words());
  }

  String word(String key, String... words) {
    return filled(bundle.getString(key), List.of(words));
  }

  private static String filled(String pattern, List<String> words) {
    StringBuilder out = new StringBuilder(pattern);
    for (int i = words.size() - 1; i >= 0; i--) {
      String place = "{" + i + "}";
      for (int at = out.indexOf(place);
          at >= 0;
          at = out.indexOf(place, at + words.get(i).length())) {
        out.replace(at, at + place.length(), words.get(i));
      }
    }
    return out.toString();
  }
}

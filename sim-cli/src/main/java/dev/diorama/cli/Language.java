package dev.diorama.cli;

import org.apiguardian.api.API;

/**
 * A language in which lessons are written.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum Language {
  ENGLISH("en"),
  KOREAN("ko");

  private final String code;

  Language(String code) {
    this.code = code;
  }

  /** Its two letters, as in {@code --lang ko}. */
  public String code() {
    return code;
  }

  /**
   * The language of those two letters.
   *
   * @throws IllegalArgumentException naming those there are
   */
  static Language of(String code) {
    for (Language language : values()) {
      if (language.code.equals(code)) {
        return language;
      }
    }
    throw new IllegalArgumentException("--lang must be en or ko, not '" + code + "'");
  }
}

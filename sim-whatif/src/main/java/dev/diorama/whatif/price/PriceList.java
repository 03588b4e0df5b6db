package dev.diorama.whatif.price;

import dev.diorama.core.json.Json;
import dev.diorama.core.json.JsonException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apiguardian.api.API;

/**
 * AWS's prices, read from a file in the format {@code aws-pricing/1}: a figure is an object with
 * {@code value}, {@code unit}, {@code source} and {@code as_of}; steps are an array of them with
 * {@code from} and {@code to}.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class PriceList {
  private static final String FORMAT = "aws-pricing/1";
  private static final String RESOURCE = "aws-pricing.json";
  private static final String FALLBACK_REGION = "us-east-1";

  /** The number a unit counts by, where it is not one. */
  private static final Pattern PER = Pattern.compile("per (million|[0-9][0-9,]*)\\b");

  private final String origin;
  private final Json root;

  private PriceList(String origin, Json root) {
    this.origin = origin;
    this.root = root;
  }

  /** The list that comes with Diorama. */
  public static PriceList standard() {
    try (InputStream in = PriceList.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is missing from this jar");
      }
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), RESOURCE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a list.
   *
   * @param text JSON
   * @param origin the file's name, for messages and reports
   * @throws PriceException if it is no JSON or another format; a bad figure is found when it is
   *     asked for
   */
  public static PriceList parse(String text, String origin) {
    Json root;
    try {
      root = Json.parse(text);
    } catch (JsonException e) {
      throw new PriceException(origin + ": not JSON: " + e.getMessage());
    }
    String format = root.text("schema").orElse("");
    if (!format.equals(FORMAT)) {
      throw new PriceException(
          origin
              + ": \"schema\" is \""
              + format
              + "\", and \""
              + FORMAT
              + "\" is what can be read");
    }
    return new PriceList(origin, root);
  }

  /** The name of the file. */
  public String origin() {
    return origin;
  }

  /** The day the list was written, as it says itself. */
  public String written() {
    return root.text("written").orElse("unknown");
  }

  /**
   * A price in a Region, or that of us-east-1 with a caution when the Region's is not known.
   *
   * @param region such as {@code ap-northeast-2}
   * @param path member names from the Region on, such as {@code dynamodb}, {@code on_demand}
   * @throws PriceException if neither is known or the figure is malformed
   */
  public Price price(String region, String... path) {
    Optional<Json> own = root.at("regions", region).flatMap(json -> json.at(path));
    if (own.isPresent()) {
      return read(own.get(), String.join(".", path), "");
    }
    Optional<Json> fallback = root.at("regions", FALLBACK_REGION).flatMap(json -> json.at(path));
    return read(
        fallback.orElseThrow(() -> missing(region, path)),
        String.join(".", path),
        "not known for " + region + ": the price of " + FALLBACK_REGION);
  }

  /**
   * A price that does not depend on a Region.
   *
   * @throws PriceException if it is not known or malformed
   */
  public Price global(String... path) {
    return read(
        root.at("global").flatMap(json -> json.at(path)).orElseThrow(() -> missing("global", path)),
        String.join(".", path),
        "");
  }

  /** A number that is no price, such as a free allowance; that of us-east-1 when unknown. */
  public double amount(String region, String... path) {
    return root.at("regions", region)
        .flatMap(json -> json.at(path))
        .or(() -> root.at("regions", FALLBACK_REGION).flatMap(json -> json.at(path)))
        .flatMap(figure -> figure.text("value"))
        .map(value -> number(value, String.join(".", path)))
        .orElseThrow(() -> missing(region, path));
  }

  /**
   * The names below a path of a Region, such as the node types of DAX; empty when there are none.
   */
  public List<String> names(String region, String... path) {
    return root.at("regions", region)
        .flatMap(json -> json.at(path))
        .map(json -> List.copyOf(json.members().keySet()))
        .orElse(List.of());
  }

  private PriceException missing(String region, String... path) {
    return new PriceException(
        origin
            + ": no price at "
            + region
            + "."
            + String.join(".", path)
            + "; add it there as {\"value\", \"unit\", \"source\", \"as_of\"}");
  }

  private Price read(Json figure, String path, String caution) {
    List<Json> steps = figure.asList();
    if (steps.isEmpty()) {
      throw new PriceException(origin + ": " + path + " has no steps");
    }
    List<Price.Tier> tiers = new ArrayList<>();
    for (Json step : steps) {
      double from = step.text("from").map(text -> number(text, path)).orElse(0.0);
      tiers.add(new Price.Tier(from, number(member(step, "value", path), path)));
    }
    Json first = steps.get(0);
    String unit = member(first, "unit", path);
    try {
      return new Price(
          path,
          tiers,
          unit,
          per(unit),
          member(first, "source", path),
          member(first, "as_of", path),
          cautions(first, caution));
    } catch (IllegalArgumentException e) {
      throw new PriceException(origin + ": " + e.getMessage());
    }
  }

  private static String cautions(Json figure, String caution) {
    List<String> all = new ArrayList<>();
    if (!caution.isEmpty()) {
      all.add(caution);
    }
    figure.text("confidence").ifPresent(confidence -> all.add(confidence + " confidence"));
    if (figure.text("assumption").orElse("").equals("true")) {
      all.add("assumed");
    }
    return String.join("; ", all);
  }

  private String member(Json figure, String name, String path) {
    return figure
        .text(name)
        .orElseThrow(() -> new PriceException(origin + ": " + path + " has no \"" + name + "\""));
  }

  private double number(String text, String path) {
    try {
      double value = Double.parseDouble(text);
      if (value >= 0 && Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below, together with the numbers that make no price.
    }
    throw new PriceException(origin + ": " + path + ": \"" + text + "\" is no price or amount");
  }

  private static double per(String unit) {
    Matcher matcher = PER.matcher(unit);
    if (!matcher.find()) {
      return 1;
    }
    String number = matcher.group(1);
    return number.equals("million") ? 1_000_000 : Double.parseDouble(number.replace(",", ""));
  }

  /** All Regions the list has figures for, as it orders them. */
  public List<String> regions() {
    return root.get("regions")
        .map(Json::members)
        .map(Map::keySet)
        .map(List::copyOf)
        .orElse(List.of());
  }
}

package dev.diorama.cloudformation.resource;

import dev.diorama.cloudformation.template.TemplateException;
import dev.diorama.core.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The configuration of a distribution as a template writes it, in the API's form.
 *
 * <p>Lists that the API counts are {@link Binder}'s matter; here is what has another name, another
 * place, or a default that only CloudFormation gives. See
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-cloudfront-distribution-distributionconfig.html
 */
final class DistributionProperties {
  private static final Json NO = Json.of(false);
  private static final Json EMPTY = Json.of("");

  private final String logicalId;

  DistributionProperties(String logicalId) {
    this.logicalId = logicalId;
  }

  Json asApi(Json written) {
    Map<String, Json> config = members(written);
    for (String legacy : List.of("S3Origin", "CustomOrigin")) {
      if (config.containsKey(legacy)) {
        throw new TemplateException(
            "Diorama does not simulate the property "
                + legacy
                + " of resource "
                + logicalId
                + "; use Origins");
      }
    }
    rename(config, "IPV6Enabled", "IsIPV6Enabled");
    rename(config, "CNAMEs", "Aliases");
    config.putIfAbsent("Comment", EMPTY);
    change(config, "Origins", this::origins);
    change(config, "DefaultCacheBehavior", this::behaviour);
    change(config, "CacheBehaviors", all -> each(all, this::behaviour));
    change(config, "Restrictions", this::restrictions);
    change(config, "Logging", this::logging);
    return object(config);
  }

  private Json origins(Json all) {
    return each(
        all,
        written -> {
          Map<String, Json> origin = members(written);
          rename(origin, "OriginCustomHeaders", "CustomHeaders");
          change(
              origin,
              "S3OriginConfig",
              s3 -> {
                Map<String, Json> members = members(s3);
                members.putIfAbsent("OriginAccessIdentity", EMPTY);
                return object(members);
              });
          change(
              origin,
              "CustomOriginConfig",
              custom -> {
                Map<String, Json> members = members(custom);
                members.putIfAbsent("HTTPPort", Json.of(80));
                members.putIfAbsent("HTTPSPort", Json.of(443));
                return object(members);
              });
          return object(origin);
        });
  }

  /** The methods that are cached stand beside those that are allowed, not within them. */
  private Json behaviour(Json written) {
    Map<String, Json> behaviour = members(written);
    Json cached = behaviour.remove("CachedMethods");
    Json allowed = behaviour.get("AllowedMethods");
    if (allowed != null || cached != null) {
      List<Json> methods =
          allowed == null ? List.of(Json.of("GET"), Json.of("HEAD")) : allowed.asList();
      Json.ObjectBuilder both = Json.object().put("Items", new Json.Arr(methods));
      if (cached != null) {
        both.put("CachedMethods", cached);
      }
      behaviour.put("AllowedMethods", both.build());
    }
    if (behaviour.containsKey("ForwardedValues")) {
      behaviour.putIfAbsent("MinTTL", Json.of(0));
    }
    change(
        behaviour,
        "ForwardedValues",
        values -> {
          Map<String, Json> members = members(values);
          members.putIfAbsent("Cookies", Json.object().put("Forward", "none").build());
          return object(members);
        });
    return object(behaviour);
  }

  private Json restrictions(Json written) {
    Map<String, Json> restrictions = members(written);
    change(
        restrictions,
        "GeoRestriction",
        geo -> {
          Map<String, Json> members = members(geo);
          rename(members, "Locations", "Items");
          members.putIfAbsent("Items", new Json.Arr(List.of()));
          return object(members);
        });
    return object(restrictions);
  }

  private Json logging(Json written) {
    Map<String, Json> logging = members(written);
    logging.putIfAbsent("Enabled", Json.of(true));
    logging.putIfAbsent("IncludeCookies", NO);
    logging.putIfAbsent("Prefix", EMPTY);
    return object(logging);
  }

  private Map<String, Json> members(Json written) {
    if (written instanceof Json.Obj) {
      return new LinkedHashMap<>(written.members());
    }
    throw new TemplateException(
        "Value of a property in DistributionConfig of resource "
            + logicalId
            + " must be of type Object");
  }

  private static void rename(Map<String, Json> members, String from, String to) {
    Json value = members.remove(from);
    if (value != null) {
      members.put(to, value);
    }
  }

  private static void change(Map<String, Json> members, String name, UnaryOperator<Json> how) {
    members.computeIfPresent(name, (key, value) -> how.apply(value));
  }

  private static Json each(Json all, UnaryOperator<Json> how) {
    List<Json> changed = new ArrayList<>();
    all.asList().forEach(one -> changed.add(how.apply(one)));
    return new Json.Arr(changed);
  }

  private static Json object(Map<String, Json> members) {
    Json.ObjectBuilder builder = Json.object();
    members.forEach(builder::put);
    return builder.build();
  }
}

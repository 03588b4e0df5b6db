package dev.diorama.ses;

import dev.diorama.core.router.Call;
import dev.diorama.ses.SesModel.ConfigurationSet;
import dev.diorama.ses.SesModel.Destination;
import dev.diorama.ses.SesModel.EventType;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Rules that mails are sent under, and where the events about them go. */
final class ConfigurationSets {
  /** Both limits assumed, from general knowledge. */
  private static final int MOST = 10_000;

  private static final int MOST_DESTINATIONS = 10;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  private final SesStore store;
  private final SesEvents events;

  ConfigurationSets(SesStore store, SesEvents events) {
    this.store = store;
    this.events = events;
  }

  ConfigurationSet create(Call call, @Nullable String given) {
    String name = MailReader.orEmpty(given);
    SesStore.Region region = store.region(call.account(), call.region());
    if (!NAME.matcher(name).matches()) {
      throw SesError.INVALID_SET.with(
          "Configuration set name <"
              + name
              + "> may have letters, digits, '_' and '-' only, and at"
              + " most 64 of them.");
    }
    if (region.sets.containsKey(name)) {
      throw SesError.SET_ALREADY_EXISTS.with("Configuration set <" + name + "> already exists.");
    }
    if (region.sets.size() >= MOST) {
      throw SesError.LIMIT_EXCEEDED.with(
          "You have exceeded the limit of " + MOST + " configuration sets.");
    }
    ConfigurationSet set =
        new ConfigurationSet(name, SendAccess.arn(call, "configuration-set/", name));
    region.sets.put(name, set);
    return set;
  }

  void delete(Call call, String name) {
    SesStore.Region region = store.region(call.account(), call.region());
    region.set(name);
    region.sets.remove(name);
  }

  /** Adds a destination, which must not be there, or changes one, which must. */
  void put(
      Call call,
      boolean fresh,
      String setName,
      @Nullable String given,
      boolean enabled,
      List<EventType> types,
      @Nullable String topicArn) {
    String name = MailReader.orEmpty(given);
    ConfigurationSet set = store.region(call.account(), call.region()).set(setName);
    if (fresh == set.destinations.containsKey(name)) {
      throw (fresh ? SesError.DESTINATION_ALREADY_EXISTS : SesError.DESTINATION_DOES_NOT_EXIST)
          .with(
              "Event destination <"
                  + name
                  + "> "
                  + (fresh ? "already exists" : "does not exist")
                  + " in configuration set <"
                  + setName
                  + ">.");
    }
    if (!NAME.matcher(name).matches()) {
      throw SesError.INVALID_PARAMETER_VALUE.with("Invalid event destination name " + name + ".");
    }
    if (types.isEmpty()) {
      throw SesError.INVALID_PARAMETER_VALUE.with("Matching event types must be specified.");
    }
    if (topicArn == null) {
      throw SesError.INVALID_PARAMETER_VALUE.with(
          "Diorama simulates event destinations of type SNS only.");
    }
    if (fresh && set.destinations.size() >= MOST_DESTINATIONS) {
      throw SesError.LIMIT_EXCEEDED.with(
          "You have exceeded the limit of " + MOST_DESTINATIONS + " event destinations.");
    }
    events.validate(call, set.arn, topicArn);
    set.destinations.put(name, new Destination(name, enabled, types, topicArn));
  }

  void remove(Call call, String setName, String name) {
    ConfigurationSet set = store.region(call.account(), call.region()).set(setName);
    if (set.destinations.remove(name) == null) {
      throw SesError.DESTINATION_DOES_NOT_EXIST.with(
          "Event destination <"
              + name
              + "> does not exist in configuration set <"
              + setName
              + ">.");
    }
  }
}

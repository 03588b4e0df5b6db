package dev.diorama.cloudformation.resource;

import dev.diorama.core.json.Json;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apiguardian.api.API;

/**
 * One type of resource: how it is made and how it is removed.
 *
 * @since 0.1
 */
@API(status = API.Status.INTERNAL, since = "0.1")
public interface ResourceType {

  /**
   * A resource that stands.
   *
   * @param physicalId what {@code Ref} gives
   * @param attributes what {@code Fn::GetAtt} gives, by name
   */
  record Made(String physicalId, Map<String, Json> attributes) {
    public Made {
      attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    }

    /** A resource without attributes so far. */
    static Made of(String physicalId) {
      return new Made(physicalId, Map.of());
    }

    /** The same with one more attribute. */
    Made with(String name, String value) {
      Map<String, Json> more = new LinkedHashMap<>(attributes);
      more.put(name, Json.of(value));
      return new Made(physicalId, more);
    }

    /** An attribute that must be there, as text. */
    String attribute(String name) {
      Json value = attributes.get(name);
      if (value == null) {
        throw new IllegalStateException(physicalId + " has no attribute " + name);
      }
      return value.text().orElseThrow();
    }
  }

  /**
   * Makes it.
   *
   * @param properties with every intrinsic function resolved
   */
  Made create(ResourceCall call, Json.Obj properties);

  /** Removes it. */
  void delete(ResourceCall call, Made made, Json.Obj properties);

  /** A type that takes its time, as CloudFront's distributions do: the stack waits for it. */
  interface Slow extends ResourceType {
    /** Whether it is ready for what depends on it; asked from time to time until it is. */
    boolean isReady(ResourceCall call, Made made);

    /** The same with what is known of it only now that it is ready, such as its address. */
    default Made finished(ResourceCall call, Made made) {
      return made;
    }

    /**
     * Whether it may be removed now. If not, does what brings that about, and is asked again from
     * time to time.
     */
    boolean mayDelete(ResourceCall call, Made made);
  }
}

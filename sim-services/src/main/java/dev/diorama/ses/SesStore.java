package dev.diorama.ses;

import dev.diorama.ses.SesModel.Application;
import dev.diorama.ses.SesModel.ConfigurationSet;
import dev.diorama.ses.SesModel.Identity;
import dev.diorama.ses.SesModel.Suppressed;
import dev.diorama.ses.SesModel.Template;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What SES keeps, by account and Region, in the order it was made. */
final class SesStore {
  private record Place(String account, String region) {}

  /** One account in one Region: quotas, identities and the sandbox are all per Region. */
  static final class Region {
    private final SesConfig config;
    final String account;
    final String name;
    final Map<String, Identity> identities = new LinkedHashMap<>();
    final Map<String, Template> templates = new LinkedHashMap<>();
    final Map<String, ConfigurationSet> sets = new LinkedHashMap<>();
    final Map<String, Suppressed> suppressed = new LinkedHashMap<>();
    final SendLimits limits = new SendLimits();
    final SendStatistics statistics = new SendStatistics();

    /** Documented default: both reasons. */
    List<String> suppressedReasons = List.of("BOUNCE", "COMPLAINT");

    boolean sending = true;
    Optional<Application> application = Optional.empty();
    private boolean granted;
    private long grantedAtNanos = Long.MAX_VALUE;

    Region(SesConfig config, String account, String name) {
      this.config = config;
      this.account = account;
      this.name = name;
      this.granted = config.productionAccess();
    }

    boolean production(long nowNanos) {
      granted = granted || nowNanos >= grantedAtNanos;
      return granted;
    }

    boolean underReview(long nowNanos) {
      return grantedAtNanos != Long.MAX_VALUE && !production(nowNanos);
    }

    void review(long nowNanos) {
      if (!production(nowNanos)) {
        grantedAtNanos = nowNanos + config.review().toNanos();
      }
    }

    SesConfig.Quota quota(long nowNanos) {
      return production(nowNanos) ? config.production() : config.sandbox();
    }

    /** The identity that lets an address send: its own, or that of its domain or a parent of it. */
    Optional<Identity> identityFor(String address) {
      Identity own = identities.get(address);
      if (own != null) {
        return Optional.of(own);
      }
      return domainFor(address);
    }

    private Optional<Identity> domainFor(String address) {
      String domain = address.substring(address.lastIndexOf('@') + 1);
      while (!domain.isEmpty()) {
        Identity identity = identities.get(domain);
        if (identity != null) {
          return Optional.of(identity);
        }
        int dot = domain.indexOf('.');
        domain = dot < 0 ? "" : domain.substring(dot + 1);
      }
      return Optional.empty();
    }

    boolean isVerified(String address) {
      Identity own = identities.get(address);
      return (own != null && own.verified)
          || domainFor(address).filter(domain -> domain.verified).isPresent();
    }

    Identity identity(String identity) {
      Identity found = identities.get(Mailbox.normal(identity));
      if (found == null) {
        throw SesError.NOT_FOUND.with("Email identity " + identity + " does not exist.");
      }
      return found;
    }

    ConfigurationSet set(String set) {
      ConfigurationSet found = sets.get(set);
      if (found == null) {
        throw SesError.SET_DOES_NOT_EXIST.with("Configuration set <" + set + "> does not exist.");
      }
      return found;
    }

    Template template(String template) {
      Template found = templates.get(template);
      if (found == null) {
        throw SesError.TEMPLATE_DOES_NOT_EXIST.with("Template " + template + " does not exist.");
      }
      return found;
    }
  }

  private final SesConfig config;
  private final Map<Place, Region> regions = new LinkedHashMap<>();

  SesStore(SesConfig config) {
    this.config = config;
  }

  Region region(String account, String region) {
    return regions.computeIfAbsent(
        new Place(account, region), place -> new Region(config, account, region));
  }
}

package dev.diorama.core.fault;

import dev.diorama.core.wire.Wildcards;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Refuses faults that could never strike, each time with what to write instead. */
final class FaultRules {
  private final TreeSet<String> senders = new TreeSet<>();
  private @Nullable Directory directory;

  void know(Directory known) {
    this.directory = known;
  }

  void sender(String service) {
    senders.add(service);
  }

  void check(Fault fault, Set<Class<?>> breakable) {
    if (fault.numerator() == 0) {
      throw refused(
          fault, "a chance of 0 never strikes: give more than 0, or leave the fault away");
    }
    Scope scope = fault.scope();
    if (fault.effect() instanceof Fault.OnCall) {
      checkCall(fault, scope);
    } else if (fault.effect() instanceof Fault.OnHandler) {
      onlyOf(fault, "lambda", "a handler is Lambda's");
      known(fault, "lambda");
      open(fault, scope.operation(), "operation", "give the function's ARN as resource");
      arn(fault, scope.resource(), "resource");
      arn(fault, scope.principal(), "principal");
    } else if (fault.effect() instanceof Fault.OnDelivery) {
      checkDelivery(fault, scope);
    } else {
      checkBreakage(fault, scope, breakable);
    }
    region(fault, scope.region());
  }

  private void checkCall(Fault fault, Scope scope) {
    known(fault, scope.service());
    arn(fault, scope.resource(), "resource");
    arn(fault, scope.principal(), "principal");
    if (scope.operation().equals(Scope.ANY)) {
      return;
    }
    List<String> possible = new ArrayList<>();
    for (String service : known().services()) {
      if (Wildcards.match(scope.service(), service)) {
        List<String> operations = known().operations(service);
        if (operations.isEmpty()) {
          return; // Plain HTTP: any method and path may come.
        }
        possible.addAll(operations);
      }
    }
    if (possible.stream().noneMatch(each -> Wildcards.match(scope.operation(), each))) {
      throw refused(
          fault,
          scope.service()
              + " has no operation '"
              + scope.operation()
              + "'"
              + Suggestion.of(scope.operation(), possible));
    }
  }

  private void checkDelivery(Fault fault, Scope scope) {
    List<String> sending = List.copyOf(senders);
    if (sending.stream().noneMatch(each -> Wildcards.match(scope.service(), each))) {
      throw refused(
          fault,
          "no events are sent by '"
              + scope.service()
              + "': name the service that sends"
              + Suggestion.of(scope.service(), sending));
    }
    open(fault, scope.operation(), "operation", "give where the event goes as resource");
    open(fault, scope.principal(), "principal", "give the sender as service");
    arn(fault, scope.resource(), "resource");
  }

  private static void checkBreakage(Fault fault, Scope scope, Set<Class<?>> breakable) {
    if (!breakable.contains(fault.effect().getClass())) {
      throw refused(fault, "nothing in this cloud can suffer it");
    }
    open(fault, scope.service(), "service", "leave it away");
    open(fault, scope.operation(), "operation", "leave it away");
    open(fault, scope.resource(), "resource", "leave it away");
    open(fault, scope.principal(), "principal", "leave it away");
    if (fault.times() != Integer.MAX_VALUE) {
      throw refused(fault, "it happens once: leave 'times' away");
    }
    if (fault.effect() instanceof Fault.CutRegion cut) {
      region(fault, cut.region());
      open(fault, scope.region(), "region", "the Region to cut is the fault's own");
    }
    if (fault.effect() instanceof Fault.KillNode && fault.untilNanos() != Long.MAX_VALUE) {
      throw refused(
          fault, "a lost node is replaced by DAX itself: leave 'until' away and say 'from'");
    }
  }

  private void known(Fault fault, String service) {
    List<String> services = known().services();
    if (services.stream().noneMatch(each -> Wildcards.match(service, each))) {
      throw refused(
          fault,
          "there is no service '" + service + "' to be called" + Suggestion.of(service, services));
    }
  }

  private Directory known() {
    if (directory == null) {
      throw new IllegalStateException("faults are added once the services are known");
    }
    return directory;
  }

  private static void onlyOf(Fault fault, String service, String why) {
    if (!Wildcards.match(fault.scope().service(), service)) {
      throw refused(
          fault,
          why + ": write service '" + service + "' instead of '" + fault.scope().service() + "'");
    }
  }

  private static void open(Fault fault, String given, String name, String instead) {
    if (!given.equals(Scope.ANY)) {
      throw refused(
          fault, "it has no " + name + ", so '" + given + "' would never fit: " + instead);
    }
  }

  private static void arn(Fault fault, String pattern, String name) {
    if (!pattern.startsWith("arn:") && !pattern.contains("*") && !isName(pattern)) {
      throw refused(
          fault,
          "the "
              + name
              + " '"
              + pattern
              + "' is no ARN and would never fit: write '*"
              + pattern
              + "*'");
    }
  }

  /** Callers that are known by no ARN. */
  private static boolean isName(String principal) {
    return principal.equals("anonymous") || principal.endsWith(".amazonaws.com");
  }

  private static void region(Fault fault, String region) {
    boolean plausible = region.contains("*") || region.matches("[a-z]{2}(-[a-z]+)+-[0-9]");
    if (!plausible) {
      throw refused(
          fault, "'" + region + "' is no Region: write it as AWS does, such as us-east-1");
    }
  }

  /** Where it was written, for the beginning of a message. */
  static String where(Fault fault) {
    return fault.origin().isEmpty() ? "" : fault.origin() + ": ";
  }

  private static IllegalArgumentException refused(Fault fault, String why) {
    return new IllegalArgumentException(
        String.format(
            Locale.ROOT, "%sfault '%s' could never strike: %s", where(fault), fault.name(), why));
  }
}

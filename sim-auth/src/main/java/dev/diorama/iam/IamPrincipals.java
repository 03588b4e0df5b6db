package dev.diorama.iam;

import dev.diorama.core.router.AuthFailure;
import dev.diorama.core.router.Principal;
import dev.diorama.iam.IamModel.AccessKey;
import dev.diorama.iam.IamModel.Bearer;
import dev.diorama.iam.IamModel.Entity;
import dev.diorama.iam.IamModel.Group;
import dev.diorama.iam.IamModel.LastUsed;
import dev.diorama.iam.IamModel.Role;
import dev.diorama.iam.IamModel.User;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whom keys stand for, and which policies speak for them. */
final class IamPrincipals implements Keys {
  /**
   * A caller and the policies it brings along.
   *
   * @param fromSessionToken true of credentials by GetSessionToken, which may not do everything
   */
  record Standing(
      Caller caller,
      List<Attached> identity,
      Optional<Attached> boundary,
      List<Attached> session,
      boolean fromSessionToken) {
    Standing(Caller caller) {
      this(caller, List.of(), Optional.empty(), List.of(), false);
    }
  }

  /** What a root's federated user has from its root, to be narrowed by its session policies. */
  private static final Attached EVERYTHING =
      new Attached(
          "the account's root",
          Policy.parse(
              "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
                  + "\"Action\":\"*\",\"Resource\":\"*\"}]}",
              Policy.Kind.IDENTITY));

  private final IamStore store;
  private final Sessions sessions;
  private final PolicyCache policies;
  private final Map<String, IamConfig.Account> roots = new LinkedHashMap<>();

  IamPrincipals(
      IamStore store, Sessions sessions, PolicyCache policies, List<IamConfig.Account> roots) {
    this.store = store;
    this.sessions = sessions;
    this.policies = policies;
    for (IamConfig.Account root : roots) {
      if (this.roots.put(root.rootAccessKey(), root) != null) {
        throw new IllegalArgumentException(
            "two accounts have the root access key " + root.rootAccessKey());
      }
      store.account(root.id());
    }
  }

  @Override
  public Credential find(String accessKeyId, String token) {
    IamConfig.Account root = roots.get(accessKeyId);
    if (root != null && token.isEmpty()) {
      return new Credential(root.rootSecret(), root(root.id(), accessKeyId, Map.of()));
    }
    Optional<AccessKey> key =
        store.key(accessKeyId).filter(found -> found.active && token.isEmpty());
    if (key.isPresent()) {
      Optional<User> user = store.user(key.get().account, key.get().userName);
      if (user.isPresent()) {
        return new Credential(key.get().secret, user(user.get(), accessKeyId, Map.of()));
      }
    }
    Session session = sessions.find(accessKeyId, token);
    return new Credential(session.secret(), of(session));
  }

  @Override
  public void used(String accessKeyId, LastUsed use) {
    store.key(accessKeyId).ifPresent(key -> key.lastUsed = use);
  }

  /** The account that a key belongs to. */
  Optional<String> accountOf(String accessKeyId) {
    IamConfig.Account root = roots.get(accessKeyId);
    return root != null
        ? Optional.of(root.id())
        : store
            .key(accessKeyId)
            .map(key -> key.account)
            .or(() -> sessions.byKey(accessKeyId).map(Session::account));
  }

  private static Principal root(
      String account, String accessKeyId, Map<String, List<String>> context) {
    return new Principal(
        Principal.Kind.ROOT,
        account,
        "arn:aws:iam::" + account + ":root",
        account,
        accessKeyId,
        context);
  }

  private static Principal user(
      User user, String accessKeyId, Map<String, List<String>> sessionContext) {
    Map<String, List<String>> context = new LinkedHashMap<>();
    context.put("aws:username", List.of(user.name));
    user.tags.forEach((name, value) -> context.put("aws:PrincipalTag/" + name, List.of(value)));
    context.putAll(sessionContext);
    return new Principal(
        Principal.Kind.USER, user.account, user.arn(), user.id, accessKeyId, context);
  }

  /** The principal that a session's credentials stand for. */
  private Principal of(Session session) {
    Map<String, List<String>> context = new LinkedHashMap<>();
    context.put(
        "aws:TokenIssueTime", List.of(DateTimeFormatter.ISO_INSTANT.format(session.issued())));
    context.put("aws:MultiFactorAuthPresent", List.of("false"));
    if (session.kind() == Session.Kind.USER || session.kind() == Session.Kind.ROOT) {
      context.putAll(session.context());
    }
    return switch (session.kind()) {
      case ROOT -> root(session.account(), session.accessKeyId(), context);
      case USER ->
          userOf(session)
              .map(user -> user(user, session.accessKeyId(), context))
              .orElseThrow(
                  () ->
                      new AuthFailure(
                          AuthFailure.Kind.UNKNOWN_KEY, session.entityArn() + " is no more"));
      case ROLE -> {
        role(session)
            .ifPresent(
                role ->
                    role.tags.forEach(
                        (name, value) -> context.put("aws:PrincipalTag/" + name, List.of(value))));
        yield temporary(session, context);
      }
      case FEDERATED -> temporary(session, context);
    };
  }

  private static Principal temporary(Session session, Map<String, List<String>> context) {
    session
        .tags()
        .forEach((name, value) -> context.put("aws:PrincipalTag/" + name, List.of(value)));
    context.putAll(session.context());
    return new Principal(
        session.kind() == Session.Kind.ROLE ? Principal.Kind.ROLE_SESSION : Principal.Kind.USER,
        session.account(),
        session.arn(),
        session.userId(),
        session.accessKeyId(),
        context);
  }

  /** What a principal may bring forward for itself. */
  Standing standing(Principal principal) {
    return switch (principal.kind()) {
      case ANONYMOUS -> {
        // STS asks in the name of whoever shows a token, known by its issuer alone.
        List<String> providers =
            principal.context().getOrDefault("aws:FederatedProvider", List.of());
        yield new Standing(providers.isEmpty() ? Caller.ANONYMOUS : Caller.webIdentity(providers));
      }
      case SERVICE -> new Standing(Caller.service(principal.account(), principal.arn()));
      case ROOT -> {
        boolean session = sessions.of(principal).isPresent();
        yield new Standing(
            Caller.root(principal.account()), List.of(), Optional.empty(), List.of(), session);
      }
      case USER ->
          principal.arn().startsWith(PolicyParser.CLOUDFRONT_USER)
              ? new Standing(Caller.originAccessIdentity(principal.arn(), principal.userId()))
              : user(principal);
      case ROLE_SESSION -> roleSession(principal);
    };
  }

  private Standing user(Principal principal) {
    Optional<Session> session = sessions.of(principal);
    boolean federated = session.filter(found -> found.kind() == Session.Kind.FEDERATED).isPresent();
    String userArn = federated ? session.get().entityArn() : principal.arn();
    Caller caller =
        federated
            ? Caller.federatedUser(principal.account(), principal.arn(), userArn)
            : Caller.user(principal.account(), principal.arn());
    Optional<User> user = store.byArn(userArn).filter(User.class::isInstance).map(User.class::cast);
    boolean ofRoot = federated && userArn.endsWith(":root");
    return new Standing(
        caller,
        ofRoot ? List.of(EVERYTHING) : user.map(this::identity).orElse(List.of()),
        user.flatMap(this::boundary),
        session.map(this::session).orElse(List.of()),
        session.isPresent() && !federated);
  }

  private Standing roleSession(Principal principal) {
    Optional<Session> session = sessions.of(principal);
    Optional<Role> role =
        session.isPresent() ? role(session.get()) : roleNamed(principal.account(), principal.arn());
    String roleArn =
        role.map(Role::arn).or(() -> session.map(Session::entityArn)).orElse(principal.arn());
    return new Standing(
        Caller.session(principal.account(), principal.arn(), roleArn),
        role.map(this::identity).orElse(List.of()),
        role.flatMap(this::boundary),
        session.map(this::session).orElse(List.of()),
        false);
  }

  private Optional<User> userOf(Session session) {
    return store
        .byArn(session.entityArn())
        .filter(User.class::isInstance)
        .map(User.class::cast)
        .filter(user -> user.id.equals(session.userId()));
  }

  private Optional<Role> role(Session session) {
    return store.roleByArn(session.entityArn()).filter(role -> role.id.equals(session.entityId()));
  }

  /** The role of {@code arn:aws:sts::account:assumed-role/role/session}. */
  private Optional<Role> roleNamed(String account, String sessionArn) {
    String[] parts = sessionArn.split("/", -1);
    return parts.length == 3 ? store.role(account, parts[1]) : Optional.empty();
  }

  List<Attached> identity(Entity entity) {
    List<Attached> all = new ArrayList<>();
    add(all, entity);
    if (entity instanceof User user) {
      for (String name : user.groups) {
        Optional<Group> group = store.group(user.account, name);
        group.ifPresent(found -> add(all, found));
      }
    }
    return all;
  }

  private void add(List<Attached> all, Entity entity) {
    String whose = " of " + entity.sort() + " ";
    entity.inline.forEach(
        (name, document) ->
            all.add(
                policies.identity("inline policy '", name, "'" + whose, entity.name, document)));
    for (String arn : entity.attached) {
      managed(arn, "managed policy ", whose, entity.name).ifPresent(all::add);
    }
  }

  private Optional<Attached> managed(String arn, String sort, String whose, String owner) {
    return store
        .policy(arn)
        .map(policy -> policies.identity(sort, policy.name, whose, owner, policy.document()));
  }

  /** A boundary whose policy is gone allows nothing. */
  Optional<Attached> boundary(Bearer bearer) {
    if (bearer.boundary.isEmpty()) {
      return Optional.empty();
    }
    String whose = " of " + bearer.sort() + " ";
    return managed(bearer.boundary, "permissions boundary ", whose, bearer.name)
        .or(
            () ->
                Optional.of(
                    new Attached("permissions boundary" + whose + bearer.name, Policy.SILENT)));
  }

  private List<Attached> session(Session session) {
    return session.policies().stream()
        .map(policy -> policies.identity("", policy.name(), "", "", policy.document()))
        .toList();
  }
}

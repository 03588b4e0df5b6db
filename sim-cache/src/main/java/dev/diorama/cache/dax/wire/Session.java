package dev.diorama.cache.dax.wire;

import dev.diorama.core.router.AuthFailure;
import dev.diorama.core.wire.AwsException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What is known of one connection, and its requests' answers; used by one thread at a time. */
final class Session {
  private final WireNode.Connection node;
  private final Items items;
  private final Answers answers;
  private final InetAddress local;
  private boolean authorized;
  private AuthFailure refused = new AuthFailure(AuthFailure.Kind.MISSING, "");

  /**
   * @param local the address by which the client has reached us, and reaches the other nodes
   */
  Session(WireNode.Connection node, AttributeLists lists, InetAddress local) {
    this.node = node;
    this.items = new Items(lists);
    this.answers = new Answers(items);
    this.local = local;
  }

  /**
   * The reply to a GetItem that the node can answer from its item cache at once; empty, and nothing
   * done, for every other request.
   */
  Optional<byte[]> hit(CborReader in) {
    if (!authorized) {
      return Optional.empty();
    }
    try {
      String table = CborReader.utf8(in.bytes());
      byte[] key = in.bytes();
      return isPlain(in) ? node.hit(table, key, this::hit) : Optional.empty();
    } catch (Malformed e) {
      return Optional.empty(); // To be said by those who read it in full.
    } catch (AwsException e) {
      return Optional.of(WireError.of(e, List.of(), items, node.requestId()).toBytes());
    } catch (AuthFailure e) {
      return Optional.of(WireError.of(e, node.requestId()).toBytes());
    } catch (RuntimeException e) {
      return Optional.of(fault(Method.GET_ITEM, e).toBytes());
    }
  }

  /** Whether nothing is asked for that a cached item's own reply would not tell. */
  private static boolean isPlain(CborReader in) {
    if (in.tookNull()) {
      return true;
    }
    for (CborReader.Elements e = in.map(); e.more(); ) {
      int option = in.int32();
      boolean plain =
          switch (option) {
            case Options.CONSISTENT -> !in.flag();
            // A hit costs nothing, and that is not said.
            case Options.CAPACITY -> in.int32() >= 0;
            default -> false;
          };
      if (!plain) {
        return false;
      }
    }
    return true;
  }

  private byte[] hit(KeySchema schema, Optional<Map<String, AttributeValue>> item) {
    return answers.item(item, schema).toBytes();
  }

  private CborWriter fault(Method method, RuntimeException e) {
    System.getLogger(Session.class.getName())
        .log(System.Logger.Level.ERROR, "fault while answering " + method, e);
    return WireError.internal(e, node.requestId());
  }

  /** Says what a request and its reply have cost the network. */
  void moved(long in, long out) {
    node.moved(in, out);
  }

  /** The reply to a request that is all there; empty where there is none. */
  Optional<CborWriter> answer(Method method, CborReader in) {
    if (method == Method.AUTHORIZE_CONNECTION) {
      authorize(in);
      return Optional.empty();
    }
    if (!authorized) {
      return Optional.of(WireError.of(refused, node.requestId()));
    }
    try {
      return Optional.of(reply(method, in));
    } catch (Malformed e) {
      return Optional.of(WireError.of(e, node.requestId()));
    } catch (AwsException e) {
      return Optional.of(WireError.of(e, List.of(), items, node.requestId()));
    } catch (AuthFailure e) {
      return Optional.of(WireError.of(e, node.requestId()));
    } catch (RuntimeException e) {
      return Optional.of(fault(method, e));
    }
  }

  /** Silence is consent, on this wire; a refusal is what the next request is answered with. */
  private void authorize(CborReader in) {
    authorized = false;
    try {
      String accessKeyId = in.text();
      String signature = in.text();
      String stringToSign = CborReader.utf8(in.bytes());
      String token = in.tookNull() ? "" : in.text();
      WireNode.Signer who = new WireNode.Signer(accessKeyId, token);
      node.authorize(who, stringToSign, signature);
      authorized = true;
    } catch (AuthFailure e) {
      refused = e;
    } catch (Malformed e) {
      refused = new AuthFailure(AuthFailure.Kind.MALFORMED, String.valueOf(e.getMessage()));
    }
  }

  private CborWriter reply(Method method, CborReader in) {
    return switch (method) {
      case ENDPOINTS -> {
        node.check();
        yield endpoints();
      }
      case DEFINE_KEY_SCHEMA -> {
        KeySchema schema = node.schema(CborReader.utf8(in.bytes()));
        CborWriter out = new CborWriter().array(0).map(schema.attributes().size());
        schema.attributes().forEach(each -> out.text(each.name()).text(each.type().toString()));
        yield out;
      }
      case DEFINE_ATTRIBUTE_LIST_ID -> {
        node.check();
        yield new CborWriter().array(0).integer(items.id(names(in)));
      }
      case DEFINE_ATTRIBUTE_LIST -> {
        node.check();
        List<String> names = items.names(in.int64());
        CborWriter out = new CborWriter().array(0).array(names.size());
        names.forEach(out::text);
        yield out;
      }
      default -> data(method, in);
    };
  }

  private CborWriter data(Method method, CborReader in) {
    Ask ask = new RequestReader(node::schema, items, answers).read(method, in);
    try {
      return ask.answer().apply(node.perform(ask.request()));
    } catch (AwsException e) {
      return WireError.of(e, ask.schemas(), items, node.requestId());
    }
  }

  private static List<String> names(CborReader in) {
    if (in.major() == CborReader.TAG) {
      in.tag();
    }
    List<String> names = new ArrayList<>();
    for (CborReader.Elements e = in.array(); e.more(); ) {
      names.add(in.text());
    }
    return names;
  }

  private CborWriter endpoints() {
    List<WireNode.Member> members = node.members();
    CborWriter out = new CborWriter().array(0).array(members.size());
    for (WireNode.Member member : members) {
      out.openMap().integer(0).integer(member.id());
      out.integer(1).text(member.host());
      out.integer(2).bytes(local.getAddress());
      out.integer(3).integer(member.port());
      out.integer(4).integer(member.leader() ? 1 : 2);
      out.integer(5).text(member.zone());
      out.integer(6).integer(LEADER_SESSION).end();
    }
    return out;
  }

  /** Any number that stays; no use of it is known. */
  private static final int LEADER_SESSION = 1;
}

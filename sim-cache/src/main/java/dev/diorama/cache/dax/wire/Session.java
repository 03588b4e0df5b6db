package dev.diorama.cache.dax.wire;

import dev.diorama.core.router.AuthFailure;
import dev.diorama.core.wire.AwsException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is known of one connection, and its requests' answers; used by one thread at a time. */
final class Session {
  private final WireNode node;

  private final Items items;
  private final WireNode.Peer peer;
  private final InetAddress local;
  private WireNode.@Nullable Signer signer;
  private AuthFailure refused = new AuthFailure(AuthFailure.Kind.MISSING, "");

  /**
   * @param local the address by which the client has reached us, and reaches the other nodes
   */
  Session(WireNode node, AttributeLists lists, WireNode.Peer peer, InetAddress local) {
    this.node = node;

    this.items = new Items(lists);
    this.peer = peer;
    this.local = local;
  }

  /** The reply to a request that is all there; empty where there is none. */
  Optional<CborWriter> answer(Method method, CborReader in) {
    if (method == Method.AUTHORIZE_CONNECTION) {
      authorize(in);
      return Optional.empty();
    }
    WireNode.Signer who = signer;
    if (who == null) {
      return Optional.of(WireError.of(refused));
    }
    try {
      return Optional.of(answer(method, in, who));
    } catch (Malformed e) {
      return Optional.of(WireError.of(e));
    } catch (AwsException e) {
      return Optional.of(WireError.of(e, List.of(), items));
    } catch (AuthFailure e) {
      return Optional.of(WireError.of(e));
    } catch (RuntimeException e) {
      System.getLogger(Session.class.getName())
          .log(System.Logger.Level.ERROR, "fault while answering " + method, e);
      return Optional.of(WireError.internal(e));
    }
  }

  /** Silence is consent, on this wire; a refusal is what the next request is answered with. */
  private void authorize(CborReader in) {
    signer = null;
    try {
      String accessKeyId = in.text();
      String signature = in.text();
      String stringToSign = CborReader.utf8(in.bytes());
      String token = in.tookNull() ? "" : in.text();
      WireNode.Signer who = new WireNode.Signer(accessKeyId, token);
      node.authorize(who, stringToSign, signature);
      signer = who;
    } catch (AuthFailure e) {
      refused = e;
    } catch (Malformed e) {
      refused = new AuthFailure(AuthFailure.Kind.MALFORMED, String.valueOf(e.getMessage()));
    }
  }

  private CborWriter answer(Method method, CborReader in, WireNode.Signer who) {
    return switch (method) {
      case ENDPOINTS -> {
        node.check(who);
        yield endpoints();
      }
      case DEFINE_KEY_SCHEMA -> {
        KeySchema schema = node.schema(who, CborReader.utf8(in.bytes()));
        CborWriter out = new CborWriter().array(0).map(schema.attributes().size());
        schema.attributes().forEach(each -> out.text(each.name()).text(each.type().toString()));
        yield out;
      }
      case DEFINE_ATTRIBUTE_LIST_ID -> {
        node.check(who);
        yield new CborWriter().array(0).integer(items.id(names(in)));
      }
      case DEFINE_ATTRIBUTE_LIST -> {
        node.check(who);
        List<String> names = items.names(in.int64());
        CborWriter out = new CborWriter().array(0).array(names.size());
        names.forEach(out::text);
        yield out;
      }
      default -> data(method, in, who);
    };
  }

  private CborWriter data(Method method, CborReader in, WireNode.Signer who) {
    Ask ask = new RequestReader(table -> node.schema(who, table), items).read(method, in);
    try {
      return ask.answer().apply(node.perform(who, peer, ask.request()));
    } catch (AwsException e) {
      return WireError.of(e, ask.schemas(), items);
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

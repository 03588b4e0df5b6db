package dev.diorama.cache.dax.wire;

import dev.diorama.core.router.AuthFailure;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apiguardian.api.API;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The node of a cluster that a port speaks for.
 *
 * <p>Everything the wire knows of the simulator is here. Its methods are called from threads of the
 * wire, which hold no turn.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface WireNode {
  /**
   * Who signed a connection.
   *
   * @param sessionToken empty for long-term keys
   */
  record Signer(String accessKeyId, String sessionToken) {}

  /**
   * Where a request comes from.
   *
   * @param address the client's IP address
   * @param secure whether by TLS
   */
  record Peer(String address, boolean secure) {}

  /**
   * A node as clients are told of it.
   *
   * @param id distinct within the cluster
   * @param host its name, for display
   * @param port where it listens
   * @param leader whether it is the primary
   * @param zone its Availability Zone
   */
  record Member(int id, String host, int port, boolean leader, String zone) {}

  /** One connection: who it is for, and what it asks; used by one thread at a time. */
  interface Connection {
    /**
     * Checks what the connection was signed with, and lets it be for that signer from now on.
     *
     * @throws AuthFailure if that does not prove who it is
     */
    void authorize(Signer signer, String stringToSign, String signature);

    /**
     * Checks that the signer's credentials still stand.
     *
     * @throws AuthFailure if they do not
     */
    void check();

    /** The nodes of the cluster that answer. */
    List<Member> members();

    /**
     * The key of a table.
     *
     * @throws dev.diorama.core.wire.AwsException if there is no such table
     */
    KeySchema schema(String table);

    /**
     * Answers a request.
     *
     * @throws dev.diorama.core.wire.AwsException as the cluster or DynamoDB refuses
     * @throws AuthFailure if the credentials do not stand any longer
     */
    SdkResponse perform(AwsRequest request);

    /**
     * Answers a plain eventually consistent GetItem, if the node's item cache holds the item and
     * can say so at once. Where it cannot nothing has been done, and {@link #perform} is to be
     * asked.
     *
     * @param key as it came by the wire
     * @param writer writes the reply where none has been written of that image yet
     * @throws dev.diorama.core.wire.AwsException as the cluster refuses
     * @throws AuthFailure if the credentials do not stand any longer
     */
    Optional<byte[]> hit(String table, byte[] key, HitWriter writer);

    /** The id of the newest request that has been answered or refused; ever another one. */
    String requestId();

    /** Is told what a request and its reply have cost the network, bytes. */
    void moved(long in, long out);
  }

  /** Writes what a cached item, or a known absence, is told by. */
  @FunctionalInterface
  interface HitWriter {
    byte[] write(KeySchema schema, Optional<Map<String, AttributeValue>> item);
  }

  /** A connection that has been made to the node from there. */
  Connection connect(Peer peer);

  /** Is told how many connections there are, whenever that changes. */
  void connections(int count);
}

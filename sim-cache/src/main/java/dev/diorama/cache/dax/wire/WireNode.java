package dev.diorama.cache.dax.wire;

import dev.diorama.core.router.AuthFailure;
import java.util.List;
import org.apiguardian.api.API;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkResponse;

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

  /**
   * Checks what a connection was signed with.
   *
   * @throws AuthFailure if that does not prove who it is
   */
  void authorize(Signer signer, String stringToSign, String signature);

  /**
   * Checks that the signer's credentials still stand.
   *
   * @throws AuthFailure if they do not
   */
  void check(Signer signer);

  /** The nodes of the cluster that answer. */
  List<Member> members();

  /**
   * The key of a table.
   *
   * @throws dev.diorama.core.wire.AwsException if there is no such table
   */
  KeySchema schema(Signer signer, String table);

  /**
   * Answers a request.
   *
   * @throws dev.diorama.core.wire.AwsException as the cluster or DynamoDB refuses
   * @throws AuthFailure if the credentials do not stand any longer
   */
  SdkResponse perform(Signer signer, Peer peer, AwsRequest request);

  /** Is told how many connections there are, whenever that changes. */
  void connections(int count);
}

/**
 * The protocol that DAX's own clients speak ({@code dax://}, {@code daxs://}), as a server.
 *
 * <p>A socket at the edge, and nothing more: bytes become requests of DynamoDB's API, are put to
 * {@link dev.diorama.cache.dax.wire.WireNode}, and the answers become bytes. What is cached, who
 * may ask and how time passes is decided behind that interface; the only state here is what belongs
 * to a connection, and the numbers of attribute lists.
 *
 * <h2>What is built</h2>
 *
 * <p>Preamble, framing of replies, TLS, AuthorizeConnection, Endpoints, DefineKeySchema,
 * DefineAttributeListId, DefineAttributeList; GetItem, BatchGetItem, PutItem, UpdateItem,
 * DeleteItem, BatchWriteItem, Query, Scan, TransactGetItems, TransactWriteItems. Expressions come
 * parsed and go on as text. An unknown method cannot be skipped, for its length is not known: the
 * connection is closed.
 *
 * <h2>Bad input</h2>
 *
 * <p>What cannot be a request (a wrong first word, a broken or overlong value) closes the
 * connection without a word, as there is no telling where an answer would be read. A request that
 * is complete and wrong gets ValidationException and the connection lives. Lengths are compared
 * with what is there before anything is allocated, requests that are still arriving share a bounded
 * memory, and a connection whose reply is not taken is not read from.
 *
 * <p>AWS does not publish this protocol. What stands here was found by running AWS's own clients
 * for Java, JavaScript and Go against servers; the tests hold it to those for Java and JavaScript.
 * What no client shows, such as the number of a refusal by a policy, is assumed and says so.
 */
@NullMarked
package dev.diorama.cache.dax.wire;

import org.jspecify.annotations.NullMarked;

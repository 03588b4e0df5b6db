/**
 * HTTP messages, AWS errors, and one codec per AWS wire protocol, driven by the SDK's own models.
 *
 * <p>{@link dev.diorama.core.wire.ServiceModel} is the door: it is made from an SDK client
 * interface and a protocol, and knows every operation that AWS has. Nothing here is written per
 * operation. Where the pieces are:
 *
 * <ul>
 *   <li>{@code Catalogue}: the operations of a client interface, and where each stands on the wire.
 *   <li>{@code Shape}, {@code Member}: the members of a model class with their traits, looked up
 *       once.
 *   <li>{@code JsonRpcCodec}, {@code QueryCodec}, {@code RestJsonCodec}, {@code RestXmlCodec}: a
 *       protocol each; {@code JsonBody}, {@code XmlBody}, {@code FormBody}: the bodies they share;
 *       {@code RestBinding}, {@code RouteTable}: paths, queries and headers.
 *   <li>{@code ServiceFacts}: the little that differs between services of one protocol.
 *   <li>{@link dev.diorama.core.wire.AwsChunked}, {@link dev.diorama.core.wire.Checksums}: how S3
 *       uploads travel.
 * </ul>
 *
 * <p>What the SDK's classes leave out stands in two resources, taken from the service models that
 * AWS publishes: {@code required/*.txt} (members a request must have) and {@code
 * response-codes.txt} (a success that is not 200). A service without a list is not checked for
 * required members; SQS is such a one, because it words them in its own way.
 *
 * <h2>Known deviations</h2>
 *
 * <ul>
 *   <li>Only presence is checked here. Lengths, patterns and ranges are each service's own rules.
 *   <li>A Query request without an action gets the documented MissingAction; AWS redirects to a
 *       page about the service (observed).
 *   <li>REST-JSON does not look at the request's Content-Type.
 *   <li>Of several values of one query or form parameter the first counts (measured in STS);
 *       parameters that are lists take them all.
 *   <li>Chunk signatures of aws-chunked bodies are not verified here: IAM does it.
 *   <li>Event streams, S3 Select among them, are not spoken.
 * </ul>
 */
@NullMarked
package dev.diorama.core.wire;

import org.jspecify.annotations.NullMarked;

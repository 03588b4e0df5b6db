/**
 * The sandbox in which handlers run: a class loader per execution environment, and the rewriting of
 * the function's own classes.
 *
 * <h2>Decision: rewrite the function's classes instead of replacing the SDK's HTTP service</h2>
 *
 * <p><b>Context.</b> A handler is written as for AWS: it calls {@code DynamoDbClient.create()} in
 * its constructor, reads {@code System.getenv("TABLE")}, asks {@code Instant.now()} and makes a
 * {@code UUID.randomUUID()}. In process, all of these would reach the machine: real credentials,
 * the real network, the wall clock, real chance. Runs would not be repeatable, and might do harm.
 *
 * <p><b>Considered.</b> (1) Registering an {@code SdkHttpService} by system property: it takes the
 * SDK's requests off, but is one setting for the whole JVM, must guess which environment a client
 * was born in, must re-sign what was signed with the machine's credentials and clock, is passed by
 * as soon as the handler names its own HTTP client, and does nothing for variables, time, chance,
 * statics and output. (2) A JVM per environment: true isolation, but hundreds of megabytes and
 * seconds each, and no virtual time. (3) A Java agent: sees every class of the JVM, the
 * application's included, and needs a start-up flag. (4) Rewriting only the function's own classes
 * while its own class loader defines them.
 *
 * <p><b>Decision.</b> The fourth. {@link dev.diorama.lambda.sandbox.FunctionLoader} loads the
 * function's own code child-first, so statics live as long as the environment, as on AWS; all else
 * (JDK, AWS SDK, Lambda's interfaces, libraries on the class path) comes from the application.
 * Calls that would leave for the machine go to {@link dev.diorama.lambda.sandbox.Gate}, which every
 * environment's loader defines anew, and so needs no thread-local to know its environment.
 *
 * <p><b>Consequences.</b> Nothing outside the function's code changes: an application may run real
 * SDK clients beside it. Method references are covered as calls are. What is <em>not</em> covered:
 *
 * <ul>
 *   <li>libraries on the class path that look at the machine themselves; give the function a zip
 *       that holds the library, or let the handler give it clock, clients and chance. {@code
 *       DynamoDbEnhancedClient} is known and given this cloud's client, and AWS's DAX client is
 *       rewritten too (below);
 *   <li>reflection on the redirected methods; {@code new GregorianCalendar()}; {@code Object.wait},
 *       {@code LockSupport.parkNanos} and executors' delays, which take real time;
 *   <li>the iteration order of {@code Set.of} and {@code Map.of}, which the JVM chooses at start;
 *   <li>files (the machine's, but a fault can let them find no space), locale (the machine's), and
 *       sockets opened without the AWS SDK ({@code java.net.http}): they reach the real network, as
 *       they would on AWS;
 *   <li>a handler that really blocks or loops is not stopped: timeouts are on virtual time, and are
 *       noticed when the handler makes a call, sleeps or returns.
 * </ul>
 *
 * <h2>What is redirected</h2>
 *
 * <p>{@code System.getenv}; {@code System.currentTimeMillis}, {@code nanoTime}, every {@code now()}
 * and {@code now(zone)} of {@code java.time}, {@code Clock.system..} and {@code tick..}, {@code
 * InstantSource.system}, {@code new Date()}, {@code Calendar.getInstance}, default zones; {@code
 * Thread.sleep}, {@code TimeUnit.sleep}; {@code Math.random}, {@code new Random()}, {@code
 * SplittableRandom}, {@code SecureRandom} and its factories, {@code ThreadLocalRandom}, {@code
 * RandomGenerator.getDefault} and {@code of}, {@code Collections.shuffle}, {@code UUID.randomUUID};
 * {@code System.exit}, {@code Runtime.exit} and {@code halt}, shutdown hooks; {@code System.out},
 * {@code err}, {@code setOut}, {@code setErr}, {@code printStackTrace}, {@code
 * LambdaRuntime.getLogger}; the SDK's {@code create()}, {@code builder()}, {@code build()}, {@code
 * credentialsProvider(..)}, Region providers and {@code SdkSystemSetting}.
 *
 * <p>Region and credentials are redirected wherever they are asked for: {@code getRegion}, {@code
 * resolveCredentials} and chains of the SDK's providers. {@code Thread.start}, executors, timers
 * and event loops are noted, so that they end with the environment.
 *
 * <h2>Libraries that speak over sockets</h2>
 *
 * <p>{@code software.amazon.dax} is loaded for each environment anew, from the function's package
 * or else from the class path, since on AWS every function brings it; {@code io.netty} only where
 * the package has it. In them environment, Region, credentials and threads are redirected as above,
 * but neither time nor chance: what waits for a socket waits by the machine's clock. They are meant
 * for a cloud that is served; a run that shall be repeatable does without them. TLS trusts what the
 * JVM trusts.
 *
 * <p>SDK clients always get this cloud's HTTP client, whatever HTTP client the handler names; a
 * custom endpoint, Region, credentials provider or number of attempts is kept; the waits between
 * attempts are the SDK's default ones, drawn from the environment's chance and spent on the clock.
 * {@code S3Presigner} signs on the instance's clock, with the function's own role only. Other
 * presigners and the CRT client of S3 are refused.
 */
@NullMarked
package dev.diorama.lambda.sandbox;

import org.jspecify.annotations.NullMarked;

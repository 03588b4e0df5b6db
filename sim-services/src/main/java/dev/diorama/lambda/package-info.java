/**
 * AWS Lambda for functions written in Java.
 *
 * <h2>What is simulated</h2>
 *
 * <ul>
 *   <li>Functions: CreateFunction, GetFunction, GetFunctionConfiguration, UpdateFunctionCode,
 *       UpdateFunctionConfiguration, DeleteFunction, ListFunctions, TagResource, UntagResource,
 *       ListTags. Code comes as {@code ZipFile} (classes at the root and jars under {@code lib/}),
 *       from S3 as the caller, or, where the bucket is called {@link
 *       dev.diorama.lambda.Lambda#CLASS_PATH_BUCKET}, is the application's own class path. An
 *       uploaded package that does not hold the handler's class stands for the class path too.
 *   <li>Invoke: RequestResponse, Event, DryRun; log tails; client context; function errors,
 *       timeouts, exits and too large answers in the runtime's own words.
 *   <li>Resource policies: AddPermission, RemovePermission, GetPolicy, asked on every Invoke.
 *   <li>Execution environments: cold starts, reuse (the one used last first), recycling after
 *       idleness and age, concurrency by virtual time, the limits of account, reserved concurrency
 *       and scaling rate; Put-, Get- and DeleteFunctionConcurrency.
 *   <li>Asynchronous events: two retries after one and two minutes, throttles and errors of Lambda
 *       retried with back-off for up to six hours, Put-, Update-, Get-, List- and
 *       DeleteFunctionEventInvokeConfig, destinations (SQS, SNS, Lambda) and dead letters (SQS,
 *       SNS), sent as the function's role.
 *   <li>Event source mappings for DynamoDB streams and SQS queues: Create-, Get-, List-, Update-
 *       and DeleteEventSourceMapping with AWS's states; batches and windows, filters, order per
 *       shard, per item ({@code ParallelizationFactor}) and per message group, retries, bisecting,
 *       record age, partial batch responses, on-failure destinations, maximum concurrency.
 *   <li>Recursive loops: a chain of requests that has been through a function 16 times is stopped
 *       unless the function allows it; Put- and GetFunctionRecursionConfig.
 *   <li>The function's role: assumed for every environment through STS, renewed before it expires;
 *       what a handler does is authorized as that role. Who creates a function must be allowed
 *       {@code iam:PassRole}.
 *   <li>Metrics {@code AWS/Lambda}: Invocations, Errors, Throttles, Duration, ConcurrentExecutions,
 *       AsyncEventsReceived, AsyncEventAge, AsyncEventsDropped, DeadLetterErrors,
 *       DestinationDeliveryFailures, IteratorAge, RecursiveInvocationsDropped; and {@code
 *       Diorama/Lambda} ColdStarts.
 * </ul>
 *
 * <h2>How time is counted</h2>
 *
 * <p>An invocation arrives when its call says so. It takes an environment that is idle by then or
 * starts one. A cold start takes the sampled time of the runtime, what the constructor's own calls
 * and sleeps take, and, once per environment, what the first AWS SDK client takes to load. A warm
 * invocation takes a sampled overhead, longer with less memory than 1,024 MB and shorter with more,
 * up to one vCPU at 1,769 MB, and what its calls and sleeps take. Clients that call at one and the
 * same instant are concurrent: to reuse an environment, let time pass.
 *
 * <h2>How pollers come to rest</h2>
 *
 * <p>A poller asks when the source's doorbell rings, and again for as long as it finds something;
 * AWS's ask for ever. {@code settle()} therefore ends when every record was handled or given up. A
 * record that fails always, in a mapping without limits, is tried with back-off of up to a minute
 * until it is a day old, some 1,450 times; a message that fails always comes back each visibility
 * timeout until its queue gives it up. Both are minutes of nobody's time on a virtual clock. A
 * function that writes to the table whose stream it reads goes on for ever, as on AWS, which knows
 * loops by way of SQS, SNS and S3 only: {@code settle()} then fails at its limit.
 *
 * <p>Messages that are in a queue together share what is known of the chain that led to them; on
 * AWS each carries its own.
 *
 * <h2>What is not simulated</h2>
 *
 * <ul>
 *   <li>Runtimes other than java11, java17, java21 and java25, container images, layers, file
 *       systems, versions and aliases (so neither SnapStart nor provisioned concurrency), function
 *       URLs, JSON logs, code signing, durable functions, tenancy: refused or answered 501.
 *   <li>Event sources other than the two, tumbling windows, provisioned pollers, tags of mappings,
 *       S3 and EventBridge as destinations, AT_TIMESTAMP (which DynamoDB streams do not have on AWS
 *       either): refused.
 *   <li>Recorded without effect: VpcConfig (no network is modelled, nor the role's permission to
 *       attach to it), TracingConfig, Architectures, EphemeralStorage, SnapStart on {@code $LATEST}
 *       (where AWS has no effect either), KMSKeyArn.
 *   <li>A new or changed function is Active at once; on AWS it is Pending for some seconds.
 *   <li>The limit on requests per second (ten times the concurrency).
 *   <li>GetFunction gives no address of the code. The REPORT line leaves out "Max Memory Used".
 *   <li>A function whose runtime is newer than the JVM that runs Diorama works as far as its
 *       classes can be loaded there. Classes too new for the runtime itself are refused as on AWS.
 * </ul>
 *
 * <p>How handlers are kept from the machine is told in {@link dev.diorama.lambda.sandbox}.
 *
 * <p>AWS: https://docs.aws.amazon.com/lambda/latest/dg/ and
 * https://docs.aws.amazon.com/lambda/latest/api/
 */
@NullMarked
package dev.diorama.lambda;

import org.jspecify.annotations.NullMarked;

/**
 * The SAM transform: a template with {@code AWS::Serverless} resources in, the plain CloudFormation
 * template that {@code AWS::Serverless-2016-10-31} makes of it out. Pure: nothing here calls a
 * service, and the same template always gives the same result.
 *
 * <p><b>Types.</b> {@code AWS::Serverless::Function}, {@code AWS::Serverless::Api} and {@code
 * AWS::Serverless::SimpleTable}; the section {@code Globals} for the three of them; the implicit
 * API {@code ServerlessRestApi} of events that name none; events of types Api, DynamoDB, SQS, SNS
 * and S3.
 *
 * <p><b>What is refused.</b> Other SAM types, properties, event types, authorizers and policy
 * templates are refused in the transform's own manner, naming the resource and the property; none
 * is dropped. Refused are in particular versions and aliases ({@code AutoPublishAlias}), container
 * images, in-line code, function URLs, Lambda authorizers, API keys and usage plans, custom
 * domains, request models and functions (such as {@code Fn::If}) where the transform itself would
 * have to look inside them.
 *
 * <p><b>As on AWS, and easily missed.</b> An API with a {@code DefinitionBody} of its own takes
 * nothing from events, unless {@code MergeDefinitions} is true: an event then only makes the
 * permission. {@code Policies} play no part in a function that has a {@code Role}. A method whose
 * event wants the authorizer {@code NONE} has the security requirement {@code NONE} in the
 * definition. A deployment makes a stage named {@code Stage}, too, unless {@code OpenApiVersion} is
 * set.
 *
 * <p><b>Known deviations.</b>
 *
 * <ul>
 *   <li>{@code CodeUri} may be a local path, as it is before {@code sam package} has run: the code
 *       is then that of the JVM's class path, said as the bucket {@value
 *       CodeLocation#CLASS_PATH_BUCKET}.
 *   <li>The transform on AWS puts parameter values in place of {@code Ref} within {@code Auth},
 *       {@code Tracing} and {@code BinaryMediaTypes}; here the {@code Ref} stays, and the engine
 *       resolves it to the same value. Only a {@code DefaultAuthorizer} given by {@code Ref} is
 *       therefore refused.
 *   <li>The ten hexadecimal digits of a deployment's id are a hash of the same definition, but of
 *       another notation of it: they differ from AWS's, and change when AWS's change.
 *   <li>A {@code DefaultAuthorizer} that {@code Authorizers} does not have is refused; the
 *       transform on AWS passes over it when there are no authorizers at all, and leaves the API
 *       open.
 *   <li>In a definition of version 3, the types of headers are said once; the original says them
 *       twice over, which API Gateway does not look at.
 *   <li>{@code DependsOn} of a bucket with events keeps its order; the transform's is that of a
 *       set.
 *   <li>The partition is always {@code aws}.
 *   <li>A managed policy given by name is looked for among the AWS managed policies; names whose
 *       path is not known here are taken to have none.
 * </ul>
 *
 * <p>Documented:
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification.html
 * Observed: results are compared with those of aws-sam-translator 1.110, the transform that AWS
 * publishes (https://github.com/aws/serverless-application-model).
 */
@NullMarked
package dev.diorama.cloudformation.sam;

import org.jspecify.annotations.NullMarked;

/**
 * The SAM transform: a template with {@code AWS::Serverless} resources in, the plain CloudFormation
 * template that {@code AWS::Serverless-2016-10-31} makes of it out. Pure: nothing here calls a
 * service, and the same template always gives the same result.
 *
 * <p><b>Types.</b> {@code AWS::Serverless::Function}, {@code AWS::Serverless::Api} and {@code
 * AWS::Serverless::SimpleTable}; the section {@code Globals} for the three of them; the implicit
 * API {@code ServerlessRestApi} of events that name none.
 *
 * <p><b>What is refused.</b> Other SAM types, properties, event types, authorizers and policy
 * templates are refused in the transform's own manner, naming the resource and the property; none
 * is dropped. Refused are in particular versions and aliases ({@code AutoPublishAlias}), container
 * images, in-line code, function URLs, Lambda and IAM authorizers, API keys and usage plans, custom
 * domains, request models and functions (such as {@code Fn::If}) where the transform itself would
 * have to look inside them.
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

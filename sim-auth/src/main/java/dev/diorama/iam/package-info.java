/**
 * Identity and access management: who calls, and what they may do.
 *
 * <p><b>Who calls.</b> Signature Version 4 in the Authorization header and in presigned queries,
 * with and without session tokens; signed, unsigned and chunked S3 bodies, the signature of every
 * chunk and trailer included. Skew and expiry are judged on the instance's clock. Signature Version
 * 2 and 4A are refused, saying what to do instead. A request without credentials is anonymous.
 *
 * <p><b>What they may do.</b> Identity policies (inline, attached, by group), resource policies,
 * permissions boundaries, session policies, role trust policies and an organization's service and
 * resource control policies are evaluated on every call, with all condition operators, set
 * operators, {@code IfExists} and policy variables: {@link Evaluation}, a pure function. Every
 * decision says which statement of which policy made it, or which came nearest. The condition keys
 * that every request has: {@code aws:CurrentTime EpochTime PrincipalAccount PrincipalArn
 * PrincipalTag/... PrincipalType PrincipalIsAWSService PrincipalServiceName RequestedRegion
 * ResourceAccount SecureTransport SourceIp SourceArn SourceAccount SourceIdentity TokenIssueTime
 * userid username ViaAWSService FederatedProvider MultiFactorAuthPresent MultiFactorAuthAge
 * PrincipalOrgID PrincipalOrgPaths ResourceOrgID ResourceOrgPaths SourceOrgID SourceOrgPaths};
 * services add their own.
 *
 * <p><b>The API.</b> Users, access keys, groups, roles, inline policies, managed policies with
 * versions, permissions boundaries, tags, service-linked roles of the simulated services, OpenID
 * Connect and SAML providers, instance profiles, virtual MFA devices, login profiles, the account's
 * alias, password policy, summary, details and credential report, and the policy simulator. Limits
 * are AWS's. Some two dozen of AWS's own managed policies exist, those that templates name most;
 * some of the long ones are shortened to the services simulated here, and any other is answered
 * with NoSuchEntity. Every other operation is answered with NotImplemented.
 *
 * <p><b>Known deviations.</b>
 *
 * <ul>
 *   <li>Changes count at once; AWS's take some seconds to reach every Region.
 *   <li>AWS Organizations' API, SSH keys, certificates and service-specific credentials do not
 *       exist; their lists are empty. Organizations are set by {@link Iam#organize}.
 *   <li>Nobody can sign in by a password; instance profiles are boxes that no machine opens.
 *   <li>Trust policies are matched by ARN. AWS binds a principal to its unique id, so that a user
 *       deleted and made anew under the same name is another; here it is the same.
 *   <li>Whether a principal named in a trust policy exists is checked in this cloud's accounts
 *       only.
 *   <li>A {@code CanonicalUser} in a policy is accepted and matches CloudFront's origin access
 *       identities only, which their ARN in an {@code AWS} principal matches too. Accounts have no
 *       canonical id here.
 *   <li>A resource policy that cannot be read denies everyone but the account's root: services
 *       should refuse it when it is put in place.
 *   <li>The access advisor and the last-used dates of roles do not exist.
 * </ul>
 *
 * <p>Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies.html,
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html and
 * https://docs.aws.amazon.com/IAM/latest/APIReference/welcome.html
 */
@NullMarked
package dev.diorama.iam;

import org.jspecify.annotations.NullMarked;

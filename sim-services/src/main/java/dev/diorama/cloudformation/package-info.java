/**
 * CloudFormation: deploys a SAM or CloudFormation template through the same router that every
 * client uses, as whoever asked for it.
 *
 * <p>Simulated: CreateStack, DescribeStacks, DescribeStackEvents, DescribeStackResource(s),
 * ListStackResources, ListStacks, GetTemplate, ValidateTemplate, DeleteStack; parameters, mappings,
 * conditions, outputs, the intrinsic functions, the SAM transform, capabilities, dependency order,
 * rollback, DeletionPolicy Retain. A stack is made as events on the clock, one for each resource.
 *
 * <p>Not simulated, and refused by name: updates and change sets, nested stacks, exports and
 * imports, macros, custom resources, Rules, CreationPolicy, TemplateURL.
 *
 * <p>Known deviations: resources are made one after another, never side by side, so that order is
 * the same in every run; an attribute that a type does not have is found when it is asked for, not
 * before the stack is begun; a resource takes as long as the calls that make it, where AWS needs
 * minutes for some.
 *
 * <p>AWS: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Operations.html
 */
@NullMarked
package dev.diorama.cloudformation;

import org.jspecify.annotations.NullMarked;

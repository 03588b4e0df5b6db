/**
 * What a SAM or CloudFormation template says about capacity: the tiers of a design, how they are
 * set and who calls whom, read by the same template engine that deploys it live.
 *
 * <p>What a function does with a table or a cluster is taken from its role: a function that may
 * only query through DAX is one that queries through DAX. A role that allows more than one
 * operation leaves the choice to the workload.
 */
@NullMarked
package dev.diorama.whatif.design;

import org.jspecify.annotations.NullMarked;

/**
 * What-if on many machines: the sweeps and the trace analysis of {@code sim-whatif} as Apache Spark
 * jobs, with the same results to the last digit.
 *
 * <p>{@link dev.diorama.whatif.spark.SparkSweep} makes a task of every combination of a sweep.
 * {@link dev.diorama.whatif.spark.SparkCurve} reads every file of a trace in a task of its own,
 * sends each object's requests to the shard that its hash says, and adds the shards up: the
 * computation of {@link dev.diorama.whatif.curve.TraceCurve} in one process. {@link
 * dev.diorama.whatif.spark.Main} is the command.
 *
 * <p>Not done: one file is read by one task, because compressed files cannot be entered in the
 * middle, so a trace is to be given in as many files as should be read at once. Files are opened by
 * path and must be there on every machine that runs tasks; Hadoop's file systems are not read. A
 * sweep that is broken off prints nothing.
 */
@NullMarked
package dev.diorama.whatif.spark;

import org.jspecify.annotations.NullMarked;

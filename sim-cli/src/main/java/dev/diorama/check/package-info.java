/**
 * Finds the traps of the Solutions Architect exam in a SAM or CloudFormation template.
 *
 * <p>{@link dev.diorama.check.TemplateCheck} reads a template with the engine that deploys it: the
 * SAM transform has been applied, parameters have their defaults or the values given, conditions
 * are decided, and a resource that would not be made is not looked at. What a rule finds is shown
 * where its author wrote it ({@code Locator}). A part that the engine does not support is left out
 * and said so (DIO-TPL-001); the rest is checked.
 *
 * <p>A rule is one line of a table ({@code BucketRules} and its neighbours): id, severity, lesson,
 * AWS page, and a method that looks. Its words are in {@code rules.properties}. What a rule cannot
 * know it does not report: it would rather miss a trap than raise a false alarm.
 *
 * <p>Not looked at: other stacks, resources that are only named by ARN, what handlers do beyond
 * what their role allows, nested stacks, and the console's own settings.
 */
@NullMarked
package dev.diorama.check;

import org.jspecify.annotations.NullMarked;

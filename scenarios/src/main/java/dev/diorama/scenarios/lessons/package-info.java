/**
 * Lessons: what a student of AWS should try for once, run on a live cloud.
 *
 * <p>A {@link dev.diorama.scenarios.lessons.Lesson} is an experiment: it does something to one or
 * more clouds of a {@link dev.diorama.scenarios.lessons.Lab} with real SDK clients, and notes what
 * it sees in {@link dev.diorama.scenarios.lessons.Observations}, each value under a key. Its texts
 * are a file for each language, {@code lessons/en/08.md}, in which the keys stand in braces; so no
 * number in a text is anything but observed. {@link dev.diorama.scenarios.lessons.Lessons} lists
 * them. {@link dev.diorama.scenarios.lessons.LessonScreen} shows them on a terminal, {@link
 * dev.diorama.scenarios.lessons.LessonPage} in {@code docs/lessons}.
 *
 * <p>To add one: a class of some 60 lines, two text files, a row in {@code Lessons}, a test of what
 * it must observe, and {@code ./diorama lesson --pages docs/lessons}.
 */
@NullMarked
package dev.diorama.scenarios.lessons;

import org.jspecify.annotations.NullMarked;

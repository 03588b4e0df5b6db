/**
 * What AWS charges: figures with their unit, source and date, read from a JSON file that the user
 * can replace, and bills made of them.
 *
 * <p>The file that comes with Diorama was collected from public sources for two Regions; a figure
 * that is not known for a Region is taken from us-east-1, and every line of a bill that rests on
 * such a figure says so.
 */
@NullMarked
package dev.diorama.whatif.price;

import org.jspecify.annotations.NullMarked;

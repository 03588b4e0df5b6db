/**
 * What people see of a run or a sweep: tables for a terminal, CSV, JSON, and one HTML page that
 * needs neither script nor network. {@link dev.diorama.whatif.report.Findings} is of one run,
 * {@link dev.diorama.whatif.report.SweepFindings} of a sweep.
 *
 * <p>The same tables are printed and put on the page. Charts are SVG, drawn here; their colours are
 * the page's, which has one set for light and one for dark, chosen to be told apart by colour-blind
 * readers too; lines also differ in their dashes.
 */
@NullMarked
package dev.diorama.whatif.report;

import org.jspecify.annotations.NullMarked;

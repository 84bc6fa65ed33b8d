/**
 * What the house costs: every figure beside the physical limit and beside the way of working it replaces, in one run.
 *
 * <p>Started by {@code tools/bench}. Measures, never asserts.
 */
@NullMarked
package dev.daybook.bench;

import org.jspecify.annotations.NullMarked;

/**
 * The log: append-only, totally ordered, proven by a hash chain.
 *
 * <p>Stands on the JDK alone; its backends are the sub-packages. Knows streams, positions and bytes, never what they
 * mean.
 */
@NullMarked
package dev.daybook.journal;

import org.jspecify.annotations.NullMarked;

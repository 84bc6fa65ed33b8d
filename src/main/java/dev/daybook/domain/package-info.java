/**
 * The rules. What can happen, what may be asked, and what follows from it: pure functions over records.
 *
 * <p>Stands on the JDK alone. Never reads a clock, a file, a random source or another package of the house.
 */
@NullMarked
package dev.daybook.domain;

import org.jspecify.annotations.NullMarked;

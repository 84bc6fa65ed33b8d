/**
 * How times and words stand in the read models, and how files are kept: what writes them and what asks for them must
 * agree.
 *
 * <p>Stands on the JDK alone.
 */
@NullMarked
package dev.daybook.text;

import org.jspecify.annotations.NullMarked;

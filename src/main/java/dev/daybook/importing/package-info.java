/**
 * Replays the files of other tools as facts, and writes them back.
 *
 * <p>Stands on {@code event}, {@code journal} and {@code domain}. Never changes a source.
 */
@NullMarked
package dev.daybook.importing;

import org.jspecify.annotations.NullMarked;

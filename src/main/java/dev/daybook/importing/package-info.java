/**
 * Replays the files of other tools as facts, and writes them back.
 *
 * <p>An import never changes a source; only {@link dev.daybook.importing.run.Retirement} renames its files, and only
 * {@link dev.daybook.importing.file.FileStore} and what uses it writes them, each when the user asks for it.
 *
 * <p>What all of it speaks of stands here. Files as such stand below, in {@code file}; above, each on those before it:
 * {@code container}, {@code frame}, {@code database}, {@code format}, {@code run}, {@code export}, {@code follow}.
 */
@NullMarked
package dev.daybook.importing;

import org.jspecify.annotations.NullMarked;

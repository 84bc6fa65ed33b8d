/**
 * Replays the files of other tools as facts, and writes them back.
 *
 * <p>An import never changes a source; only {@link dev.daybook.importing.run.Retirement} renames its files, and only
 * {@link dev.daybook.importing.file.FileStore} and what uses it writes them, each when the user asks for it.
 */
@NullMarked
package dev.daybook.importing;

import org.jspecify.annotations.NullMarked;

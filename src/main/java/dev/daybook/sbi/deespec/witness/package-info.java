/**
 * DeeSpec's files read a second time, for verification: which file, line and row belong to which task. Nothing in here
 * uses the reader of the parent package, and what both know is written twice on purpose.
 */
@NullMarked
package dev.daybook.sbi.deespec.witness;

import org.jspecify.annotations.NullMarked;

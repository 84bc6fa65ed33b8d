/**
 * A tool's files described once, and what follows from it: reading, following, verifying and writing them.
 */
@NullMarked
package dev.daybook.importing.format;

import org.jspecify.annotations.NullMarked;

/**
 * Files as they stand on a disk: names that mean the same on every system, stamps that tell a change, and writing that is
 * whole or not at all.
 */
@NullMarked
package dev.daybook.importing.file;

import org.jspecify.annotations.NullMarked;

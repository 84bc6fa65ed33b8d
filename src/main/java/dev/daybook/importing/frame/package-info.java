/**
 * What is kept of files so that they can be written again byte for byte, and what the journal knows of them.
 */
@NullMarked
package dev.daybook.importing.frame;

import org.jspecify.annotations.NullMarked;

/**
 * What a file consists of, by the notation that it is written in: JSON, lines, Markdown, YAML. A container yields records
 * with their bytes and places, keeps what stands between them, and splices what changed into them.
 */
@NullMarked
package dev.daybook.importing.container;

import org.jspecify.annotations.NullMarked;

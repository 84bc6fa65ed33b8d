/**
 * What a record consists of, described once: {@link dev.daybook.shape.Shape}. Reading, writing, comparing, merging,
 * splicing, checking, rows and schemas follow from the one description. {@link dev.daybook.shape.JsonCursor} is the
 * only place that looks at JSON byte by byte.
 *
 * <p>Stands on the JDK and the domain's values alone.
 */
@NullMarked
package dev.daybook.shape;

import org.jspecify.annotations.NullMarked;

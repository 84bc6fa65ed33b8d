/** A second reading of gum's caches, for verification. */
@NullMarked
package dev.daybook.project.gum.witness;

import org.jspecify.annotations.NullMarked;

/** Keeping the house safe, as operations: proofs, read models, files for other tools, and the work that takes long. */
@NullMarked
package dev.daybook.maintenance;

import org.jspecify.annotations.NullMarked;

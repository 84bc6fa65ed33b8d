/** Reads the files of an agent hive a second time, in a way of its own. */
@NullMarked
package dev.daybook.agent.hive.witness;

import org.jspecify.annotations.NullMarked;

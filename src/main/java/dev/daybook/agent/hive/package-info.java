/** The files of an agent hive: databases, logs, memory and messages of agents that work on one project. */
@NullMarked
package dev.daybook.agent.hive;

import org.jspecify.annotations.NullMarked;

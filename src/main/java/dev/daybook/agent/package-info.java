/** Agents, their tasks, what they tell each other and what they remember. */
@NullMarked
package dev.daybook.agent;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.daybook.rollout;

import org.jspecify.annotations.NullMarked;

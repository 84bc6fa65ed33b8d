/**
 * Answers questions from the read models: one class per family of questions. Never writes.
 *
 * <p>Stands on {@code readmodel}, and on the words: histories know rollbacks. Every answer is as old as its projection: who needs to see an
 * entry waits for its position first.
 */
@NullMarked
package dev.daybook.query;

import org.jspecify.annotations.NullMarked;

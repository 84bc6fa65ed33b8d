/**
 * Sessions of several coding agents on one task, and the workspaces they belong to.
 *
 * <p>Whatever a tool's file says is kept as it says it: words that nobody knows, times in any spelling, numbers of
 * instances that repeat. Only commands are held to the rules.
 */
@NullMarked
package dev.daybook.session;

import org.jspecify.annotations.NullMarked;

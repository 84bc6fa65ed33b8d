/**
 * Tasks (SBI) and plans: registered, worked on turn by turn, done when a review succeeds. Facts and rules, tables,
 * questions, commands about several of them; the files of their tools stand in packages below.
 */
@NullMarked
package dev.daybook.sbi;

import org.jspecify.annotations.NullMarked;

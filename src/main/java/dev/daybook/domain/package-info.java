/**
 * What all rules are made of: events, commands, deciders, refusals; and the facts that the engines write themselves.
 *
 * <p>Stands on the JDK alone. Never reads a clock, a file, a random source or another package of the house.
 */
@NullMarked
package dev.daybook.domain;

import org.jspecify.annotations.NullMarked;

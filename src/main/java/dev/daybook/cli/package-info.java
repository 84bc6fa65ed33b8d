/**
 * The command line: one class per command, each a client of the HTTP interface.
 *
 * <p>Talks to the server of the data directory if one runs, else to one that it opens for the length of the command.
 * Results go to standard output, progress and failures to standard error. Holds no rules.
 */
@NullMarked
package dev.daybook.cli;

import org.jspecify.annotations.NullMarked;

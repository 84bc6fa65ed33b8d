/** What a machine does to a program: power that fails, disks that refuse, processes that are killed, nonsense that is asked. */
@NullMarked
package dev.daybook.torture;

import org.jspecify.annotations.NullMarked;

/**
 * Which repositories there are on this machine: one walk for whoever asks, over all roots there are. Reads and never
 * writes, but for what {@link dev.daybook.project.discovery.GitRemote} is told to bring; needs no git program, and reads no
 * configuration but that of the repositories themselves.
 */
@NullMarked
package dev.daybook.project.discovery;

import org.jspecify.annotations.NullMarked;

package dev.daybook.command;

/**
 * What became of a command.
 *
 * @param stream what it wrote to, as {@code kind/key}; of a replayed one, what the first wrote to
 * @param position the journal position of its last event; of the journal's head if it had none
 * @param revision the revision of its stream afterwards; -1 if nothing was ever written to it
 * @param events how many events it caused; none if what it asks for already was so
 * @param replayed whether the idempotency key had been used: the events are those of the first time
 */
public record Receipt(String stream, long position, long revision, int events, boolean replayed) {}

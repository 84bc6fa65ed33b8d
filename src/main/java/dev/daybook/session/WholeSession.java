package dev.daybook.session;

/**
 * A session with all that belongs to it.
 *
 * @param revision of its stream, with what was rolled back
 * @param json on one line, as the tool writes it, in UTF-8; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
public record WholeSession(SessionId session, long revision, byte[] json) {}

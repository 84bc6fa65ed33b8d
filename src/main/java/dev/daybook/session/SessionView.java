package dev.daybook.session;

/**
 * A session as it is now.
 *
 * @param workspace the key of the workspace it belongs to, which may be another one than its file's
 * @param revision of its stream, with what was rolled back
 * @param shadowed whether another session of the same id has its place in that workspace
 * @param messages how many there are
 * @param json the whole session on one line, as the tool writes it
 */
public record SessionView(
        SessionId session,
        String workspace,
        long revision,
        boolean shadowed,
        String status,
        long position,
        long messages,
        String json) {}

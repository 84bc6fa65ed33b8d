package dev.daybook.session;

import dev.daybook.domain.Rejected;

/**
 * The name of a session: an id is unique in its workspace only.
 *
 * @param workspace the key of the workspace whose file it began in: the 16 hex digits that AIT42 names the file by, or
 *     {@link #UNASSIGNED}. It stays the same when the workspace's path becomes known or is another one's alias
 * @param id the tool's own id, of any shape
 */
public record SessionId(String workspace, String id) {

    /** The workspace of sessions whose file does not tell where they belong. */
    public static final String UNASSIGNED = "unassigned";

    public SessionId {
        if (workspace.isEmpty() || workspace.indexOf('/') >= 0 || id.isEmpty()) {
            throw Rejected.invalid("'%s/%s' is no session: want workspace/id", workspace, id);
        }
    }

    /** Reads {@code workspace/id}; only the first slash separates. */
    public static SessionId parse(String text) {
        int slash = text.indexOf('/');
        if (slash <= 0 || slash == text.length() - 1) {
            throw Rejected.invalid("'%s' is no session: want workspace/id", text);
        }
        return new SessionId(text.substring(0, slash), text.substring(slash + 1));
    }

    /** Returns {@code workspace/id}, the key of its stream. */
    public String text() {
        return workspace + "/" + id;
    }

    @Override
    public String toString() {
        return text();
    }
}

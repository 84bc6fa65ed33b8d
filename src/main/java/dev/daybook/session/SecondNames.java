package dev.daybook.session;

import dev.daybook.event.Codec;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.session.WorkspaceEvent.Located;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The workspaces that ever were second names of others, or had any, whether that counts now or not. Thread-safe; it goes
 * on where it stands.
 */
final class SecondNames {

    private static final Selection WORKSPACES = Selection.category("workspace");
    private static final int PAGE = 500;

    private final Journal journal;
    private final Codec codec;
    private final Set<String> keys = new HashSet<>();
    private Position read = Position.START;

    SecondNames(Journal journal, Codec codec) {
        this.journal = journal;
        this.codec = codec;
    }

    /** Returns whether a key was ever one of several of a workspace. */
    synchronized boolean had(String key) {
        for (List<Entry> page = journal.readForward(WORKSPACES, read, PAGE);
                !page.isEmpty();
                page = journal.readForward(WORKSPACES, read, PAGE)) {
            for (Entry entry : page) {
                if (codec.decode(entry) instanceof Located it && !it.canonical().equals(it.workspace())) {
                    keys.add(it.workspace());
                    keys.add(it.canonical());
                }
            }
            read = page.getLast().position();
        }
        return keys.contains(key);
    }
}

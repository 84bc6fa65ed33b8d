package dev.daybook.session.ait42;

import dev.daybook.importing.ExportTree;
import dev.daybook.importing.FileEntity.Content;
import dev.daybook.importing.Finding;
import dev.daybook.session.SessionId;
import dev.daybook.session.SessionRecord;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The database of a home in an export: as it was found, but for what is known otherwise by now. For one export; nothing
 * is made of a home that had none.
 */
final class HomeDatabase implements AutoCloseable {

    private final ExportTree tree;
    private final SortedSet<Integer> pieces = new TreeSet<>();
    private final Function<String, Optional<Content>> content;
    private Optional<Path> made = Optional.empty();
    private Optional<DatabaseEdit> edit = Optional.empty();

    /** @param content gives what a file held */
    HomeDatabase(ExportTree tree, Function<String, Optional<Content>> content) {
        this.tree = tree;
        this.content = content;
    }

    void piece(int number, boolean there) {
        if (there) {
            pieces.add(number);
        } else {
            pieces.remove(number);
        }
    }

    boolean isThere() {
        return !pieces.isEmpty();
    }

    /**
     * Makes its rows say what a session is.
     *
     * @param said what they say; nothing: they do not know it
     * @return whether it holds the session now
     */
    boolean put(SessionId session, Optional<SessionRecord> said, SessionRecord now) {
        return change("sessions " + session.id(), it -> {
            it.put(session, said, now);
            return true;
        });
    }

    /** Leaves out a session that there is no more. */
    void remove(SessionId session) {
        if (isThere()) {
            change("sessions " + session.id(), it -> it.remove(session));
        }
    }

    private interface Change {
        boolean make(DatabaseEdit edit) throws SQLException;
    }

    private boolean change(String where, Change change) {
        try {
            if (edit.isEmpty()) {
                edit = Optional.of(new DatabaseEdit(made()));
            }
            return change.make(edit.get());
        } catch (SQLException e) {
            tree.finding(Finding.warn(
                    DatabasePieces.FILE,
                    where,
                    "INCONSISTENT_STATE",
                    "does not take what the session is now (%s): it goes into a file of sessions",
                    String.valueOf(e.getMessage())));
            return false;
        }
    }

    private Path made() {
        Path file = made.orElseGet(tree::scratch);
        if (made.isEmpty()) {
            made = Optional.of(file);
            try (var out = new BufferedOutputStream(Files.newOutputStream(file))) {
                for (int it : pieces) {
                    out.write(content.apply(DatabasePieces.name(it))
                            .map(SessionFrames::bytes)
                            .orElseThrow());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return file;
    }

    /** Writes the file. */
    void write() {
        if (isThere()) {
            closeEdit();
            Path file = made();
            tree.write(DatabasePieces.FILE, out -> Files.copy(file, out));
        }
    }

    private void closeEdit() {
        try {
            if (edit.isPresent()) {
                edit.get().close();
                edit = Optional.empty();
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the database of the tool cannot be finished: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        closeEdit();
        try {
            if (made.isPresent()) {
                Files.deleteIfExists(made.get());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.daybook.sbi.deespec;

import dev.daybook.importing.Database;
import dev.daybook.importing.Results;
import dev.daybook.importing.ScopeFilter;
import dev.daybook.importing.SourceTree;
import java.util.Optional;
import java.util.stream.Stream;

/** Where the tool's database stands. */
final class TaskDatabase {

    static final String NAME = "deespec.db";

    /** What stands between the file's path and a table's name where rows are named like files. */
    static final String ROWS = NAME + "#";

    private TaskDatabase() {}

    /** Returns whether a name below {@code .deespec} is the database's own, or what SQLite puts beside it. */
    static boolean isOne(String name) {
        return name.equals(NAME)
                || name.equals(NAME + "-shm")
                || Database.aside(NAME).anyMatch(name::equals);
    }

    /** Returns what SQLite puts beside the file of that path, if it is the database. */
    static Stream<String> aside(String path) {
        return path.endsWith("/" + NAME) ? Database.aside(path) : Stream.empty();
    }

    /** Opens the database below {@code .deespec}, if there is one that can be read. */
    static Optional<Database> open(SourceTree tree, ScopeFilter scope, Results reader) {
        return Database.open(tree, NAME, scope.isAll(), reader);
    }
}

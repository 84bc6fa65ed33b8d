package dev.daybook.sbi.deespec.witness;

import dev.daybook.event.Recorded;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.Limits;
import dev.daybook.importing.Witness;
import dev.daybook.journal.StreamId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which execution each line of DeeSpec's journals and each row of its database is about, and which task each file. It
 * knows three rules: a line is about the file that it names; until the database, a file is named after the step that
 * comes next; a file in a folder without a task belongs to the task that was picked last.
 */
public final class DeespecWitness implements Witness {

    /** Which of two folders of a task has its file under the plain name is not this one's to say. */
    private static final String EXECUTIONS = """
            SELECT file.path AS file, file.name, file.step AS named, file.turn, line.*, run.decision AS logged
            FROM file LEFT JOIN line USING (path) LEFT JOIN run USING (path)
            WHERE file.task = ? AND NOT EXISTS (
              SELECT 1 FROM file AS other
              WHERE other.task = file.task AND other.name = file.name AND other.path <> file.path)
            ORDER BY file.path""";

    private final Limits limits;

    public DeespecWitness(Limits limits) {
        this.limits = limits;
    }

    @Override
    public void read(Root root, Consumer<Statement> statements) {
        try (var index = new Index()) {
            var lines = new JournalLines(root.path(), index);
            lines.read();
            var rows = new DatabaseRows(root.path(), limits, index);
            rows.read();
            var tree = new TaskTree(root, limits, index);
            tree.read(lines.namesTasks());
            var tasks = new TreeSet<>(tree.tasks());
            index.each("SELECT task FROM file UNION SELECT task FROM row", row -> tasks.add(row.getString(1)));
            for (String task : tasks) {
                Map<String, Object> fields = tree.said(task);
                if (tree.isRowHeard(task)) {
                    index.each("SELECT * FROM row WHERE task = ?", row -> row(row, fields), task);
                }
                index.each(EXECUTIONS, row -> new Execution(row).into(fields, tree), task);
                if (!fields.isEmpty()) {
                    statements.accept(new Statement(new StreamId("sbi", task), fields));
                }
            }
            tree.plans(statements);
        } catch (IOException e) {
            throw new UncheckedIOException("the tree cannot be read for verification: " + e.getMessage(), e);
        }
    }

    private static void row(ResultSet row, Map<String, Object> fields) throws SQLException {
        put(fields, "/title", row.getString("title"));
        put(fields, "/status", row.getString("status"));
        put(fields, "/parent", row.getString("parent"));
    }

    /** What a state file says counts more than what a row does. */
    private static void put(Map<String, Object> fields, String name, @Nullable String value) {
        if (value != null && !value.isBlank()) {
            fields.putIfAbsent(name, value);
        }
    }

    @Override
    public Set<String> changedSince(Root root, Statement stated, Set<String> fields, List<Recorded> known) {
        return new LastWriters(root.project(), known).others(fields);
    }
}

package dev.daybook.sbi;

import dev.daybook.query.Consistency.Item;
import dev.daybook.query.ConsistencyQueries.Check;
import java.util.ArrayList;
import java.util.List;
import org.jooq.Record;

/** What tasks and what hangs on them may contradict. */
final class TaskConsistency {

    /** What hangs on a task that is not there, or is known only from what hangs on it. */
    static final String ORPHAN = "orphan";

    /** Several executions of one step in one turn. */
    static final String DUPLICATE_TURN = "duplicate-turn";

    /** A task that is done, though no execution of it succeeded. */
    static final String DONE_WITHOUT_SUCCESS = "done-without-succeeded";

    /** What hangs on tasks, as {@code singular plural}: the tables whose first key is the task. */
    private static final List<String> PARTS =
            List.of("execution executions", "label labels", "dependency dependencies", "attachment attachments");

    /** Grouped before it is looked up: one search per task, not one per row. */
    static final String PARTS_OF_NOTHING = """
            SELECT part.sbi_id, part.parts, sbi.id IS NULL FROM
              (SELECT sbi_id, count(*) AS parts FROM %s GROUP BY sbi_id) AS part
            LEFT JOIN sbi ON sbi.id = part.sbi_id
            WHERE sbi.id IS NULL OR sbi.placeholder = 1
            ORDER BY part.sbi_id""";

    static final String DEPENDENCIES_ON_NOTHING = """
            SELECT part.depends_on, part.parts, sbi.id IS NULL FROM
              (SELECT depends_on, count(*) AS parts FROM dependency GROUP BY depends_on) AS part
            LEFT JOIN sbi ON sbi.id = part.depends_on
            WHERE sbi.id IS NULL OR sbi.placeholder = 1
            ORDER BY part.depends_on""";

    /**
     * Only a turn with a second execution can have the same step twice: the index knows those. The folder is what is
     * left of a source without what stands behind its last slash.
     */
    static final String DUPLICATE_TURNS = """
            SELECT it.sbi_id, it.turn, it.step, count(*), string_agg(it.file, ', '),
              count(DISTINCT rtrim(it.source, replace(it.source, '/', ''))) FROM
              (SELECT DISTINCT sbi_id, turn FROM execution WHERE ordinal > 0) AS shared
            CROSS JOIN execution AS it WHERE it.sbi_id = shared.sbi_id AND it.turn = shared.turn
            GROUP BY it.sbi_id, it.turn, it.step HAVING count(*) > 1
            ORDER BY it.sbi_id, it.turn, it.step""";

    /** No column is null, for the driver takes types from the first row. An entry of a legacy journal may tell of a success whose file is gone. */
    static final String DONE_WITHOUT_SUCCEEDED = """
            SELECT id, coalesce(decision, 'none'), CASE
              WHEN decision = 'FAILED' THEN 'its last execution FAILED: completed by giving up'
              WHEN only_implement = 1 THEN 'it wants no review'
              WHEN EXISTS (SELECT 1 FROM legacy_journal_entry WHERE sbi_id = sbi.id
                AND (json_extract(entry, '$.step') = 'force_terminated' OR json_extract(entry, '$.decision') = 'FORCE_TERMINATED'))
                THEN 'it was ended by its limit of turns'
              WHEN attempt >= 3 AND decision = 'NEEDS_CHANGES' THEN 'its last attempt was finished by its reviewer'
              WHEN decision IS NULL AND EXISTS (SELECT 1 FROM legacy_state
                WHERE sbi_id = sbi.id AND file LIKE '%.db#sbis') THEN 'its database says so'
              ELSE '' END
            FROM sbi WHERE deleted = 0 AND status = 'DONE' AND NOT EXISTS
              (SELECT 1 FROM execution WHERE sbi_id = sbi.id AND decision = 'SUCCEEDED')
            AND NOT EXISTS (SELECT 1 FROM legacy_journal_entry WHERE sbi_id = sbi.id AND upper(json_extract(entry, '$.decision'))
              IN ('OK', 'APPROVED', 'PASS', 'PASSED', 'SUCCESS', 'SUCCEEDED'))
            ORDER BY id""";

    static List<Check> checks() {
        var checks = new ArrayList<Check>();
        for (String part : PARTS) {
            String[] words = part.split(" ");
            checks.add(new Check(PARTS_OF_NOTHING.formatted(words[0]), row -> orphan(row, words[0], words[1])));
        }
        checks.add(new Check(DEPENDENCIES_ON_NOTHING, TaskConsistency::waited));
        checks.add(new Check(DUPLICATE_TURNS, TaskConsistency::duplicate));
        checks.add(new Check(DONE_WITHOUT_SUCCEEDED, TaskConsistency::done));
        return List.copyOf(checks);
    }

    private TaskConsistency() {}

    private static Item orphan(Record row, String one, String many) {
        return item(ORPHAN, row, "%s of a task that %s".formatted(counted(number(row, 1), one, many), whatItIs(row)));
    }

    private static Item waited(Record row) {
        return item(
                ORPHAN,
                row,
                "%s on a task that %s".formatted(counted(number(row, 1), "dependency", "dependencies"), whatItIs(row)));
    }

    private static String whatItIs(Record row) {
        return number(row, 2) == 1 ? "is not there" : "was never registered, only mentioned";
    }

    private static Item duplicate(Record row) {
        String files = row.get(4, String.class) == null ? "" : ": " + row.get(4, String.class);
        boolean apart = number(row, 5) == number(row, 3);
        return new Item(
                DUPLICATE_TURN,
                entity(row),
                apart,
                "turn %d has the step %s %d times%s%s"
                        .formatted(
                                number(row, 1),
                                row.get(2, String.class),
                                number(row, 3),
                                files,
                                apart ? ": each in a folder of its own, as a run and its agent report it" : ""));
    }

    private static Item done(Record row) {
        String why = row.get(2, String.class);
        if (!why.isEmpty()) {
            return new Item(
                    DONE_WITHOUT_SUCCESS,
                    entity(row),
                    true,
                    "is DONE without a success, and %s, which is legitimate".formatted(why));
        }
        return item(
                DONE_WITHOUT_SUCCESS,
                row,
                "is DONE, but no execution SUCCEEDED; the last decision is %s".formatted(row.get(1, String.class)));
    }

    private static Item item(String check, Record row, String message) {
        return new Item(check, entity(row), false, message);
    }

    private static String entity(Record row) {
        return "sbi/" + row.get(0, String.class);
    }

    private static long number(Record row, int column) {
        return row.get(column, Long.class);
    }

    private static String counted(long number, String one, String many) {
        return number == 1 ? "1 " + one : "%d %s".formatted(number, many);
    }
}

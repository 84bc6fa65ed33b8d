package dev.daybook.sbi.deespec;

import dev.daybook.importing.Results;
import dev.daybook.sbi.SbiId;
import dev.daybook.sbi.Status;
import java.util.List;
import java.util.Optional;

/** Adds what the database says of an SBI to what its files say: what both say counts from the files. */
record DatabaseMerge(SbiId sbi, String database, Results results) {

    /** Returns the description of a task that has no specification of its own. */
    Optional<SbiFiles.Text> spec(DatabaseRows.Task rows, boolean hasFolder) {
        Optional<SbiFiles.Text> spec = rows.description().map(text -> new SbiFiles.Text(rows.stateFile(), text));
        spec.filter(_ -> hasFolder)
                .ifPresent(_ -> results.info(
                        database, row("description"), "RECOVERED_FIELD", "stands for the missing spec.md"));
        return spec;
    }

    /** Adds the turns that only the database knows of; to the others what it says of them. */
    void turns(DatabaseRows.Task rows, List<SbiFiles.TurnText> turns) {
        for (DatabaseRows.Log log : rows.logs()) {
            if (turns.stream().noneMatch(log::isOf)) {
                turns.add(new SbiFiles.TurnText(rows.logFile(), name(log), log.what(), "", Optional.of(log), false));
                continue;
            }
            turns.replaceAll(turn -> {
                if (!log.isOf(turn)) {
                    return turn;
                }
                results.info(turn.file(), "", "SOURCE_OVERLAP", "is in the database as well: the file counts");
                return new SbiFiles.TurnText(
                        turn.file(), turn.name(), turn.what(), turn.text(), Optional.of(log), true);
            });
        }
    }

    private String name(DatabaseRows.Log log) {
        return log.path()
                .filter(text -> text.startsWith(SbiFolders.REPORTS + sbi + "/"))
                .map(text -> SbiFolder.REPORTS + text.substring(text.lastIndexOf('/') + 1))
                .orElse("%s_%d.md".formatted(log.step().text(), log.turn()));
    }

    /** Tells where a state file says something else. */
    void contradictions(DatabaseRows.Task rows, Optional<State> state) {
        rows.state().ifPresent(row -> {
            contradiction(
                    "status",
                    row.status().flatMap(Status::of),
                    state.flatMap(State::status).flatMap(Status::of));
            contradiction("title", row.title(), state.flatMap(State::title));
        });
    }

    private <T> void contradiction(String column, Optional<T> row, Optional<T> state) {
        if (row.isPresent() && state.isPresent() && !row.equals(state)) {
            results.warn(
                    database, row(column), "CONFLICT", "differs from the state file: the file counts, both are kept");
        }
    }

    private String row(String column) {
        return "sbis %s %s".formatted(sbi, column);
    }
}

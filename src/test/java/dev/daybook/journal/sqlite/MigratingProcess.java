package dev.daybook.journal.sqlite;

import dev.daybook.ChildProcess;
import dev.daybook.journal.sql.Script;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A process that brings a file up to date with steps of its own. */
final class MigratingProcess {

    static final int STEPS = 3;

    /** Takes minutes, in the middle of a step. */
    private static final String ENDLESS =
            "INSERT INTO slow WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000000000)"
                    + " SELECT max(i) FROM n;";

    /** @param slow the step that does not end; 0 is none */
    static Process start(Path file, int slow) throws IOException {
        return new ProcessBuilder(ChildProcess.command(MigratingProcess.class, file, slow))
                .redirectErrorStream(true)
                .start();
    }

    /** Each step makes a table, fills it and makes another: half of a step would be seen. */
    private static List<Script> scripts(int slow) {
        var scripts = new ArrayList<Script>();
        IntStream.rangeClosed(1, STEPS)
                .forEach(i -> scripts.add(Script.of(
                        i,
                        "step",
                        "CREATE TABLE first_%1$d (n INTEGER); INSERT INTO first_%1$d VALUES (%1$d);".formatted(i)
                                + (i == slow ? "CREATE TABLE slow (n INTEGER);" + ENDLESS : "")
                                + "CREATE TABLE last_%d (n INTEGER);".formatted(i),
                        "DROP TABLE first_%1$d; DROP TABLE last_%1$d;".formatted(i))));
        return scripts;
    }

    static Schema schema(Path file, int slow) {
        return new Schema(file, InstantSource.system(), StepLimits.DEFAULT, scripts(slow));
    }

    public static void main(String[] args) {
        schema(Path.of(args[0]), Integer.parseInt(args[1])).migrate();
    }

    private MigratingProcess() {}
}

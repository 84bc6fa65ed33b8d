package dev.daybook.rollout;

import dev.daybook.ChildProcess;
import dev.daybook.Patience;
import dev.daybook.journal.sqlite.SqliteJournal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;

/** Sets a card with the key {@code key} where files come first, and dies between file and journal. */
final class DyingProcess {

    private static final int DEAD = 42;

    /** Has it set the card of {@code box}, and waits until it is dead. */
    static void set(Path folder, String box, String name, String value) throws IOException, InterruptedException {
        set(folder, box, name, value, false);
    }

    /** As {@link #set}, but it dies once that is acknowledged, and the journal takes nothing. */
    static void setWhileTheJournalFails(Path folder, String box, String name, String value)
            throws IOException, InterruptedException {
        set(folder, box, name, value, true);
    }

    private static void set(Path folder, String box, String name, String value, boolean fails)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(ChildProcess.command(DyingProcess.class, folder, box, name, value, fails))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(Patience.LIMIT) || process.exitValue() != DEAD) {
            throw new AssertionError("it has not died where it was to");
        }
    }

    static Move open(Path folder) {
        return new Move(folder, false, SqliteJournal.open(folder.resolve("journal.db"), InstantSource.system()));
    }

    public static void main(String[] args) {
        Move move = open(Path.of(args[0]));
        move.force(Stage.LEGACY);
        if (Boolean.parseBoolean(args[4])) {
            move.readOnly = true;
        } else {
            move.cards.afterwards.set(() -> Runtime.getRuntime().halt(DEAD));
        }
        move.write(args[1], args[2], args[3], "key");
        Runtime.getRuntime().halt(DEAD);
    }

    private DyingProcess() {}
}

package dev.daybook.rollout;

import dev.daybook.ChildProcess;
import dev.daybook.journal.sqlite.SqliteJournal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;

/**
 * Writes cards and changes the stage all the time, in a process of its own until it is killed. Each card that was
 * acknowledged is said on standard output.
 */
final class MovingProcess {

    static final int CARDS = 4;
    private static final List<Stage> STAGES =
            List.of(Stage.LEGACY, Stage.DUAL, Stage.JOURNAL, Stage.RETIRED, Stage.DUAL, Stage.LEGACY, Stage.JOURNAL);

    static Process start(Path folder, long seed) throws IOException {
        return new ProcessBuilder(ChildProcess.command(MovingProcess.class, folder, seed))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    static Move open(Path folder) {
        return new Move(folder, false, SqliteJournal.open(folder.resolve("journal.db"), InstantSource.system()));
    }

    static String box(int card) {
        return "box" + card % 2;
    }

    static String card(int card) {
        return "card" + card;
    }

    public static void main(String[] args) {
        var random = new Random(Long.parseLong(args[1]));
        var move = open(Path.of(args[0]));
        move.rollouts.watch();
        move.force(STAGES.get(random.nextInt(STAGES.size())));
        for (int i = 0; i < CARDS; i++) {
            int card = i;
            int first =
                    move.inJournal(box(card), card(card)).map(Integer::parseInt).orElse(0) + 1;
            Thread.ofPlatform().start(() -> {
                for (int n = first; n < Integer.MAX_VALUE; n++) {
                    write(move, card, Integer.toString(n));
                    say(card + " " + n);
                }
            });
        }
        while (!Thread.currentThread().isInterrupted()) { // until it is killed
            move.force(STAGES.get(random.nextInt(STAGES.size())));
        }
    }

    /** Half of them with a key, which is the same when it is tried again after a kill. */
    private static void write(Move move, int card, String value) {
        if (card < CARDS / 2) {
            move.write(box(card), card(card), value, card(card) + " " + value);
        } else {
            move.write(box(card), card(card), value);
        }
    }

    private static void say(String line) {
        byte[] bytes = (line + '\n').getBytes(StandardCharsets.UTF_8);
        System.out.write(bytes, 0, bytes.length);
        if (System.out.checkError()) { // nobody is left who would end it
            Runtime.getRuntime().halt(1);
        }
    }

    private MovingProcess() {}
}

package dev.daybook.rollout;

import dev.daybook.ChildProcess;
import dev.daybook.journal.sqlite.SqliteJournal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Random;

/**
 * Writes cards where files come first and the journal fails most of the time, in a process of its own until it is killed.
 * Each card that was acknowledged is said on standard output, with a {@code -} where the journal lacks it.
 */
final class CutOffProcess {

    static final String BOX = "box";
    static final int CARDS = 4;

    /** How often the journal begins to fail, and to work, of so many commands. */
    private static final int WORKS = 4;

    private static final int FAILS = 16;

    static Process start(Path folder, long seed, Map<String, String> variables) throws IOException {
        var builder = new ProcessBuilder(ChildProcess.command(CutOffProcess.class, folder, seed))
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(variables);
        return builder.start();
    }

    static Move open(Path folder) {
        return new Move(folder, false, SqliteJournal.open(folder.resolve("journal.db"), InstantSource.system()));
    }

    static String card(int card) {
        return "card" + card;
    }

    /** Half of them come with a key, which is the same when a value comes again. */
    static boolean isKeyed(int card) {
        return card < CARDS / 2;
    }

    static void write(Move move, int card, int value) {
        String text = Integer.toString(value);
        if (isKeyed(card)) {
            move.write(BOX, card(card), text, card(card) + " " + text);
        } else {
            move.write(BOX, card(card), text);
        }
    }

    public static void main(String[] args) {
        var random = new Random(Long.parseLong(args[1]));
        Move move = open(Path.of(args[0]));
        move.force(Stage.LEGACY);
        for (int number = 0; number < Integer.MAX_VALUE; number++) {
            if (random.nextInt(move.readOnly ? FAILS : WORKS) == 0) {
                move.readOnly = !move.readOnly;
            }
            int card = number % CARDS;
            int value = number / CARDS + 1;
            write(move, card, value);
            say(card + " " + value + (move.readOnly ? " -" : ""));
        }
    }

    private static void say(String line) {
        byte[] bytes = (line + '\n').getBytes(StandardCharsets.UTF_8);
        System.out.write(bytes, 0, bytes.length);
        if (System.out.checkError()) { // nobody is left who would end it
            Runtime.getRuntime().halt(1);
        }
    }

    private CutOffProcess() {}
}

package dev.daybook.cli;

import java.io.Console;
import java.util.Locale;
import java.util.Optional;

/** Asks a person before something large is done. Without a terminal nobody is asked: a script has decided before. */
final class Confirmation {

    static boolean isAsked() {
        return terminal().isPresent();
    }

    /**
     * Returns if the answer is yes.
     *
     * @param refused what the answer no means, for the message
     * @throws Failure if it is not
     */
    static void ask(String question, String refused) {
        String answer = terminal().map(console -> console.readLine(question)).orElse("");
        if (!answer.strip().toLowerCase(Locale.ROOT).matches("y|yes")) {
            throw Failure.because(refused + ": the answer was no", "--yes goes on without asking");
        }
    }

    private static Optional<Console> terminal() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal);
    }

    private Confirmation() {}
}

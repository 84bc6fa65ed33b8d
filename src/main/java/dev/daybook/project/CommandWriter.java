package dev.daybook.project;

import dev.daybook.domain.Command;
import dev.daybook.operation.Progress;
import java.util.List;

/** Where commands go, each of another stream. */
interface CommandWriter {

    /** One at a time waits for the disk. */
    int AT_ONCE = 200;

    /** Carries out at most {@value #AT_ONCE}. */
    void write(List<Command> commands);

    /** Does work that writes several times; what follows may follow once. */
    default void together(Runnable work) {
        work.run();
    }

    /** @param before how much of the work was done before */
    default void write(List<Command> commands, Progress progress, long before) {
        together(() -> inParts(commands, progress, before));
    }

    private void inParts(List<Command> commands, Progress progress, long before) {
        for (int from = 0; from < commands.size(); from += AT_ONCE) {
            progress.at(before + from, before + commands.size(), "recording");
            write(commands.subList(from, Math.min(from + AT_ONCE, commands.size())));
        }
    }
}

package dev.daybook.bench;

import java.nio.file.Path;
import java.util.function.Consumer;

/** A backup beside {@code cp} and an fsync of the same bytes. */
final class GoalsBackup {

    private static final int FACTS = Integer.getInteger("bench.table.facts", 200_000);

    private final Path scratch;
    private final Consumer<Goal> table;

    GoalsBackup(Path scratch, Consumer<Goal> table) {
        this.scratch = scratch;
        this.table = table;
    }

    void run() throws Exception {
        var backups = new JournalBackups(
                scratch,
                figure -> {
                    if (figure.name().equals("backup, plain")) {
                        table.accept(new Goal(
                                "backup",
                                figure.unit(),
                                figure.ours(),
                                figure.limit().orElseThrow(),
                                0.8,
                                "cp and an fsync, %,d facts".formatted(FACTS)));
                    }
                },
                FACTS);
        backups.plain();
    }
}

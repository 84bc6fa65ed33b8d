package dev.daybook;

import dev.daybook.cli.DataDirectory;
import dev.daybook.cli.DataDirectoryOpener.InDatabase;
import dev.daybook.cli.DataDirectoryOpener.InFile;
import dev.daybook.cli.DataDirectoryOpener.Place;
import dev.daybook.cli.Failure;
import dev.daybook.cli.JournalServer;
import dev.daybook.cli.ProgramSettings;
import dev.daybook.journal.Journal;
import dev.daybook.journal.postgres.PostgresJournal;
import dev.daybook.journal.sqlite.SqliteJournal;
import dev.daybook.operation.Progress;
import dev.daybook.upkeep.JournalTransfer;
import dev.daybook.upkeep.JournalTransfer.Copied;
import java.nio.file.Files;
import java.time.InstantSource;

/** Opens the two journals of which one is to be a copy of the other. */
final class Copying {

    private Copying() {}

    static Copied copy(Place from, Place to, ProgramSettings settings, Progress progress) {
        InstantSource system = InstantSource.system();
        try (Journal original = original(from, settings, system)) {
            return JournalTransfer.copy(original, clock -> target(to, settings, clock), system, progress);
        }
    }

    private static Journal original(Place from, ProgramSettings settings, InstantSource clock) {
        return switch (from) {
            case InDatabase(String address) -> PostgresJournal.open(JournalServer.at(address, settings), clock);
            case InFile(DataDirectory data) -> {
                if (!Files.isRegularFile(data.journal())) {
                    throw Failure.because(
                            "%s holds no journal.db".formatted(data.path()),
                            "name the directory that daybook --data has");
                }
                yield SqliteJournal.reading(data.journal(), clock);
            }
        };
    }

    private static Journal target(Place to, ProgramSettings settings, InstantSource clock) {
        return switch (to) {
            case InDatabase(String address) -> PostgresJournal.open(JournalServer.at(address, settings), clock);
            case InFile(DataDirectory data) -> SqliteJournal.openUnfinished(data.journal(), clock);
        };
    }
}

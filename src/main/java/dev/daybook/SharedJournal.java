package dev.daybook;

import dev.daybook.cli.DataDirectory;
import dev.daybook.cli.DataDirectoryOpener.Expected;
import dev.daybook.cli.Failure;
import dev.daybook.cli.JournalServer;
import dev.daybook.cli.ProgramSetting;
import dev.daybook.cli.ProgramSettings;
import dev.daybook.journal.JournalDamaged;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.Position;
import dev.daybook.journal.postgres.PostgresJournal;
import dev.daybook.journal.postgres.PostgresNodes;
import dev.daybook.journal.postgres.Server;
import dev.daybook.node.Nodes;
import dev.daybook.projection.Traces;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Opens the journal in a database that several nodes share. Each node has a data directory of its own, with its read models
 * and without a journal.
 */
final class SharedJournal {

    private SharedJournal() {}

    /** Returns where the journal of a directory is, if it is not in a file there. */
    static Optional<String> address(DataDirectory data, ProgramSettings settings) {
        return Optional.of(settings.text(ProgramSetting.JOURNAL))
                .filter(text -> !text.isEmpty())
                .or(data::sharedJournal);
    }

    static OpenedJournal open(
            String address, DataDirectory data, Expected expected, ProgramSettings settings, InstantSource clock) {
        if (Files.exists(data.journal())) {
            throw Failure.because(
                    "%s holds a journal of its own, and is to use the one in %s".formatted(data.path(), address),
                    "choose another directory with --data DIR: each node has its own, without a journal");
        }
        if (expected.anew()) {
            throw Failure.usage(
                    "--new sets a journal in a file aside, and this one is in " + address,
                    "leave --new out; createdb makes another database to begin anew in");
        }
        Server server = JournalServer.at(address, settings);
        try {
            PostgresJournal journal = PostgresJournal.open(server, clock);
            boolean right = false;
            try {
                refuseOther(server, data, journal.head(), expected);
                data.shareJournal(server.address());
                right = true;
                return new OpenedJournal(
                        journal,
                        journal.scrub(),
                        server.toString(),
                        nodes(server, data, settings),
                        Optional.of(server));
            } finally {
                if (!right) {
                    journal.close();
                }
            }
        } catch (JournalDamaged e) {
            throw Failure.integrity(
                    String.valueOf(e.getMessage()), "restore the database from a backup, as with pg_restore", e);
        } catch (JournalUnavailable e) {
            throw Failure.because(
                    "the journal cannot be opened: " + e.getMessage(),
                    "journal= in daybook.properties, DAYBOOK_JOURNAL and serve --journal name another database",
                    e);
        }
    }

    private static Nodes nodes(Server server, DataDirectory data, ProgramSettings settings) {
        return PostgresNodes.open(
                server,
                JournalOpening.nodeId(),
                JournalOpening.nodeName(data, settings),
                Duration.ofMillis(settings.number(ProgramSetting.NODE_LEASE_MS)));
    }

    /** An empty one is not what this directory was left with. */
    private static void refuseOther(Server server, DataDirectory data, Position head, Expected expected) {
        long known =
                Math.max(expected.head(), Traces.farthest(data.readModels()).value());
        if (head.equals(Position.START) && known > 0) {
            throw Failure.integrity(
                    "%s holds no entries, but %s was left with a journal of %d".formatted(server, data.path(), known),
                    "name the right database, or another directory with --data DIR",
                    new JournalDamaged("no entries"));
        }
    }
}

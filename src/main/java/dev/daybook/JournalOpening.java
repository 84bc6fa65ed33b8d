package dev.daybook;

import dev.daybook.cli.DataDirectory;
import dev.daybook.cli.DataDirectoryOpener.Expected;
import dev.daybook.cli.Failure;
import dev.daybook.cli.ProgramSetting;
import dev.daybook.cli.ProgramSettings;
import dev.daybook.journal.Journal;
import dev.daybook.journal.JournalDamaged;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.Position;
import dev.daybook.journal.sqlite.SqliteJournal;
import dev.daybook.journal.sqlite.SqliteScrub;
import dev.daybook.journal.sqlite.SqliteSnapshots;
import dev.daybook.node.OneNode;
import dev.daybook.projection.Traces;
import dev.daybook.text.IoReasons;
import dev.daybook.upkeep.FileSystemKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the journal of a data directory, unless what lies in its place is not the one that was left: damaged, or missing
 * or empty where the rest of the directory knows one. A new journal is begun there only if the user says so, and what
 * was there is set aside.
 */
final class JournalOpening {

    private static final Logger LOG = LoggerFactory.getLogger(JournalOpening.class);

    private final DataDirectory data;
    private final Expected expected;
    private final InstantSource clock;

    private JournalOpening(DataDirectory data, Expected expected, InstantSource clock) {
        this.data = data;
        this.expected = expected;
        this.clock = clock;
    }

    static OpenedJournal open(DataDirectory data, Expected expected, ProgramSettings settings, InstantSource clock) {
        if (!settings.flag(ProgramSetting.JOURNAL_ANYWHERE)) {
            refuse(data.path(), fileSystem(data.path()));
        }
        Optional<String> shared = SharedJournal.address(data, settings);
        if (shared.isPresent()) {
            return SharedJournal.open(shared.get(), data, expected, settings, clock);
        }
        return inFile(data, new JournalOpening(data, expected, clock).open(), settings, clock);
    }

    /** Returns a journal that is open in the directory's file. */
    static OpenedJournal inFile(DataDirectory data, Journal journal, ProgramSettings settings, InstantSource clock) {
        return new OpenedJournal(
                journal,
                new SqliteScrub(data.journal(), journal),
                Application.JOURNAL,
                new OneNode(nodeId(), nodeName(data, settings), clock),
                Optional.empty());
    }

    /** Returns what no other process has. */
    static String nodeId() {
        return UUID.randomUUID().toString();
    }

    /** Returns what this process is called among others: several on one machine have directories of their own. */
    static String nodeName(DataDirectory data, ProgramSettings settings) {
        String named = settings.text(ProgramSetting.NODE_NAME);
        return named.isEmpty() ? "%s:%s".formatted(machine(), data.path().getFileName()) : named;
    }

    private static String machine() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException _) {
            return "localhost";
        }
    }

    private static FileSystemKind.Found fileSystem(Path folder) {
        try {
            return FileSystemKind.at(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("%s cannot be looked at: %s".formatted(folder, e.getMessage()), e);
        }
    }

    /** Two machines would not see each other's locks, nor what the other one has written to the log. */
    static void refuse(Path folder, FileSystemKind.Found on) {
        if (on.kind() == FileSystemKind.REMOTE) {
            throw Failure.because(
                    "%s lies on another machine (%s), where SQLite's write-ahead log is not safe"
                            .formatted(folder, on.type()),
                    "choose a folder on a disk of this machine with --data DIR; %s=true has it all the same"
                            .formatted(ProgramSetting.JOURNAL_ANYWHERE.property()));
        }
    }

    private Journal open() {
        try {
            return expected.anew() ? beginAnew() : openKnown();
        } catch (JournalDamaged e) {
            throw Failure.integrity(
                    String.valueOf(e.getMessage()),
                    "daybook verify names every place, daybook repair --from DIR takes it back from a backup; or put the right journal.db back (copies from before a change lie in %s); or daybook … --new sets what is there aside and begins anew"
                            .formatted(data.backups()),
                    e);
        } catch (JournalUnavailable e) {
            throw Failure.because(
                    "the journal cannot be opened: " + e.getMessage(),
                    IoReasons.isDiskFull(e)
                            ? "nothing is lost: give the same command again once there is room"
                            : "daybook schema info shows the state of its file; copies from before a change lie in "
                                    + data.backups(),
                    e);
        }
    }

    private Journal beginAnew() {
        try {
            Journal journal = openKnown();
            if (!journal.head().equals(Position.START)) {
                journal.close();
                throw Failure.because(
                        "journal.db is whole and holds %s entries: nothing is begun anew".formatted(journal.head()),
                        "leave --new out, or choose another --data");
            }
            return journal;
        } catch (JournalDamaged e) {
            Path aside = data.setAside(clock.instant());
            LOG.warn("{}; a new journal is begun, what was there lies in {}", e.getMessage(), aside);
            return SqliteJournal.open(data.journal(), clock);
        }
    }

    private Journal openKnown() {
        boolean there = sizeBytes(data.journal()) > 0;
        if (!there) {
            refuseIfKnown("missing or empty");
        }
        Journal journal = SqliteJournal.open(data.journal(), clock);
        if (journal.head().equals(Position.START) && there) {
            try {
                refuseIfKnown("without entries");
            } catch (JournalDamaged e) {
                journal.close();
                throw e;
            }
        }
        if (expected.head() > journal.head().value()) {
            LOG.warn(
                    "journal.db ends at position {}, it was known to reach {}: an older copy was put back, or its end"
                            + " was lost",
                    journal.head(),
                    expected.head());
        }
        return journal;
    }

    private void refuseIfKnown(String what) {
        witness().ifPresent(text -> {
            throw new JournalDamaged("%s is %s, but %s".formatted(data.journal(), what, text));
        });
    }

    /** Returns what in the directory knows that there was a journal with entries. */
    private Optional<String> witness() {
        Path log = data.journal().resolveSibling("journal.db-wal");
        if (sizeBytes(log) > 0 && sizeBytes(data.journal()) == 0) {
            return Optional.of("its write-ahead log journal.db-wal is there");
        }
        Position read = Traces.farthest(data.readModels());
        if (read.isAfter(Position.START)) {
            return Optional.of("the read models are made of one with %s entries".formatted(read));
        }
        Position states = SqliteSnapshots.farthest(data.snapshots());
        if (states.isAfter(Position.START)) {
            return Optional.of("snapshots.db is made of one with %s entries".formatted(states));
        }
        return expected.head() > 0
                ? Optional.of("this directory was left with one of %d entries".formatted(expected.head()))
                : Optional.empty();
    }

    private static long sizeBytes(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException("%s cannot be looked at: %s".formatted(file, e.getMessage()), e);
        }
    }
}

package dev.daybook.bench;

import dev.daybook.journal.Append;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Payload;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.sqlite.SqliteJournal;
import dev.daybook.operation.Progress;
import dev.daybook.upkeep.BackupCheck;
import dev.daybook.upkeep.BackupCreation;
import dev.daybook.upkeep.BackupCreation.Wanted;
import dev.daybook.upkeep.BackupRestoration;
import dev.daybook.upkeep.BackupSecret;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** Backups of a journal and their way back, beside {@code cp} and an fsync of the same bytes. */
final class JournalBackups {

    private static final int BATCH = 10_000;
    /** The best of so many counts. */
    private static final int ROUNDS = Integer.getInteger("bench.backup.rounds", 3);

    /** Where a journal is kept from one run to the next: one of 10 GB takes long to write. */
    private static final Optional<Path> STORE =
            Optional.ofNullable(System.getProperty("bench.backup.store")).map(Path::of);

    private final Path folder;
    private final Consumer<Figure> table;
    private final int facts;

    JournalBackups(Path scratch, Consumer<Figure> table, int facts) throws IOException {
        this.folder = Files.createDirectory(scratch.resolve("journal-backups"));
        this.table = table;
        this.facts = facts;
    }

    /** Something whose time counts; {@code target} is not there yet. */
    private interface Work {
        void run(Path target) throws Exception;
    }

    void run() throws Exception {
        Path file = Files.createDirectories(STORE.orElse(folder)).resolve("journal.db");
        try (var journal = SqliteJournal.open(file, InstantSource.system())) {
            fill(journal);
        }
        try (var journal = SqliteJournal.open(file, InstantSource.system())) {
            long bytes = Files.size(file);
            double cp = megabytes(bytes, JournalBackups.copying(file));
            var creation = creation(file, journal);
            var key = new BackupSecret(folder.resolve("key"), false);
            byte[] random = new byte[32];
            new SecureRandom().nextBytes(random);
            Files.write(key.file(), random);
            figure("plain", bytes, cp, creation, 0, Optional.empty());
            figure("compressed", bytes, cp, creation, 3, Optional.empty());
            figure("compressed, encrypted", bytes, cp, creation, 3, Optional.of(key));
        }
    }

    /** Measures a plain backup alone. Returns the journal. */
    Path plain() throws Exception {
        Path file = folder.resolve("journal.db");
        try (var journal = SqliteJournal.open(file, InstantSource.system())) {
            fill(journal);
            long bytes = Files.size(file);
            double cp = megabytes(bytes, JournalBackups.copying(file));
            made("plain", bytes, cp, creation(file, journal), 0, Optional.empty());
        }
        return file;
    }

    private BackupCreation creation(Path file, SqliteJournal journal) {
        return new BackupCreation(
                new BackupCreation.Place(file, List.of(), folder.resolve("scratch"), folder.resolve("own")),
                journal,
                _ -> Map.of(),
                "bench",
                InstantSource.system());
    }

    private void figure(
            String name, long bytes, double cp, BackupCreation creation, int level, Optional<BackupSecret> key)
            throws Exception {
        made(name, bytes, cp, creation, level, key);
        Path kept = folder.resolve("kept-" + level + key.isPresent());
        creation.create(new BackupCreation.Order(kept, Wanted.FULL, level, key), Progress.UNHEARD);
        restore("restore, " + name, bytes, cp, kept, key, "each entry proven by the chain; beside cp and fsync");
        if (level == 0) {
            check(kept);
            restore(
                    "restore, %s, checked before".formatted(name),
                    bytes,
                    cp,
                    kept,
                    key,
                    "each byte by the hash of what was proven; beside cp and fsync");
        }
    }

    private void made(
            String name, long bytes, double cp, BackupCreation creation, int level, Optional<BackupSecret> key)
            throws Exception {
        var sizes = new ArrayList<Long>();
        double made = megabytes(
                bytes,
                target -> sizes.add(
                        creation.create(new BackupCreation.Order(target, Wanted.FULL, level, key), Progress.UNHEARD)
                                .manifest()
                                .sizeBytes()));
        String note =
                "%d entries, %d MB to %d MB; beside cp and fsync".formatted(facts, bytes >> 20, sizes.getLast() >> 20);
        table.accept(new Figure("backup, " + name, "MB/s", made, Optional.of(cp), Optional.empty(), note));
    }

    private void restore(String name, long bytes, double cp, Path kept, Optional<BackupSecret> key, String note)
            throws Exception {
        double restored = megabytes(
                bytes,
                target -> new BackupRestoration(InstantSource.system())
                        .restore(
                                new BackupRestoration.Order(
                                        kept, Optional.empty(), new BackupRestoration.Until.End(), target, key),
                                Progress.UNHEARD));
        table.accept(new Figure(name, "MB/s", restored, Optional.of(cp), Optional.empty(), note));
    }

    private void check(Path kept) {
        var report = new BackupCheck(folder.resolve("check"), (_, _) -> Map.of(), InstantSource.system())
                .check(new BackupCheck.Order(kept, Optional.empty(), true, Optional.empty()), Progress.UNHEARD);
        if (!report.findings().isEmpty()) {
            throw new IllegalStateException("the backup is not sound: " + report.findings());
        }
    }

    private static Work copying(Path file) {
        return target -> {
            int code = new ProcessBuilder("cp", file.toString(), target.toString())
                    .inheritIO()
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new IOException("cp ended with " + code);
            }
            try (FileChannel channel = FileChannel.open(target, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
        };
    }

    /** Returns megabytes a second, the best of some rounds. */
    private double megabytes(long bytes, Work work) throws Exception {
        double best = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Path target = folder.resolve("round");
            long begin = System.nanoTime();
            work.run(target);
            best = Math.max(best, bytes / 1e6 / ((System.nanoTime() - begin) / 1e9));
            Bench.delete(target);
        }
        return best;
    }

    private void fill(SqliteJournal journal) {
        var drafts = new ArrayList<Draft>(BATCH);
        for (int n = (int) journal.head().value(); n < facts; n++) {
            drafts.add(new Draft(
                    UUID.randomUUID(),
                    new StreamId("sbi", "SBI-" + n / 5),
                    "sbi.registered",
                    1,
                    Payload.of("""
                    {"number":%d,"title":"Retry the webhook of order %d","spec":"Once more, \
                    with a pause of %d s, and tell who waits for it \
                    what became of the last attempt: it may have come through. \
                    The worker keeps a list of what it has sent, and of what was answered."}""".formatted(n, n, n % 60)),
                    List.of(),
                    Metadata.of("ada", "cli"),
                    Instant.EPOCH.plusSeconds(n)));
            if (drafts.size() == BATCH || n == facts - 1) {
                journal.append(new Append(List.copyOf(drafts), Map.of())).join();
                drafts.clear();
            }
        }
        if (!journal.head().equals(new Position(facts))) {
            throw new IllegalStateException("not all was written");
        }
    }
}

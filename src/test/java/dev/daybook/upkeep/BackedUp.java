package dev.daybook.upkeep;

import static dev.daybook.journal.Drafts.draft;

import dev.daybook.journal.Append;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Drafts;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.sqlite.JournalCopy;
import dev.daybook.journal.sqlite.Schema;
import dev.daybook.journal.sqlite.SqliteJournal;
import dev.daybook.operation.Progress;
import dev.daybook.upkeep.BackupCreation.Created;
import dev.daybook.upkeep.BackupCreation.Order;
import dev.daybook.upkeep.BackupCreation.Place;
import dev.daybook.upkeep.BackupCreation.Wanted;
import dev.daybook.upkeep.BackupRestoration.Restored;
import dev.daybook.upkeep.BackupRestoration.Until;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** A journal and its backups, in one folder. */
final class BackedUp implements AutoCloseable {

    static final int BLOB_EACH = 7;

    private final Path folder;
    private Instant now = Instant.parse("2026-01-02T03:04:05.678901Z");
    private final InstantSource clock = () -> now;
    private final SqliteJournal journal;
    private int facts;
    private Optional<BackupSecret> secret = Optional.empty();
    private int level;
    private Map<String, String> tables = Map.of();

    BackedUp(Path folder) {
        this.folder = folder;
        this.journal = SqliteJournal.open(data().resolve("journal.db"), clock);
    }

    Path data() {
        try {
            return Files.createDirectories(folder.resolve("data"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path backups() {
        return data().resolve("backups");
    }

    /** Where a check and a backup put what is removed again. */
    Path cache() {
        return data().resolve("cache");
    }

    SqliteJournal journal() {
        return journal;
    }

    Instant now() {
        return now;
    }

    BackedUp later(Duration time) {
        now = now.plus(time);
        return this;
    }

    /** Has the next backups note these hashes of the tables of read models. */
    BackedUp ofTables(Map<String, String> hashes) {
        tables = hashes;
        return this;
    }

    BackedUp compressed() {
        level = 3;
        return this;
    }

    BackedUp encrypted(BackupSecret with) {
        secret = Optional.of(with);
        return this;
    }

    Optional<BackupSecret> secret() {
        return secret;
    }

    BackedUp inTheClear() {
        secret = Optional.empty();
        return this;
    }

    /** Goes on with facts that the journal does not have. */
    BackedUp anew() {
        facts = (int) journal.head().value();
        return this;
    }

    /** Writes facts, some with a large value. */
    BackedUp facts(int count) {
        List<Draft> drafts = IntStream.range(facts, facts + count)
                .mapToObj(n -> {
                    var stream = new StreamId("sbi", "stream-" + n % 5);
                    return n % BLOB_EACH == 0
                            ? Drafts.large(stream, n, "%d ".formatted(n).repeat(2_000))
                            : draft(stream, n);
                })
                .toList();
        facts += count;
        journal.append(new Append(drafts, Map.of())).join();
        return this;
    }

    BackupCreation creation() {
        return new BackupCreation(
                new Place(data().resolve("journal.db"), List.of(data().resolve("branches.json")), cache(), backups()),
                journal,
                _ -> tables,
                "1.0",
                clock);
    }

    Created create(Wanted kind) {
        return creation().create(new Order(backups(), kind, level, secret), Progress.UNHEARD);
    }

    BackupManifest full() {
        return create(Wanted.FULL).manifest();
    }

    BackupManifest more() {
        return create(Wanted.INCREMENTAL).manifest();
    }

    /** Makes a full backup that is stored as it is one of a journal that lacked the last steps of the schema then. */
    void ofAnEarlierSchema(BackupManifest backup, int steps) throws IOException {
        replaced(backup, journal -> {
            for (int step = 0; step < steps; step++) {
                new Schema(journal, clock).undo();
            }
        });
    }

    /** Makes a full backup that is stored as it is one of a changed journal, whose hash and end its manifest names. */
    void replaced(BackupManifest backup, Consumer<Path> change) throws IOException {
        BackupRepository repository = BackupRepository.at(backups());
        String name = backup.files().getFirst().name();
        Path changed = Files.copy(
                repository.folder(backup.id()).resolve(name),
                Files.createTempDirectory(folder, "changed").resolve(name));
        change.accept(changed);
        var copy = new JournalCopy(clock);
        copy.settle(changed);
        Path part = Files.createDirectory(repository.part(backup.id()));
        var manifest = new BackupManifest(
                backup.id(),
                backup.base(),
                copy.markOfCopy(changed),
                backup.createdAt(),
                backup.program(),
                backup.level(),
                backup.encryption(),
                List.of(),
                backup.tables());
        StoredFiles files = BackupCreation.files(part, manifest, Optional.empty());
        repository.replace(manifest.with(
                backup.level(), backup.encryption(), List.of(files.write(name, changed, Progress.UNHEARD))));
    }

    BackupRestoration.Order order(Until until, Path target) {
        return new BackupRestoration.Order(backups(), Optional.empty(), until, target, secret);
    }

    Restored restore(Until until, Path target) {
        return restore(until, target, Progress.UNHEARD);
    }

    Restored restore(Until until, Path target, Progress progress) {
        return new BackupRestoration(clock).restore(order(until, target), progress);
    }

    BackupCheck.Report check(boolean readsData) {
        return check(readsData, Map.of());
    }

    /** @param now the hashes that the tables of read models have that are built of a backup */
    BackupCheck.Report check(boolean readsData, Map<String, String> now) {
        return new BackupCheck(cache(), (_, _) -> now, clock)
                .check(new BackupCheck.Order(backups(), Optional.empty(), readsData, secret), Progress.UNHEARD);
    }

    /** Returns all there is up to a position: the entries, their links, and their large values. */
    static List<Object> content(Journal journal, long position) {
        return journal.readForward(Selection.all(), Position.START, (int) position).stream()
                .<Object>map(
                        entry -> List.of(entry, journal.link(entry.position()).orElseThrow(), large(journal, entry)))
                .toList();
    }

    private static String large(Journal journal, Entry entry) {
        String text = entry.payload().toString();
        int at = text.indexOf("$blob\":\"");
        return at < 0
                ? ""
                : journal.blobs()
                        .read(Sha256.parse(text.substring(at + 8, at + 8 + 64)))
                        .orElseThrow()
                        .toString();
    }

    List<Object> restoredContent(Path target) {
        try (var restored = SqliteJournal.open(target.resolve("journal.db"), clock)) {
            return content(restored, restored.head().value());
        }
    }

    @Override
    public void close() {
        journal.close();
    }
}

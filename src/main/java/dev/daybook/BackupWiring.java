package dev.daybook;

import dev.daybook.cli.DataDirectory;
import dev.daybook.cli.ProgramSetting;
import dev.daybook.cli.ProgramSettings;
import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.sqlite.SqliteJournal;
import dev.daybook.projection.ProjectionStatus;
import dev.daybook.projection.ReadModels;
import dev.daybook.slice.Slices;
import dev.daybook.upkeep.BackupCheck;
import dev.daybook.upkeep.BackupCreation;
import dev.daybook.upkeep.BackupPlan;
import dev.daybook.upkeep.BackupPruning;
import dev.daybook.upkeep.BackupSchedule;
import dev.daybook.upkeep.BackupSecret;
import dev.daybook.upkeep.Jobs;
import dev.daybook.upkeep.Retention;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** How the journal of a data directory is backed up. */
record BackupWiring(DataDirectory data, ProgramSettings settings, Slices slices, InstantSource clock) {

    /** Hashing the rows that so many entries give takes a second or so; more than that nobody waits for at each backup. */
    private static final long HASHED_ENTRIES_MAX = 100_000;

    BackupPlan plan() {
        return new BackupPlan(
                path(ProgramSetting.BACKUP_TO).orElse(data.backups()),
                settings.text(ProgramSetting.BACKUP_EVERY).isEmpty()
                        ? Optional.empty()
                        : Optional.of(settings.time(ProgramSetting.BACKUP_EVERY)),
                settings.number(ProgramSetting.BACKUP_LEVEL),
                path(ProgramSetting.BACKUP_KEY_FILE)
                        .map(file -> new BackupSecret(file, false))
                        .or(() ->
                                path(ProgramSetting.BACKUP_PASSPHRASE_FILE).map(file -> new BackupSecret(file, true))),
                Retention.of(settings.text(ProgramSetting.BACKUP_KEEP)));
    }

    private Optional<Path> path(ProgramSetting setting) {
        return Optional.of(settings.text(setting))
                .filter(text -> !text.isBlank())
                .map(text -> Path.of(text).toAbsolutePath().normalize());
    }

    BackupCreation creation(Journal journal, ReadModels readModels) {
        return new BackupCreation(
                new BackupCreation.Place(
                        data.journal(),
                        List.of(data.branches(), data.path().resolve(ProgramSettings.FILE)),
                        data.caches().resolve("backup"),
                        data.backups()),
                journal,
                position -> hashes(readModels, position),
                Application.VERSION,
                clock);
    }

    BackupPruning pruning() {
        return new BackupPruning(data.caches().resolve("backup"), clock);
    }

    BackupSchedule schedule(Journal journal, ReadModels readModels, Jobs jobs) {
        return new BackupSchedule(
                plan(),
                creation(journal, readModels),
                pruning(),
                () -> journal.head().equals(Position.START),
                jobs,
                clock);
    }

    BackupCheck check() {
        return new BackupCheck(data.caches().resolve("backup"), this::replayed, clock);
    }

    private Map<String, String> replayed(Path file, Path folder) {
        try (var journal = SqliteJournal.open(file, clock)) {
            var codec = new Codec(journal, slices.facts());
            try (var timelines = new Timelines(journal, codec);
                    var models = ReadModels.open(
                            folder,
                            journal,
                            codec,
                            timelines,
                            slices.projections(codec.catalog(), journal::blobs),
                            clock)) {
                models.catchUp();
                return hashes(models, journal.head());
            }
        }
    }

    /** Returns the digests of read models that are as they are at a position; of none where they move on meanwhile. */
    private static Map<String, String> hashes(ReadModels models, Position position) {
        if (position.value() > HASHED_ENTRIES_MAX || !areAt(models, position)) {
            return Map.of();
        }
        var hashes = new TreeMap<String, String>();
        models.status().forEach(model -> hashes.put(name(model), models.tableHash(model.name())));
        return areAt(models, position) ? hashes : Map.of();
    }

    private static boolean areAt(ReadModels models, Position position) {
        return models.status().stream().allMatch(model -> model.position() == position.value());
    }

    private static String name(ProjectionStatus model) {
        return "%s/%d".formatted(model.name(), model.version());
    }
}

package dev.daybook.upkeep;

import dev.daybook.domain.Rejected;
import dev.daybook.operation.Progress;
import dev.daybook.text.DurableFiles;
import dev.daybook.text.OwnerOnly;
import dev.daybook.upkeep.BackupManifest.Stored;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Removes the backups that a policy does not keep. Kept in any case are the newest one whose files are all as they were
 * written, what a kept one stands on, and what is damaged: nothing suspected is ever deleted.
 */
public final class BackupPruning {

    /** More takes many times as long for some percent. */
    static final int HARD_LEVEL = 12;

    /** What becomes of a backup. */
    public enum Fate {
        KEPT,
        COMPRESSED,
        REMOVED
    }

    /** A backup and what becomes of it; {@code at} is none of one whose manifest is damaged. */
    public record Decision(String id, Optional<Instant> at, Fate fate, String why, long sizeBytes) {}

    /**
     * What is wanted.
     *
     * @param secret what opens those that are to be compressed harder, if they are encrypted
     * @param isDry whether it is only told
     */
    public record Order(Path folder, Retention policy, Optional<BackupSecret> secret, boolean isDry) {}

    private final Path scratch;
    private final InstantSource clock;

    /** @param scratch a folder for what is removed again */
    public BackupPruning(Path scratch, InstantSource clock) {
        this.scratch = scratch;
        this.clock = clock;
    }

    /**
     * Decides, and unless it is dry does so. Returns what becomes of each, the oldest first.
     *
     * @throws Rejected if no backup is sound: then nothing is removed
     */
    public List<Decision> prune(Order order, Progress progress) {
        BackupRepository repository = BackupRepository.at(order.folder());
        try (var _ = repository.lock()) {
            repository.removeParts();
            List<Decision> all = decide(order.policy(), repository, progress);
            if (!order.isDry()) {
                for (Decision each : all.reversed()) { // what stands on another goes before it
                    switch (each.fate()) {
                        case REMOVED -> repository.remove(each.id());
                        case COMPRESSED -> compress(each.id(), order, repository, progress);
                        case KEPT -> {}
                    }
                }
            }
            return all;
        } catch (IOException e) {
            throw BackupRepository.unwritable(order.folder(), e);
        }
    }

    private List<Decision> decide(Retention policy, BackupRepository repository, Progress progress) {
        List<BackupManifest> sound = repository.sound();
        Instant now = clock.instant();
        Map<String, String> kept = new LinkedHashMap<>(policy.kept(sound, now));
        lastGood(sound, repository, progress)
                .ifPresentOrElse(good -> kept.putIfAbsent(good.id(), "the newest sound one"), () -> {
                    throw Rejected.conflict(
                            "no backup in %s is sound: nothing is removed, daybook backup check says what is wrong",
                            repository.folder());
                });
        for (BackupManifest each : sound.reversed()) { // a base comes before what stands on it
            if (kept.containsKey(each.id())) {
                each.base().ifPresent(base -> kept.putIfAbsent(base.id(), "%s stands on it".formatted(each.id())));
            }
        }
        return repository.all().stream()
                .map(found -> found.manifest()
                        .map(it -> decision(it, policy, kept, now))
                        .orElseGet(() -> new Decision(
                                found.id(),
                                Optional.empty(),
                                Fate.KEPT,
                                found.flaw().orElse("is damaged"),
                                0)))
                .toList();
    }

    private static Decision decision(BackupManifest it, Retention policy, Map<String, String> kept, Instant now) {
        String why = kept.get(it.id());
        if (why == null) {
            return decision(it, Fate.REMOVED, "not kept by %s".formatted(policy.text()));
        }
        boolean old = policy.compressedAfter()
                .filter(age -> it.createdAt().isBefore(now.minus(age)) && it.level() < HARD_LEVEL)
                .isPresent();
        return decision(it, old ? Fate.COMPRESSED : Fate.KEPT, why);
    }

    private static Decision decision(BackupManifest it, Fate fate, String why) {
        return new Decision(it.id(), Optional.of(it.createdAt()), fate, why, it.sizeBytes());
    }

    private static Optional<BackupManifest> lastGood(
            List<BackupManifest> sound, BackupRepository repository, Progress progress) {
        return sound.reversed().stream()
                .filter(each -> isGood(each, repository, progress))
                .findFirst();
    }

    private static boolean isGood(BackupManifest last, BackupRepository repository, Progress progress) {
        try {
            return repository.line(last).stream().allMatch(it -> {
                StoredFiles files = BackupCreation.files(repository.folder(it.id()), it, Optional.empty());
                return it.files().stream()
                        .allMatch(stored -> files.wrong(stored, progress).isEmpty());
            });
        } catch (Rejected _) {
            return false; // what it stands on is not there
        }
    }

    /** Writes the same backup anew, harder compressed, and puts it in place of the old one. */
    private void compress(String id, Order order, BackupRepository repository, Progress progress) throws IOException {
        BackupManifest it = repository.find(id);
        StoredFiles from = BackupRestoration.stored(repository, it, order.secret());
        Path part = repository.part(id);
        Path folder = scratch.resolve("compress-" + id);
        DurableFiles.removeTree(folder);
        Files.createDirectories(folder, OwnerOnly.folder(folder));
        Files.createDirectory(part, OwnerOnly.folder(part));
        try {
            Optional<BackupKey.Fresh> key =
                    it.encryption().map(_ -> BackupKey.fresh(order.secret().orElseThrow()));
            BackupManifest harder = it.with(HARD_LEVEL, key.map(BackupKey.Fresh::encryption), List.of());
            StoredFiles to = BackupCreation.files(part, harder, key.map(BackupKey.Fresh::key));
            var stored = new ArrayList<Stored>();
            for (Stored each : it.files()) {
                String content = StoredFiles.content(each.name());
                from.read(each, folder.resolve(content), progress);
                stored.add(to.write(content, folder.resolve(content), progress));
            }
            repository.replace(harder.with(HARD_LEVEL, harder.encryption(), stored));
        } finally {
            DurableFiles.removeTree(folder);
            DurableFiles.removeTree(part);
        }
    }
}

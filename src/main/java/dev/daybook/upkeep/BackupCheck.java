package dev.daybook.upkeep;

import dev.daybook.domain.Rejected;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.sqlite.JournalMark;
import dev.daybook.operation.Progress;
import dev.daybook.text.DurableFiles;
import dev.daybook.text.OwnerOnly;
import dev.daybook.upkeep.BackupManifest.Stored;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** Looks whether backups are as they were written, and if it is wanted whether they give what was backed up. */
public final class BackupCheck {

    /**
     * What is looked at.
     *
     * @param id of one, with all that it stands on; all if there is none
     * @param readsData whether it is restored beside, and proven
     */
    public record Order(Path folder, Optional<String> id, boolean readsData, Optional<BackupSecret> secret) {}

    /** Something that is not as it should be; {@code file} is empty if it is no single one. */
    public record Finding(String backup, String file, String what) {}

    /**
     * What was looked at and what was found.
     *
     * @param restored the backups that were restored and proven, and
     * @param compared those of them whose read models were built anew and compared
     */
    public record Report(
            List<String> backups,
            long sizeBytes,
            List<String> restored,
            List<String> compared,
            List<Finding> findings) {
        public Report {
            backups = List.copyOf(backups);
            restored = List.copyOf(restored);
            compared = List.copyOf(compared);
            findings = List.copyOf(findings);
        }
    }

    private final Path scratch;
    private final BackupRestoration restoration;
    private final BiFunction<Path, Path, Map<String, String>> replay;

    /**
     * @param scratch a folder for what is removed again
     * @param replay returns the digests of the read models that a journal gives, built in the folder named second
     */
    public BackupCheck(Path scratch, BiFunction<Path, Path, Map<String, String>> replay, InstantSource clock) {
        this.scratch = scratch;
        this.restoration = new BackupRestoration(clock);
        this.replay = replay;
    }

    /** One look. */
    private final class Look {
        private final Order order;
        private final BackupRepository repository;
        private final Progress progress;
        private final List<Finding> findings = new ArrayList<>();
        private final List<String> restored = new ArrayList<>();
        private final List<String> compared = new ArrayList<>();

        Look(Order order, Progress progress) {
            this.order = order;
            this.repository = BackupRepository.at(order.folder());
            this.progress = progress;
        }

        Report report() {
            List<BackupManifest> looked;
            if (order.id().isPresent()) {
                looked = repository.line(repository.find(order.id().get()));
            } else {
                List<BackupRepository.Found> all = repository.all();
                all.forEach(found -> found.flaw()
                        .ifPresent(flaw -> findings.add(new Finding(found.id(), BackupRepository.MANIFEST, flaw))));
                looked =
                        all.stream().flatMap(found -> found.manifest().stream()).toList();
            }
            if (order.readsData()) {
                // A key that does not fit is no finding: its user is told at once.
                looked.forEach(it -> BackupRestoration.stored(repository, it, order.secret()));
            }
            looked.forEach(this::files);
            lines(looked).forEach(this::line);
            return new Report(
                    looked.stream().map(BackupManifest::id).toList(),
                    looked.stream().mapToLong(BackupManifest::sizeBytes).sum(),
                    restored,
                    compared,
                    findings);
        }

        private void files(BackupManifest it) {
            StoredFiles files = BackupCreation.files(repository.folder(it.id()), it, Optional.empty());
            for (Stored stored : it.files()) {
                files.wrong(stored, progress)
                        .ifPresent(what -> findings.add(new Finding(it.id(), stored.name(), what)));
            }
        }

        /** Those that no other stands on: with each of them all below it are looked at. */
        private static List<BackupManifest> lines(List<BackupManifest> all) {
            Set<String> below = all.stream()
                    .flatMap(it -> it.base().stream())
                    .map(BackupManifest.Base::id)
                    .collect(Collectors.toSet());
            return all.stream().filter(it -> !below.contains(it.id())).toList();
        }

        private void line(BackupManifest last) {
            try {
                List<BackupManifest> line = repository.line(last);
                boolean flawed = line.stream()
                        .anyMatch(it -> findings.stream()
                                .anyMatch(found -> found.backup().equals(it.id())));
                if (order.readsData() && !flawed) {
                    restore(last, line);
                }
            } catch (Rejected | JournalUnavailable e) {
                findings.add(new Finding(last.id(), "", String.valueOf(e.getMessage())));
            } catch (IOException e) {
                findings.add(new Finding(last.id(), "", "cannot be restored to %s: %s".formatted(scratch, e)));
            }
        }

        private void restore(BackupManifest last, List<BackupManifest> line) throws IOException {
            Path folder = scratch.resolve("check-" + last.id());
            DurableFiles.removeTree(folder);
            Files.createDirectories(folder, OwnerOnly.folder(folder));
            try {
                Path journal = folder.resolve(BackupCreation.JOURNAL);
                var all = new BackupRestoration.Order(
                        order.folder(),
                        Optional.of(last.id()),
                        new BackupRestoration.Until.End(),
                        folder,
                        order.secret());
                JournalMark mark =
                        restoration.journal(all, repository, line, journal, folder.resolve("scratch.db"), progress);
                BackupRestoration.prove(journal, mark, progress);
                var pages = DatabaseCheck.findings(journal, () -> progress.at(0, 0, "checking pages"));
                pages.forEach(finding -> findings.add(new Finding(last.id(), finding.where(), finding.what())));
                restored.add(last.id());
                if (pages.isEmpty() && line.size() == 1) {
                    repository.proven(last);
                }
                if (!last.tables().isEmpty()) {
                    compare(last, replay.apply(journal, folder.resolve("read")));
                }
            } finally {
                DurableFiles.removeTree(folder);
            }
        }

        private void compare(BackupManifest last, Map<String, String> tables) {
            // One of another version has other rows by right, and another name.
            List<String> known = last.tables().keySet().stream()
                    .filter(tables::containsKey)
                    .sorted()
                    .toList();
            for (String name : known) {
                String was = last.tables().getOrDefault(name, "");
                String now = tables.getOrDefault(name, "");
                if (!now.equals(was)) {
                    findings.add(new Finding(
                            last.id(),
                            "",
                            "read model %s has the table hash %s when it is built of the backup, and had %s"
                                    .formatted(name, now, was)));
                }
            }
            if (!known.isEmpty()) {
                compared.add(last.id());
            }
        }
    }

    /**
     * Looks.
     *
     * @throws Rejected if there are none there, or the key is another
     */
    public Report check(Order order, Progress progress) {
        return new Look(order, progress).report();
    }
}

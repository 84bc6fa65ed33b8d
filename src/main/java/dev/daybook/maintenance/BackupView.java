package dev.daybook.maintenance;

import dev.daybook.upkeep.BackupManifest;
import dev.daybook.upkeep.BackupRepository.Found;
import java.time.Instant;
import java.util.Optional;

/**
 * A backup, as the contract has it.
 *
 * @param flaw why its manifest cannot be believed, if so; then nothing else is known of it
 */
record BackupView(
        String id,
        Optional<String> kind,
        Optional<String> base,
        Optional<Long> from,
        Optional<Long> position,
        Optional<Instant> at,
        Optional<Long> sizeBytes,
        Optional<Long> contentSizeBytes,
        Optional<Boolean> compressed,
        Optional<Boolean> encrypted,
        Optional<String> program,
        Optional<String> flaw) {

    static BackupView of(BackupManifest it) {
        return new BackupView(
                it.id(),
                Optional.of(it.kind().text()),
                it.base().map(BackupManifest.Base::id),
                Optional.of(it.from().value()),
                Optional.of(it.position().value()),
                Optional.of(it.createdAt()),
                Optional.of(it.sizeBytes()),
                Optional.of(it.contentSizeBytes()),
                Optional.of(it.level() > 0),
                Optional.of(it.encryption().isPresent()),
                Optional.of(it.program()),
                Optional.empty());
    }

    static BackupView of(Found it) {
        return it.manifest()
                .map(BackupView::of)
                .orElseGet(() -> new BackupView(
                        it.id(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        it.flaw()));
    }
}

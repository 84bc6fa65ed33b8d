package dev.daybook.upkeep;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How the journal is backed up where nobody says otherwise, as the settings {@code backup.*} have it.
 *
 * @param folder of the backups
 * @param every how often a server does it by itself; never if there is none
 * @param level of zstd; 0 is not compressed
 * @param secret what they are encrypted with; none if they are not
 * @param keep what a server removes by itself after each it made: nothing if there is none
 */
public record BackupPlan(
        Path folder, Optional<Duration> every, int level, Optional<BackupSecret> secret, Optional<Retention> keep) {

    /** Returns the newest backup there whose manifest is as it was written. */
    public Optional<BackupManifest> newest() {
        return BackupRepository.existing(folder).flatMap(BackupRepository::newest);
    }
}

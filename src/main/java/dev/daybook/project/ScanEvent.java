package dev.daybook.project;

import dev.daybook.domain.Event;
import dev.daybook.domain.EventType;
import dev.daybook.domain.Part;
import dev.daybook.domain.Words;
import java.time.Instant;
import java.util.Optional;

/** What is noted while projects and repositories are looked for: of each stream, what was said last counts. */
public sealed interface ScanEvent extends Event {

    String CATEGORY = "scan";

    /** How the keys of folders begin below which projects are looked for. */
    String ROOT = "root/";

    /** Who says of a folder that it is left out, and not looked through. */
    String EXCLUDED = "excluded";

    /** Returns the key of its stream. */
    String key();

    /**
     * Projects are looked for below that folder.
     *
     * @param origin who said so: {@code config}, {@code cache}, {@code found}; {@code excluded} if it is left out
     * @param repositories how many were below it, when they were counted last
     */
    @EventType(name = "scan.root-set")
    @Words("looks for projects below {path}")
    record RootSet(String path, String origin, Optional<Instant> scannedAt, Optional<Long> repositories)
            implements ScanEvent {
        @Override
        public String key() {
            return root(path);
        }
    }

    @EventType(name = "scan.root-removed")
    @Words("looks no more for projects below {path}")
    @Part(removes = true)
    record RootRemoved(String path) implements ScanEvent {
        @Override
        public String key() {
            return root(path);
        }
    }

    /**
     * A part of the catalogue was brought up to date.
     *
     * @param cache which part, such as {@code projects}
     * @param hash of what it was made of, or what its host calls that state
     */
    @EventType(name = "scan.refreshed", report = true)
    @Words("refreshed the catalogue of {cache}")
    record Refreshed(String cache, Instant at, long ttlSeconds, Optional<String> hash) implements ScanEvent {
        @Override
        public String key() {
            return "cache/" + cache;
        }
    }

    /**
     * How a synchronisation with a host goes.
     *
     * @param type {@code full}, {@code incremental}, or what else its user called it
     * @param status such as {@code running} or {@code failed}
     */
    @EventType(name = "scan.sync-reported", report = true)
    @Words("synchronized with the host: {status}[, {error}]")
    record SyncReported(
            String run,
            String type,
            Instant startedAt,
            Optional<Instant> completedAt,
            String status,
            long processed,
            Optional<Long> total,
            Optional<String> error)
            implements ScanEvent {
        @Override
        public String key() {
            return "sync/" + run;
        }
    }

    private static String root(String path) {
        return ROOT + path;
    }
}

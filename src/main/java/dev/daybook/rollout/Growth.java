package dev.daybook.rollout;

import dev.daybook.rollout.Rollouts.Sizes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** How large files and databases are, and how much they have grown while this process lives. Thread-safe. */
final class Growth {

    private final Supplier<List<Path>> databases;
    private final long databaseBytesAtStart;
    private final Map<String, Long> fileBytesAtStart = new ConcurrentHashMap<>();

    Growth(Supplier<List<Path>> databases) {
        this.databases = databases;
        this.databaseBytesAtStart = databaseBytes();
    }

    long databaseBytes() {
        return bytes(databases.get());
    }

    long databaseGrowthBytes() {
        return databaseBytes() - databaseBytesAtStart;
    }

    Sizes of(Tool tool, Map<String, Stages.Place> units) {
        long bytes = 0;
        if (units.values().stream().allMatch(place -> place.root().isEmpty())) {
            return new Sizes(0, 0); // what stands there when it is known where has not grown
        }
        for (Map.Entry<String, Stages.Place> it : units.entrySet()) {
            if (it.getValue().root().isPresent()) {
                try {
                    bytes += bytes(tool.store().files(it.getValue().root().get(), it.getKey()));
                } catch (IOException _) {
                    // of those that can be seen
                }
            }
        }
        long first = bytes;
        return new Sizes(bytes, bytes - fileBytesAtStart.computeIfAbsent(tool.kind(), _ -> first));
    }

    private static long bytes(List<Path> files) {
        long bytes = 0;
        for (Path file : files) {
            try {
                bytes += Files.isRegularFile(file) ? Files.size(file) : 0;
            } catch (IOException _) {
                // it has just been replaced or removed
            }
        }
        return bytes;
    }
}

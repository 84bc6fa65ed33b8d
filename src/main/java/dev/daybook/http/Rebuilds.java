package dev.daybook.http;

import dev.daybook.projection.ReadModels;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rebuilds of read models that were asked for. One runs at a time; what is asked for meanwhile is built together by
 * the next, from one reading of the journal. Thread-safe.
 */
final class Rebuilds {

    private static final Logger LOG = LoggerFactory.getLogger(Rebuilds.class);

    private final ReadModels readModels;
    private final Set<String> waiting = new LinkedHashSet<>();
    private final Set<String> running = new LinkedHashSet<>();
    private final Map<String, String> failures = new HashMap<>();
    private @Nullable Thread worker;

    Rebuilds(ReadModels readModels) {
        this.readModels = readModels;
    }

    synchronized void start(Collection<String> names) {
        waiting.addAll(names);
        names.forEach(failures::remove);
        if (worker == null) {
            worker = Thread.ofPlatform().name("rebuild").daemon().start(this::work);
        }
    }

    /** Returns whether it is being built or waits for it. */
    synchronized boolean isUnderWay(String name) {
        return waiting.contains(name) || running.contains(name);
    }

    /** Returns why the last rebuild of it failed, if it did. */
    synchronized Optional<String> failure(String name) {
        return Optional.ofNullable(failures.get(name));
    }

    private void work() {
        for (List<String> names = next(); !names.isEmpty(); names = next()) {
            try {
                readModels.rebuild(names, _ -> {});
            } catch (RuntimeException e) {
                LOG.error("the rebuild of {} failed", names, e);
                failed(names, String.valueOf(e.getMessage()));
            }
        }
    }

    private synchronized List<String> next() {
        running.clear();
        running.addAll(waiting);
        waiting.clear();
        if (running.isEmpty()) {
            worker = null;
        }
        return List.copyOf(running);
    }

    private synchronized void failed(List<String> names, String why) {
        names.forEach(name -> failures.put(name, why));
    }
}

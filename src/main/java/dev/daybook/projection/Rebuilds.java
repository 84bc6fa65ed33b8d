package dev.daybook.projection;

import dev.daybook.domain.Rejected;
import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.journal.Journal;
import dev.daybook.projection.RebuildProgress.Phase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Builds projections anew beside the live ones, one rebuild at a time, and puts them in their place. Thread-safe. */
final class Rebuilds {

    /** Tries of a rebuild that rollbacks of everything keep overtaking: those of less are mended. */
    private static final int ROUNDS_MAX = 5;

    private static final long WAIT_MS = 200;

    /** What a preview has built, by the names of its projections. */
    private record Kept(String id, Map<String, Path> files) {}

    private final Journal journal;
    private final Codec codec;
    private final Timelines timelines;
    private final Rebuild.Place place;
    private final Function<String, ReadModels.Slot> slots;
    private final ReentrantLock building = new ReentrantLock();
    private volatile Optional<RebuildProgress> progress = Optional.empty();
    private Optional<Kept> kept = Optional.empty(); // while building is held

    /** @param slots returns one by the name of its projection, or refuses it */
    Rebuilds(
            Journal journal,
            Codec codec,
            Timelines timelines,
            Rebuild.Place place,
            Function<String, ReadModels.Slot> slots) {
        this.journal = journal;
        this.codec = codec;
        this.timelines = timelines;
        this.place = place;
        this.slots = slots;
    }

    /** Returns how far the one is that builds a projection now. */
    Optional<RebuildProgress> progress(String name) {
        return progress.filter(now -> now.projections().contains(name));
    }

    /** As {@link ReadModels#rebuild}. */
    void run(Collection<String> names, Consumer<RebuildProgress> listener) {
        List<ReadModels.Slot> chosen = chosen(names);
        inTurn(names, listener, () -> {
            dropPreview();
            rebuild(names, chosen, listener);
        });
    }

    /**
     * As {@link #run}, of those that {@code which} returns when its turn has come: so far behind that whoever follows
     * waits for it.
     */
    void runOf(Collection<String> names, Supplier<List<String>> which, Consumer<RebuildProgress> listener) {
        inTurn(names, listener, () -> {
            List<String> left = which.get();
            if (!left.isEmpty()) {
                dropPreview();
                List<ReadModels.Slot> chosen = chosen(left);
                chosen.forEach(slot -> slot.live().replaced(true));
                try {
                    rebuild(left, chosen, listener);
                } finally {
                    chosen.forEach(slot -> slot.live().replaced(false));
                }
            }
        });
    }

    /** As {@link ReadModels#erase}, of the rows. */
    void afresh(Collection<String> names, Consumer<RebuildProgress> listener) {
        List<ReadModels.Slot> chosen = chosen(names);
        inTurn(names, listener, () -> {
            dropPreview();
            rebuild(chosen, listener).discardBegun();
            rebuild(names, chosen, listener);
            if (place.stopped().getAsBoolean()) {
                throw new IllegalStateException("this process ends before the rows are made anew");
            }
            rebuild(chosen, listener).discardPrevious();
            SetAsideFiles.removeAll(place.folder());
        });
    }

    private List<ReadModels.Slot> chosen(Collection<String> names) {
        return names.stream().distinct().map(slots).toList();
    }

    private void rebuild(Collection<String> names, List<ReadModels.Slot> slots, Consumer<RebuildProgress> listener) {
        List<ReadModels.Slot> chosen = slots;
        for (int round = 1; !chosen.isEmpty() && !place.stopped().getAsBoolean(); round++) {
            if (round > ROUNDS_MAX) {
                throw new IllegalStateException(
                        "rollbacks overtook the rebuild of %s %d times: run it again".formatted(names, ROUNDS_MAX));
            }
            chosen = rebuild(chosen, listener).run(round);
        }
    }

    private Rebuild rebuild(List<ReadModels.Slot> chosen, Consumer<RebuildProgress> listener) {
        return new Rebuild(journal, codec, timelines, place, chosen, noted(listener));
    }

    private Consumer<RebuildProgress> noted(Consumer<RebuildProgress> listener) {
        return now -> {
            progress = Optional.of(now);
            listener.accept(now);
        };
    }

    /** As {@link ReadModels#preview}. */
    Preview preview(String id, Collection<String> names, int rowsMax, Consumer<RebuildProgress> listener) {
        List<ReadModels.Slot> chosen = chosen(names);
        var models = new ArrayList<Preview.Model>();
        inTurn(names, listener, () -> {
            dropPreview();
            var files = new LinkedHashMap<String, Path>();
            new RebuildPreview(journal, codec, timelines, place, chosen, noted(listener))
                    .run(rowsMax, (model, file) -> {
                        models.add(model);
                        files.put(model.name(), file);
                    });
            kept = Optional.of(new Kept(id, files));
        });
        CompletableFuture.delayedExecutor(ReadModels.PREVIEW_KEPT.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> dropPreview(id));
        return new Preview(id, List.copyOf(models));
    }

    /** As {@link ReadModels#swapIn}. */
    List<String> swapIn(String id, Collection<String> names, Consumer<RebuildProgress> listener) {
        var swapped = new ArrayList<String>();
        inTurn(names, listener, () -> {
            Kept previewed = kept.filter(
                            one -> one.id().equals(id) && one.files().keySet().equals(Set.copyOf(names)))
                    .orElseThrow(() -> Rejected.conflict(
                            "there is no preview '%s' of %s any more: it is kept for %d minutes, and until the next one or a"
                                    + " rebuild; preview it again",
                            id, String.join(", ", names), ReadModels.PREVIEW_KEPT.toMinutes()));
            kept = Optional.empty();
            try {
                previewed.files().forEach((name, file) -> {
                    rebuild(List.of(slots.apply(name)), listener).swapIn(slots.apply(name), file);
                    swapped.add(name);
                });
            } finally {
                previewed.files().forEach((name, file) -> {
                    if (!swapped.contains(name)) {
                        ReadModelFiles.remove(file);
                    }
                });
            }
        });
        return List.copyOf(swapped);
    }

    private void dropPreview(String id) {
        building.lock();
        try {
            if (kept.filter(one -> one.id().equals(id)).isPresent()) {
                dropPreview();
            }
        } finally {
            building.unlock();
        }
    }

    private void dropPreview() {
        kept.ifPresent(one -> one.files().values().forEach(ReadModelFiles::remove));
        kept = Optional.empty();
    }

    /** As {@link ReadModels#back}. */
    void back(String name) {
        inTurn(
                List.of(name),
                _ -> {},
                () -> rebuild(List.of(slots.apply(name)), _ -> {}).back(slots.apply(name)));
    }

    /** Removes the generation before the live one. */
    void forgetPrevious(String name) {
        inTurn(
                List.of(name),
                _ -> {},
                () -> rebuild(List.of(slots.apply(name)), _ -> {}).discardPrevious());
    }

    /** Waits for another one; the listener hears of it, and what it throws ends the wait. */
    private void inTurn(Collection<String> names, Consumer<RebuildProgress> listener, Runnable work) {
        var waiting = new RebuildProgress(List.copyOf(names), Phase.WAITING, 0, 0, 0, Duration.ZERO);
        try {
            while (!building.tryLock(WAIT_MS, TimeUnit.MILLISECONDS)) {
                listener.accept(waiting);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for another rebuild", e);
        }
        try {
            work.run();
        } finally {
            progress = Optional.empty();
            building.unlock();
        }
    }

    /** Waits for the one that runs, and has {@code work} close what they build on. */
    void close(Runnable work) {
        building.lock();
        try {
            dropPreview();
            work.run();
        } finally {
            building.unlock();
        }
    }
}

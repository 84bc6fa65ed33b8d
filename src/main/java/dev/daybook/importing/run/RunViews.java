package dev.daybook.importing.run;

import dev.daybook.importing.run.Imports.Page;
import dev.daybook.importing.run.Imports.Watch;
import dev.daybook.importing.run.RunView.State;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * How it stands with each import: with those of this process, be they under way or without a trace, as it remembers
 * them, with the others as the journal has it. Thread-safe.
 */
final class RunViews {

    /** Runs without a trace in the journal, such as dry runs, that are remembered. */
    private static final int REMEMBERED_MAX = 100;

    private final Runs recorded;
    private final Predicate<String> isElsewhere;
    private final Set<String> following = new HashSet<>();
    private final Map<String, RunView> runs = new LinkedHashMap<>();
    private final List<Consumer<RunView>> watchers = new CopyOnWriteArrayList<>();

    /** @param isElsewhere whether another process of the journal carries out a run */
    RunViews(Runs recorded, Predicate<String> isElsewhere) {
        this.recorded = recorded;
        this.isElsewhere = isElsewhere;
    }

    Watch watch(String run, Consumer<RunView> listener) {
        Consumer<RunView> watcher = view -> {
            if (view.run().equals(run)) {
                listener.accept(view);
            }
        };
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    Page list(Optional<String> after, int limit) {
        var names = new TreeSet<>(recorded.before(after, limit + 1));
        synchronized (runs) {
            runs.keySet().stream()
                    .filter(text -> after.isEmpty() || text.compareTo(after.get()) < 0)
                    .forEach(names::add);
        }
        List<String> page = names.descendingSet().stream().limit(limit).toList(); // ULIDs: the order of their time
        return new Page(
                page.stream().flatMap(text -> find(text).stream()).toList(),
                names.size() > limit ? Optional.of(page.getLast()) : Optional.empty());
    }

    Optional<RunView> find(String run) {
        synchronized (runs) {
            RunView view = runs.get(run);
            if (view != null) {
                return Optional.of(view);
            }
        }
        Optional<RunView> view = recorded.find(run).map(Runs.Begun::view);
        return view.map(found -> found.state() == State.INTERRUPTED && (isFollowed(run) || isElsewhere.test(run))
                ? found.running()
                : found);
    }

    void follows(String run) {
        synchronized (runs) {
            following.add(run);
        }
    }

    void followedEnough(String run) {
        synchronized (runs) {
            following.remove(run);
        }
    }

    boolean isFollowed(String run) {
        synchronized (runs) {
            return following.contains(run);
        }
    }

    /** Takes a run that begins. */
    void put(RunView view) {
        synchronized (runs) {
            runs.put(view.run(), view);
            while (runs.size() > REMEMBERED_MAX) {
                runs.remove(runs.keySet().iterator().next());
            }
        }
    }

    void moved(String run, Progress progress) {
        Optional<RunView> view;
        synchronized (runs) {
            view = Optional.ofNullable(runs.computeIfPresent(run, (_, runView) -> runView.with(progress)));
        }
        view.ifPresent(this::tell);
    }

    /**
     * Who looks only now is told how far it came all the same.
     *
     * @param end how it ended; the journal knows better if absent
     */
    void ended(String run, Optional<RunView> end) {
        synchronized (runs) {
            runs.computeIfPresent(
                    run,
                    (_, before) -> end.map(
                                    ended -> before.progress().map(ended::with).orElse(ended))
                            .orElse(null));
        }
        find(run).ifPresent(this::tell);
    }

    private void tell(RunView view) {
        watchers.forEach(consumer -> consumer.accept(view));
    }
}

package dev.daybook.importing.run;

import dev.daybook.domain.Rejected;
import dev.daybook.domain.history.HistoryEvent.ImportStarted;
import dev.daybook.event.Catalog;
import dev.daybook.event.Codec;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.LegacySource.Entity;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.LegacySource.Scope;
import dev.daybook.importing.Reading;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Tells which project a tree is: what each project has one of, such as its settings, is kept apart by its name. The
 * first tree of a tool has none.
 *
 * <p>A tree is the project of an earlier one if it stands in the same place, or if most of its tasks came from there: a
 * tree that was moved or copied stays what it is, while two that share a task stay two.
 */
public final class Projects {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final int NAME_CHARS_MAX = 60;
    private static final String FIRST = "";
    private static final int PAGE = 500;

    private final Journal journal;
    private final Codec codec;

    /** A tree that is a project already, or is to be one. */
    public record Known(Path root, String project) {}

    public Projects(Journal journal, Codec codec) {
        this.journal = journal;
        this.codec = codec;
    }

    /**
     * Returns the project of a tree. Reads the tree only if it stands where none stood before.
     *
     * @param named what the user calls it
     * @throws Rejected if the tree is known under another name, or the name is none
     */
    public String of(LegacySource source, Path root, Optional<String> named) {
        return of(source, root, named, List.of());
    }

    /** @param coming trees of the same tool of which the journal may not know yet */
    public String of(LegacySource source, Path root, Optional<String> named, List<Known> coming) {
        named.filter(text -> !NAME.matcher(text).matches()).ifPresent(text -> {
            throw Rejected.invalidAt(
                    "/project", "'%s' is no name of a project: want 1 to 64 of A-Z a-z 0-9 . _ and -", text);
        });
        List<Known> known = known(source);
        known.addAll(coming);
        Optional<String> same = place(source, root, known).or(() -> shared(source, root, known));
        if (same.isPresent() && named.isPresent() && !same.equals(named)) {
            throw Rejected.invalidAt(
                    "/project",
                    "%s was imported as %s before: leave out the name '%s'",
                    root,
                    same.get().isEmpty() ? "the first project, which has no name" : "project '" + same.get() + "'",
                    named.get());
        }
        return same.or(() -> named).orElseGet(() -> known.isEmpty() ? FIRST : fresh(source, root, known));
    }

    /** Returns the tools whose files were taken over, sorted. */
    public SortedSet<String> kinds() {
        var kinds = new TreeSet<String>();
        each(it -> kinds.add(it.kind()));
        return kinds;
    }

    private List<Known> known(LegacySource source) {
        var known = new LinkedHashSet<Known>();
        each(it -> {
            if (it.kind().equals(source.kind())) {
                known.add(new Known(Path.of(it.root()), it.project()));
            }
        });
        return new ArrayList<>(known);
    }

    private void each(Consumer<ImportStarted> heard) {
        Selection starts = new Selection.OfTypes(Set.of(Catalog.name(ImportStarted.class)));
        List<Entry> page = journal.readForward(starts, Position.START, PAGE);
        while (!page.isEmpty()) {
            for (Entry entry : page) {
                if (codec.decode(entry) instanceof ImportStarted it) {
                    heard.accept(it);
                }
            }
            page = journal.readForward(starts, page.getLast().position(), PAGE);
        }
    }

    private static Optional<String> place(LegacySource source, Path root, List<Known> known) {
        Set<Path> places = places(source, root);
        return known.stream()
                .filter(oneKnown -> places(source, oneKnown.root()).stream().anyMatch(places::contains))
                .map(Known::project)
                .findFirst();
    }

    /** The folders of the tool are the place: it is the same whether its own folder is named or the one around it. */
    private static Set<Path> places(LegacySource source, Path root) {
        return source.watched(root).stream()
                .map(watched -> real(watched.folder()))
                .collect(Collectors.toSet());
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException _) {
            return path.toAbsolutePath().normalize(); // it stands there no more
        }
    }

    private Optional<String> shared(LegacySource source, Path root, List<Known> known) {
        if (known.isEmpty()) {
            return Optional.empty();
        }
        var search = new Search(source.kind());
        try (Reading reading = source.read(Root.of(root), Scope.ALL, LegacySource.Known.NOTHING)) {
            reading.forEachRemaining(search::hear);
        }
        return search.found();
    }

    private static String fresh(LegacySource source, Path root, List<Known> known) {
        Set<String> taken = known.stream().map(Known::project).collect(Collectors.toSet());
        String name = name(source, root);
        String fresh = name;
        for (int i = 2; taken.contains(fresh); i++) {
            fresh = name + "-" + i;
        }
        return fresh;
    }

    private static String name(LegacySource source, Path root) {
        Path path = real(root);
        boolean isOfTool = source.watched(path).stream()
                .anyMatch(watched -> watched.below() && real(watched.folder()).equals(path));
        Path named = isOfTool && path.getParent() != null ? path.getParent() : path;
        String name = String.valueOf(named.getFileName()).replaceAll("[^A-Za-z0-9._-]+", "-");
        String cut = name.substring(0, Math.min(NAME_CHARS_MAX, name.length()));
        return cut.isEmpty() || named.getFileName() == null ? "project" : cut;
    }

    /** Counts the tasks that the journal has from earlier imports. */
    private final class Search {
        private final String kind;
        private final Map<String, Long> tasks = new HashMap<>();
        private long all;

        Search(String kind) {
            this.kind = kind;
        }

        /** Returns the project that most of the tasks came from. */
        Optional<String> found() {
            return tasks.entrySet().stream()
                    .filter(entry -> entry.getValue() * 2 > all)
                    .map(Map.Entry::getKey)
                    .findFirst();
        }

        void hear(Reading.Result result) {
            if (!(result instanceof Reading.Found(Entity entity))) {
                return;
            }
            if (!entity.counts().containsKey("sbis") && !entity.counts().containsKey("sessions")) {
                return; // a placeholder may stand for anything; each project has its settings, files and plans; only
                // the ids of tasks are unique
            }
            all++;
            for (Entry it : journal.readStream(entity.stream(), 0, 1)) {
                it.metadata()
                        .file(kind)
                        .ifPresent(file -> tasks.merge(file.project().name(), 1L, Long::sum));
            }
        }
    }
}

package dev.daybook.history;

import static dev.daybook.readmodel.Tables.SUBJECT;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.daybook.domain.Rooted;
import dev.daybook.domain.Texts;
import dev.daybook.domain.history.HistoryEvent.ImportStarted;
import dev.daybook.event.Catalog;
import dev.daybook.event.Codec;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.Source;
import dev.daybook.journal.Source.Project;
import dev.daybook.journal.StreamId;
import dev.daybook.operation.Origin;
import dev.daybook.query.Reads;
import dev.daybook.shape.Flaw;
import dev.daybook.shape.Flaw.Code;
import dev.daybook.shape.Flawed;
import dev.daybook.slice.Ground;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jooq.Condition;

/**
 * Which project of a tool, or which source tree, a thing is of: the one of the file that its first fact came from. What a
 * door made is of none.
 * Thread-safe.
 */
public final class ThingProjects {

    private static final int PAGE = 500;

    /** Nobody reads more names than so many where his own was wrong. */
    private static final int NAMED_MAX = 8;

    /** Things whose first entry is not read again: the rows of lists that are asked for over and over. */
    private static final int BEGUN_MAX = 20_000;

    private final Journal journal;
    private final Codec codec;
    private final Reads reads;
    private final Selection rooted;
    private final Map<Project, Path> roots = new LinkedHashMap<>();
    private final Set<Project> imported = new HashSet<>();
    private final Map<StreamId, Project> runs = new HashMap<>();
    private final Cache<StreamId, Optional<Project>> begun =
            Caffeine.newBuilder().maximumSize(BEGUN_MAX).build();
    private Position read = Position.START;

    /** Where the journal ended when it was read: while it ends there, nothing has come. */
    private Position lookedAt = Position.START;

    private Map<Project, Path> shown = Map.of();

    /** Returns those of an open data directory. */
    public static ThingProjects of(Ground ground) {
        return ground.once(
                ThingProjects.class,
                () -> new ThingProjects(ground.journal(), ground.codec(), ground.reads(SearchOperations.READ_MODEL)));
    }

    ThingProjects(Journal journal, Codec codec, Reads reads) {
        this.reads = reads;
        this.journal = journal;
        this.codec = codec;
        this.rooted = new Selection.OfTypes(codec.catalog().types().stream()
                .filter(type -> Rooted.class.isAssignableFrom(type.record()))
                .map(Catalog.Type::name)
                .collect(Collectors.toSet()));
    }

    /** Returns whether more than one was taken over: else nobody asks which one something is of. */
    public synchronized boolean areSeveral() {
        roots();
        return imported.size() > 1;
    }

    /** Returns the project of a thing, {@code kind/id}, or the one that is named itself, {@code tool:name}. */
    public Optional<Project> of(String thing) {
        if (thing.indexOf('/') < 0) {
            int colon = thing.indexOf(':');
            return Optional.of(new Project(thing.substring(0, colon), thing.substring(colon + 1)));
        }
        StreamId stream = StreamId.parse(thing);
        return run(stream).or(() -> begun(stream));
    }

    private Optional<Project> begun(StreamId stream) {
        Optional<Project> known = begun.getIfPresent(stream);
        if (known != null) {
            return known;
        }
        List<Entry> first = journal.readForward(Selection.stream(stream), Position.START, 1);
        Optional<Project> project = first.stream()
                .flatMap(entry -> entry.metadata().source() instanceof Source.File file
                        ? Stream.of(file.project())
                        : Stream.empty())
                .findFirst();
        if (!first.isEmpty()) { // a first entry stays the first
            begun.put(stream, project);
        }
        return project;
    }

    /** Returns what people call a project: its name, or that of its folder where it has none. */
    public String name(Project project) {
        Path root = roots().get(project);
        return project.name().isEmpty() && root != null ? folder(root) : project.name();
    }

    /**
     * Returns which projects somebody means; none where it is one that is known, and of which nothing was taken over.
     *
     * @param text the name of one, the beginning of it, or a path in it or above it
     * @throws Flawed if nobody knows it; names {@code project}, and those that are called alike
     */
    public Set<Project> meant(String text) {
        Texts.unstorable(text).ifPresent(flaw -> {
            throw refused(flaw);
        });
        Map<Project, Path> all = roots();
        BiPredicate<Project, Path> same = (project, _) -> name(project).equals(text);
        BiPredicate<Project, Path> begins = (project, _) -> name(project).startsWith(text);
        BiPredicate<Project, Path> place =
                (_, root) -> root.startsWith(text) || Path.of(text).startsWith(root);
        for (BiPredicate<Project, Path> which : text.startsWith("/") ? List.of(place) : List.of(same, begins)) {
            Set<Project> found = all.entrySet().stream()
                    .filter(entry -> which.test(entry.getKey(), entry.getValue()))
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toSet());
            if (!found.isEmpty()) {
                return found;
            }
        }
        if (isFound(text)) {
            return Set.of();
        }
        String known = all.keySet().stream()
                .map(this::name)
                .distinct()
                .sorted(Comparator.comparing((String name) -> -alike(name, text))
                        .thenComparing(name -> name))
                .limit(NAMED_MAX)
                .sorted()
                .collect(Collectors.joining(", "));
        throw refused("is '%s': want %s"
                .formatted(
                        text,
                        known.isEmpty()
                                ? "a project of which something was taken over"
                                : "one of " + known + ", or a path"));
    }

    private static Flawed refused(String why) {
        return new Flawed(List.of(new Flaw("/project", Code.NOT_TAKEN, why, -1, -1)));
    }

    /** Returns the things of some projects. */
    public synchronized Origin origin(Set<Project> meant) {
        return Origin.of(
                meant,
                roots().keySet(),
                runs.entrySet().stream()
                        .filter(entry -> meant.contains(entry.getValue()))
                        .map(Map.Entry::getKey)
                        .toList());
    }

    /** Returns whether a project is so called, or lies there, that was found on this machine. */
    private boolean isFound(String text) {
        Condition called = text.startsWith("/")
                ? SUBJECT.OWNER.eq(text).or(SUBJECT.OWNER.startsWith(text + "/"))
                : SUBJECT.TITLE.startsWith(text);
        return reads.read(tables -> tables.fetchExists(SUBJECT, SUBJECT.KIND.eq("project"), called));
    }

    /** Returns how many pairs of letters of a name another one has, too. */
    private static long alike(String name, String other) {
        String lower = other.toLowerCase(Locale.ROOT);
        String letters = name.toLowerCase(Locale.ROOT);
        return IntStream.range(1, letters.length())
                .filter(end -> lower.contains(letters.substring(end - 1, end + 1)))
                .count();
    }

    /** The folder that a tool keeps its files in says less than the one around it. */
    private static String folder(Path root) {
        Path named = String.valueOf(root.getFileName()).startsWith(".") && root.getParent() != null
                ? root.getParent()
                : root;
        return String.valueOf(named.getFileName());
    }

    private synchronized Optional<Project> run(StreamId stream) {
        roots();
        return Optional.ofNullable(runs.get(stream));
    }

    private synchronized Map<Project, Path> roots() {
        Position head = journal.head();
        if (head.equals(lookedAt)) {
            return shown;
        }
        List<Entry> page = journal.readForward(rooted, read, PAGE);
        while (!page.isEmpty()) {
            for (Entry entry : page) {
                if (codec.decode(entry) instanceof Rooted it) {
                    var project = new Project(it.kind(), it.project());
                    roots.put(project, Path.of(it.root()));
                    runs.put(entry.stream(), project);
                    if (it instanceof ImportStarted) {
                        imported.add(project);
                    }
                }
            }
            shown = Map.copyOf(roots);
            read = page.getLast().position();
            page = journal.readForward(rooted, read, PAGE);
        }
        lookedAt = head;
        return shown;
    }
}

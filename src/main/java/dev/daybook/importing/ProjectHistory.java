package dev.daybook.importing;

import dev.daybook.event.Codec;
import dev.daybook.event.Recorded;
import dev.daybook.event.Timelines;
import dev.daybook.history.HistoryEvent.ImportStarted;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What counts of the journal as of one position, for one tool and one of its projects. Holds one stream at a time.
 */
public final class ProjectHistory {

    private static final int PAGE = 500;
    private static final Pattern PROJECT = Pattern.compile("([A-Za-z0-9._-]+)!/(.*)", Pattern.DOTALL);

    /** Categories whose streams several projects may tell of: ids are of one workspace, which may stand in several homes. */
    private static final Set<String> PER_PROJECT = Set.of("session", "workspace");

    private final Journal journal;
    private final Codec codec;
    private final Timeline timeline;
    private final Position asOf;
    private final LegacyWriter writer;
    private final String kind;
    private final String project;

    /** The one thing that it holds, if it holds no more. */
    private final Optional<Only> only;

    /** @param files names without the project */
    private record Only(Account account, Set<String> files) {

        void each(ProjectHistory book, String category, Consumer<Account> each) {
            if (category.equals(account.stream().category())) {
                each.accept(account);
            } else if (category.equals("file")) {
                for (String it : files) {
                    var stream = new StreamId(category, book.qualified(it));
                    List<Recorded> entries = book.entries(stream);
                    if (!entries.isEmpty()) {
                        each.accept(new Account(stream, entries));
                    }
                }
            }
        }
    }

    private ProjectHistory(
            Journal journal,
            Codec codec,
            Timeline timeline,
            Position asOf,
            LegacyWriter writer,
            String project,
            Optional<Only> only) {
        this.journal = journal;
        this.codec = codec;
        this.timeline = timeline;
        this.asOf = asOf;
        this.writer = writer;
        this.kind = writer.kind();
        this.project = project;
        this.only = only;
    }

    /** Opens the book of the first project. */
    static ProjectHistory open(Journal journal, Codec codec, Timelines timelines, Position asOf, LegacyWriter writer) {
        return new ProjectHistory(journal, codec, timelines.asOf(asOf), asOf, writer, "", Optional.empty());
    }

    /** Returns the book of another project of the same tool. */
    ProjectHistory of(String other) {
        return new ProjectHistory(journal, codec, timeline, asOf, writer, other, only);
    }

    /**
     * Returns a book of its project that holds one thing, of which that is known, and no other but files.
     *
     * @param files their names, without the project
     */
    ProjectHistory only(Account account, Set<String> files) {
        String owner = owners(account.stream(), account.entries()).findFirst().orElse("");
        return new ProjectHistory(
                journal, codec, timeline, asOf, writer, owner, Optional.of(new Only(account, Set.copyOf(files))));
    }

    /** The name of the project; empty for the first one. */
    public String project() {
        return project;
    }

    /** A history of one thing, oldest first. */
    public record Account(StreamId stream, List<Recorded> entries) {}

    /**
     * Calls {@code each} with every stream of the category that belongs to the project and has entries that count, in
     * the order in which they began.
     */
    public void each(String category, Consumer<Account> each) {
        if (only.isPresent()) {
            only.get().each(this, category, each);
            return;
        }
        begun(category, stream -> {
            List<Recorded> entries = entries(stream);
            if (!entries.isEmpty() && isOurs(stream, entries)) {
                each.accept(new Account(stream, entries));
            }
        });
    }

    /** Returns what counts of one stream of the project's own name, such as that of a file. */
    public List<Recorded> entries(String category, String name) {
        return entries(new StreamId(category, qualified(name)));
    }

    /** Returns the name of a setting or file with the project. */
    public String qualified(String name) {
        return project.isEmpty() ? name : project + "!/" + name;
    }

    /** Returns the name of a setting or file without the project. */
    public String plain(String qualified) {
        return name(qualified);
    }

    private static String name(String qualified) {
        Matcher matcher = PROJECT.matcher(qualified);
        return matcher.matches() ? matcher.group(2) : qualified;
    }

    /** Returns the file of the project that an import of the tool told the fact from; nothing if somebody else told it. */
    public Optional<String> toldBy(Recorded recorded) {
        return source(recorded)
                .filter(it -> !PER_PROJECT.contains(recorded.stream().category())
                        || project(it).equals(project))
                .map(this::plain);
    }

    /**
     * Returns whose word a fact is to the files of one project: the file that an import of it told the fact from, or
     * nothing if somebody else told it, were it the import of another project.
     *
     * @param project empty for the first one
     */
    public static Function<Recorded, Optional<String>> toldIn(String kind, String project) {
        return recorded ->
                source(kind, recorded).filter(it -> project(it).equals(project)).map(ProjectHistory::name);
    }

    /** Returns the qualified file that an import of the tool told it from. */
    private Optional<String> source(Recorded recorded) {
        return source(kind, recorded);
    }

    private static Optional<String> source(String kind, Recorded recorded) {
        String source = recorded.entry().metadata().source();
        return source.startsWith(kind + ":") ? Optional.of(source.substring(kind.length() + 1)) : Optional.empty();
    }

    /** Returns the projects of the tool of which anything counts, the first one first. */
    List<String> projects() {
        SequencedSet<String> named = new TreeSet<>(List.of(""));
        begun(
                "import",
                stream -> entries(stream).stream()
                        .map(Recorded::event)
                        .filter(ImportStarted.class::isInstance)
                        .map(ImportStarted.class::cast)
                        .filter(it -> it.kind().equals(kind))
                        .forEach(it -> named.add(it.project())));
        if (named.size() == 1) {
            return List.copyOf(named);
        }
        var live = new TreeSet<String>();
        for (String category : writer.categories()) {
            begun(category, stream -> {
                if (live.size() < named.size()) {
                    List<Recorded> entries = entries(stream);
                    owners(stream, entries).filter(named::contains).forEach(live::add);
                }
            });
        }
        return live.isEmpty() ? List.of("") : List.copyOf(live);
    }

    private boolean isOurs(StreamId stream, List<Recorded> entries) {
        return owners(stream, entries).anyMatch(project::equals);
    }

    /** The projects in whose files it stands: none if it is a file of another tool. */
    private Stream<String> owners(StreamId stream, List<Recorded> entries) {
        List<String> told = entries.stream()
                .flatMap(it -> source(it).stream())
                .map(ProjectHistory::project)
                .toList();
        return switch (stream.category()) {
            case "config" -> Stream.of(project(stream.key()));
            case "file" -> told.isEmpty() ? Stream.empty() : Stream.of(project(stream.key()));
            case "session", "workspace" ->
                told.isEmpty() ? Stream.of(neighbours(stream)) : told.stream().distinct();
            default -> Stream.of(told.isEmpty() ? "" : told.getLast());
        };
    }

    /** Returns the project that the workspace of a session belongs to, of which only others have told. */
    private String neighbours(StreamId stream) {
        int slash = stream.key().indexOf('/');
        if (slash < 0) {
            return "";
        }
        return entries(new StreamId("workspace", stream.key().substring(0, slash))).stream()
                .flatMap(it -> source(it).stream())
                .map(ProjectHistory::project)
                .findFirst()
                .orElse("");
    }

    private static String project(String qualified) {
        Matcher matcher = PROJECT.matcher(qualified);
        return matcher.matches() ? matcher.group(1) : "";
    }

    /** Hands on the streams of a category by their first entries. */
    private void begun(String category, Consumer<StreamId> each) {
        Position last = Position.START;
        List<Entry> page;
        do {
            page = journal.readForward(Selection.category(category), last, PAGE);
            List<StreamId> begun = page.stream()
                    .filter(it -> it.revision() == 0 && !it.position().isAfter(asOf))
                    .map(Entry::stream)
                    .toList();
            last = page.isEmpty() ? last : page.getLast().position();
            page = page.isEmpty() || last.isAfter(asOf) ? List.of() : page.subList(page.size() - 1, page.size());
            begun.forEach(each);
        } while (!page.isEmpty());
    }

    private List<Recorded> entries(StreamId stream) {
        var entries = new ArrayList<Recorded>();
        long revision = 0;
        List<Entry> page;
        do {
            page = journal.readStream(stream, revision, PAGE);
            for (Entry it : page) {
                if (!it.position().isAfter(asOf) && timeline.counts(it)) {
                    entries.add(codec.recorded(it));
                }
            }
            revision += page.size();
        } while (page.size() == PAGE);
        return entries;
    }
}

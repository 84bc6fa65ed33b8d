package dev.daybook.importing.frame;

import dev.daybook.event.Codec;
import dev.daybook.event.Recorded;
import dev.daybook.event.Timelines;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Source;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.Timeline;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

    /** Settings and records without routes of their own are named by users, too: the name tells the project. */
    private static final Pattern OF_PROJECT = Pattern.compile("([A-Za-z0-9._-]+)!/.*", Pattern.DOTALL);

    /** Categories whose streams several projects may tell of: ids are of one workspace, which may stand in several homes. */
    private static final Set<String> PER_PROJECT = Set.of("session", "workspace");

    private static final String RECORD = "item";

    private final Journal journal;
    private final Codec codec;
    private final Timeline timeline;
    private final Position asOf;
    private final LegacyWriter writer;
    private final Source.Project project;

    /** The things that it holds, if not all. */
    private final Optional<Only> only;

    /** @param files names without the project */
    private record Only(List<Account> accounts, Set<String> files) {

        void each(ProjectHistory book, String category, Consumer<Account> each) {
            accounts.stream()
                    .filter(account -> account.stream().category().equals(category))
                    .forEach(each);
            if (category.equals("file")) {
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
            Source.Project project,
            Optional<Only> only) {
        this.journal = journal;
        this.codec = codec;
        this.timeline = timeline;
        this.asOf = asOf;
        this.writer = writer;
        this.project = project;
        this.only = only;
    }

    /** Opens the book of the first project. */
    public static ProjectHistory open(
            Journal journal, Codec codec, Timelines timelines, Position asOf, LegacyWriter writer) {
        return new ProjectHistory(
                journal,
                codec,
                timelines.asOf(asOf),
                asOf,
                writer,
                new Source.Project(writer.kind(), ""),
                Optional.empty());
    }

    /** Returns the book of another project of the same tool. */
    public ProjectHistory of(String other) {
        return new ProjectHistory(
                journal, codec, timeline, asOf, writer, new Source.Project(writer.kind(), other), only);
    }

    /**
     * Returns a book of its project that holds some things, of which that is known, and no other but files.
     *
     * @param accounts of one project
     * @param files their names, without the project
     */
    public ProjectHistory only(List<Account> accounts, Set<String> files) {
        Account any = accounts.getFirst();
        Source.Project owner = owners(any.stream(), any.entries()).findFirst().orElse(first());
        return new ProjectHistory(
                journal,
                codec,
                timeline,
                asOf,
                writer,
                owner,
                Optional.of(new Only(List.copyOf(accounts), Set.copyOf(files))));
    }

    /** Returns what counts of one thing, whoever has told it. */
    public Account account(StreamId stream) {
        return new Account(stream, entries(stream));
    }

    /** The name of the project; empty for the first one. */
    public String project() {
        return project.name();
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
        accounts(category).forEach(each);
    }

    private Stream<Account> accounts(String category) {
        return streams(category)
                .map(stream -> new Account(stream, entries(stream)))
                .filter(account -> !account.entries().isEmpty()
                        && owners(account.stream(), account.entries()).anyMatch(project::equals));
    }

    /** All streams that may be the project's: the first one has also what no file has told of. */
    private Stream<StreamId> streams(String category) {
        if (category.equals("config")) {
            return journal.streams(category, project.prefix()).stream();
        }
        List<StreamId> all = journal.streams(category, "");
        if (project.equals(first())) {
            return all.stream();
        }
        var told = new HashSet<>(journal.streams(category, project));
        if (category.equals(RECORD)) {
            told.addAll(journal.streams(category, project.prefix()));
        }
        var workspaces = category.equals("session") ? Set.copyOf(journal.streams("workspace", project)) : Set.of();
        return all.stream()
                .filter(stream -> told.contains(stream)
                        || workspace(stream).filter(workspaces::contains).isPresent());
    }

    /** Returns what counts of one stream of the project's own name, such as that of a file. */
    public List<Recorded> entries(String category, String name) {
        return entries(new StreamId(category, qualified(name)));
    }

    /** Returns the content that things name. */
    public Contents contents() {
        return new Contents(journal, codec);
    }

    /** Returns the name of a setting or file with the project. */
    public String qualified(String name) {
        return project.qualified(name);
    }

    /** Returns the name of a setting or file of the project without it. */
    public String plain(String qualified) {
        return qualified.substring(project.prefix().length());
    }

    /** Returns the file of the project that an import of the tool told the fact from; nothing if somebody else told it. */
    public Optional<String> toldBy(Recorded recorded) {
        return file(recorded)
                .filter(file -> !PER_PROJECT.contains(recorded.stream().category())
                        || file.project().equals(project))
                .map(Source.File::path);
    }

    /**
     * Returns whose word a fact is to the files of one project: the file that an import of it told the fact from, or
     * nothing if somebody else told it, were it the import of another project.
     *
     * @param project empty for the first one
     */
    public static Function<Recorded, Optional<String>> toldIn(String tool, String project) {
        var ours = new Source.Project(tool, project);
        return recorded -> recorded.entry()
                .metadata()
                .file(tool)
                .filter(file -> file.project().equals(ours))
                .map(Source.File::path);
    }

    private Optional<Source.File> file(Recorded recorded) {
        return recorded.entry().metadata().file(writer.kind());
    }

    private Source.Project first() {
        return new Source.Project(writer.kind(), "");
    }

    /** Returns the projects of the tool of which anything counts, the first one first; that one if there is none. */
    public List<String> projects() {
        List<String> live = Stream.of(Stream.of(first()), journal.projects(writer.kind()).stream(), ofNewRecords())
                .flatMap(Function.identity())
                .distinct()
                .map(Source.Project::name)
                .filter(name -> of(name).isLive())
                .toList();
        return live.isEmpty() ? List.of("") : live;
    }

    /** The projects by which records are called: what was put into one has a place there, were none of its files taken over. */
    private Stream<Source.Project> ofNewRecords() {
        if (!writer.categories().contains(RECORD)) {
            return Stream.empty();
        }
        return journal.streams(RECORD, "").stream()
                .map(StreamId::key)
                .filter(key -> writer.hasPlaceFor(
                        RECORD, key.substring(called(key).prefix().length())))
                .map(this::called)
                .distinct();
    }

    private boolean isLive() {
        return writer.categories().stream()
                .anyMatch(category -> accounts(category).findAny().isPresent());
    }

    /** The projects in whose files it stands: none if it is a file of another tool. */
    private Stream<Source.Project> owners(StreamId stream, List<Recorded> entries) {
        List<Source.Project> told = entries.stream()
                .flatMap(recorded -> file(recorded).stream())
                .map(Source.File::project)
                .toList();
        return switch (stream.category()) {
            case "config" -> Stream.of(called(stream.key()));
            case "file" -> told.stream().distinct();
            case "session", "workspace" ->
                told.isEmpty() ? Stream.of(neighbours(stream)) : told.stream().distinct();
            case RECORD -> Stream.of(told.isEmpty() ? called(stream.key()) : told.getLast());
            default -> Stream.of(told.isEmpty() ? first() : told.getLast());
        };
    }

    private Source.Project called(String key) {
        Matcher matcher = OF_PROJECT.matcher(key);
        return new Source.Project(writer.kind(), matcher.matches() ? matcher.group(1) : "");
    }

    /** Returns the project that the workspace of a session belongs to, of which only others have told. */
    private Source.Project neighbours(StreamId stream) {
        return workspace(stream).stream()
                .flatMap(streamId -> entries(streamId).stream())
                .flatMap(recorded -> file(recorded).stream())
                .map(Source.File::project)
                .findFirst()
                .orElse(first());
    }

    private static Optional<StreamId> workspace(StreamId session) {
        int slash = session.key().indexOf('/');
        return slash < 0
                ? Optional.empty()
                : Optional.of(new StreamId("workspace", session.key().substring(0, slash)));
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

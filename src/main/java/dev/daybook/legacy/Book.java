package dev.daybook.legacy;

import dev.daybook.domain.history.HistoryEvent.ImportStarted;
import dev.daybook.event.Codec;
import dev.daybook.event.Recorded;
import dev.daybook.event.Timelines;
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
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What counts of the journal as of one position, for one tool and one of its projects. Holds one stream at a time.
 */
public final class Book {

    private static final int PAGE = 500;
    private static final Pattern PROJECT = Pattern.compile("([A-Za-z0-9._-]+)!/(.*)", Pattern.DOTALL);

    private final Journal journal;
    private final Codec codec;
    private final Timeline timeline;
    private final Position asOf;
    private final String kind;
    private final String project;

    private Book(Journal journal, Codec codec, Timeline timeline, Position asOf, String kind, String project) {
        this.journal = journal;
        this.codec = codec;
        this.timeline = timeline;
        this.asOf = asOf;
        this.kind = kind;
        this.project = project;
    }

    /** Opens the book of the first project. */
    static Book open(Journal journal, Codec codec, Timelines timelines, Position asOf, String kind) {
        return new Book(journal, codec, timelines.asOf(asOf), asOf, kind, "");
    }

    /** Returns the book of another project of the same tool. */
    Book of(String other) {
        return new Book(journal, codec, timeline, asOf, kind, other);
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
        begun(category, stream -> {
            List<Recorded> entries = entries(stream);
            if (!entries.isEmpty() && isOurs(stream, entries)) {
                each.accept(new Account(stream, entries));
            }
        });
    }

    /** Returns what counts of one stream of the project's own name, such as that of a file. */
    public List<Recorded> entries(String category, String name) {
        return entries(new StreamId(category, project.isEmpty() ? name : project + "!/" + name));
    }

    /** Returns the name of a setting or file without the project. */
    public String plain(String qualified) {
        Matcher matcher = PROJECT.matcher(qualified);
        return matcher.matches() ? matcher.group(2) : qualified;
    }

    /** Returns the file that an import of the tool told the fact from; nothing if somebody else told it. */
    public Optional<String> toldBy(Recorded recorded) {
        String source = recorded.entry().metadata().source();
        return source.startsWith(kind + ":")
                ? Optional.of(plain(source.substring(kind.length() + 1)))
                : Optional.empty();
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
        for (String category : List.of("config", "file", "plan", "sbi")) {
            begun(category, stream -> {
                if (live.size() < named.size()) {
                    List<Recorded> entries = entries(stream);
                    if (!entries.isEmpty()) {
                        live.add(owner(stream, entries));
                    }
                }
            });
        }
        return live.isEmpty() ? List.of("") : List.copyOf(live);
    }

    private boolean isOurs(StreamId stream, List<Recorded> entries) {
        return owner(stream, entries).equals(project);
    }

    private String owner(StreamId stream, List<Recorded> entries) {
        if (stream.category().equals("config") || stream.category().equals("file")) {
            return project(stream.key());
        }
        return entries.reversed().stream()
                .map(it -> it.entry().metadata().source())
                .filter(it -> it.startsWith(kind + ":"))
                .findFirst()
                .map(it -> project(it.substring(kind.length() + 1)))
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

package dev.daybook.importing.export;

import dev.daybook.domain.LongText;
import dev.daybook.domain.history.HistoryEvent.ExportFinished;
import dev.daybook.event.Catalog;
import dev.daybook.event.Codec;
import dev.daybook.event.EventIds;
import dev.daybook.journal.Append;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.StreamId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The exports on record: which files were written into which folder. Thread-safe.
 *
 * <p>What is there already is not put on record again: the same files in the same folder are one fact, however often
 * they are written.
 */
final class Exports {

    private static final int PAGE = 100;

    private static final Selection FINISHED = new Selection.OfTypes(Set.of(Catalog.name(ExportFinished.class)));

    /** Between hash and path, as {@code sha256sum} has it. */
    private static final String BETWEEN = "  ";

    /** Before a line whose path has backslashes and line ends escaped. */
    private static final String ESCAPED = "\\";

    private static final Pattern ESCAPE = Pattern.compile("\\\\(.)");

    /** Which exports take the place of each other: those of the same files into the same folder. */
    private record Place(String out, String kind, Optional<String> project) {

        static Place of(ExportFinished it) {
            return new Place(it.out(), it.kind(), it.project());
        }
    }

    private final Journal journal;
    private final Codec codec;

    Exports(Journal journal, Codec codec) {
        this.journal = journal;
        this.codec = codec;
    }

    private static StreamId stream(String out) {
        return new StreamId("export", out);
    }

    /** Returns the last export of a tool's project, or of all of them, into a folder. */
    Optional<ExportFinished> last(Path out, String kind, Optional<String> project) {
        var place = new Place(out.toString(), kind, project);
        return latest(new Selection.OfStream(stream(place.out))).stream()
                .filter(it -> Place.of(it).equals(place))
                .findFirst();
    }

    /** Returns what stands in each folder since it was written there last. */
    List<ExportFinished> latest() {
        return latest(FINISHED);
    }

    private List<ExportFinished> latest(Selection selection) {
        var latest = new LinkedHashMap<Place, ExportFinished>();
        Position after = Position.START;
        for (List<Entry> page = journal.readForward(selection, after, PAGE);
                !page.isEmpty();
                page = journal.readForward(selection, after, PAGE)) {
            for (Entry entry : page) {
                if (codec.decode(entry) instanceof ExportFinished it) {
                    latest.putLast(Place.of(it), it);
                }
            }
            after = page.getLast().position();
        }
        return new ArrayList<>(latest.sequencedValues().reversed());
    }

    /** Puts an export on record, unless the same files were written there last. */
    void record(ExportFinished it, Metadata by, Instant at) {
        Path out = Path.of(it.out());
        if (last(out, it.kind(), it.project())
                .filter(before -> isSame(before, it))
                .isPresent()) {
            return;
        }
        StreamId stream = stream(it.out());
        Draft draft = codec.draft(
                EventIds.derived(stream.toString(), Long.toString(journal.revision(stream)), it.toString()),
                stream,
                it,
                by,
                at);
        try {
            journal.append(new Append(List.of(draft), Map.of())).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private static boolean isSame(ExportFinished one, ExportFinished other) {
        return one.era().equals(other.era()) && one.tree().equals(other.tree());
    }

    /** Returns hashes and paths as they are put on record: as {@code sha256sum} prints them, also where a path has line ends. */
    static LongText tree(SortedMap<String, Sha256> hashes) {
        return new LongText(hashes.entrySet().stream()
                .map(file -> line(file.getKey(), file.getValue()))
                .collect(Collectors.joining()));
    }

    private static String line(String path, Sha256 hash) {
        String escaped = path.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
        return (escaped.equals(path) ? "" : ESCAPED) + hash + BETWEEN + escaped + "\n";
    }

    /** Returns the hashes of the files on record by their paths below the folder. */
    static SortedMap<String, Sha256> hashes(ExportFinished it) {
        var hashes = new TreeMap<String, Sha256>();
        for (String line : it.tree().text().split("\n")) { // not lines(): a path may hold what else ends one
            int end = line.indexOf(BETWEEN);
            if (end < 0) {
                continue; // of no file, or the rest of a path that was not escaped by an earlier version
            }
            String path = line.substring(end + BETWEEN.length());
            boolean escaped = line.startsWith(ESCAPED);
            hashes.put(
                    escaped ? unescaped(path) : path,
                    Sha256.parse(line.substring(escaped ? ESCAPED.length() : 0, end)));
        }
        return hashes;
    }

    private static String unescaped(String path) {
        return ESCAPE.matcher(path).replaceAll(escape -> switch (escape.group(1)) {
            case "n" -> "\n";
            case "r" -> "\r";
            default -> Matcher.quoteReplacement("\\");
        });
    }
}

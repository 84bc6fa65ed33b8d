package dev.daybook.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.command.Stale;
import dev.daybook.event.Timelines;
import dev.daybook.http.Problem.Kind;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.Timeline;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Revisions as ETags, and the conditions that name them.
 *
 * <p>A rollback changes what a thing looks like without writing to its stream: the same revision then stands for
 * another state. So the tag also carries the number of rollbacks: {@code "3"} before the first, {@code "3-r1"} after it.
 */
final class Revisions {

    private static final String EXPIRED = "-expired";
    private static final Pattern TAG = Pattern.compile("\"(-?[0-9]{1,18})(?:-r([0-9]{1,9}))?(?:" + EXPIRED + ")?\"");
    private static final String ANY = "*";
    private static final int BATCH = 500;

    private final Journal journal;
    private final Timelines timelines;

    Revisions(Journal journal, Timelines timelines) {
        this.journal = journal;
        this.timelines = timelines;
    }

    /** Returns the tag of a revision as a reader at {@code position} sees it. */
    String tag(long revision, Position position) {
        int number = timelines.asOf(position).number();
        return number == 0 ? "\"%d\"".formatted(revision) : "\"%d-r%d\"".formatted(revision, number);
    }

    /**
     * Returns the tag of a task whose lease is over: nothing was written, yet it looks otherwise. In a condition it
     * stands for the same revision.
     */
    static String expired(String tag) {
        return tag.substring(0, tag.length() - 1) + EXPIRED + '"';
    }

    /**
     * Returns the revision that a view of a stream stands for, whose last entry that counts is {@code seen}: entries
     * behind it that a rollback made void have been seen, too, or nobody could ever change the thing again.
     */
    long shown(StreamId stream, long seen) {
        long last = journal.revision(stream);
        Timeline timeline = timelines.current();
        if (last <= seen || timeline.number() == 0) {
            return seen;
        }
        long from = seen + 1;
        while (from <= last) {
            List<Entry> behind = journal.readStream(stream, from, BATCH);
            if (behind.isEmpty() || behind.stream().anyMatch(timeline::counts)) {
                return seen;
            }
            from = behind.getLast().revision() + 1;
        }
        return last;
    }

    /** Returns the newest entry of a stream, up to {@code last}, that is of one of {@code types} and counts. */
    Optional<Entry> newest(StreamId stream, Position last, Set<String> types) {
        Timeline timeline = timelines.current();
        Position before = last.next();
        while (true) {
            List<Entry> batch = journal.readBackward(Selection.stream(stream), before, BATCH);
            Optional<Entry> found = batch.stream()
                    .filter(it -> types.contains(it.type()) && timeline.counts(it))
                    .findFirst();
            if (found.isPresent() || batch.size() < BATCH) {
                return found;
            }
            before = batch.getLast().position();
        }
    }

    /** Returns the revision that the caller has seen, if it named one; it must name one or {@code *}. */
    OptionalLong required(Request request) {
        if (request.header("If-Match").isEmpty()) {
            throw Problem.thrown(
                    Kind.REVISION_REQUIRED, "If-Match is missing: send the ETag of what you have seen, or *");
        }
        return expected(request);
    }

    /** Returns the revision that the caller has seen, if it named one. */
    OptionalLong expected(Request request) {
        Optional<String> condition = request.header("If-Match").map(String::strip);
        if (condition.isEmpty() || condition.get().equals(ANY)) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(
                seen(condition.get(), "If-Match is %s: want the ETag of an answer, such as \"3\", or *"));
    }

    /** Returns the revision that a thing was sent back with, if it was: a number, or an ETag as a text. */
    OptionalLong told(JsonNode revision) {
        if (revision.isMissingNode() || revision.isNull()) {
            return OptionalLong.empty();
        }
        String tag = revision.asText().startsWith("\"") ? revision.asText() : '"' + revision.asText() + '"';
        return OptionalLong.of(seen(tag, "revision is %s: want that of the answer that it came with"));
    }

    private long seen(String text, String otherwise) {
        Matcher tag = TAG.matcher(text);
        if (!tag.matches()) {
            throw Problem.thrown(Kind.INVALID_REQUEST, otherwise, text);
        }
        int number = Optional.ofNullable(tag.group(2)).map(Integer::parseInt).orElse(0);
        int current = timelines.current().number();
        if (number != current) {
            throw new Stale("the journal was rolled back since %s was read: read it again".formatted(text));
        }
        return Long.parseLong(tag.group(1));
    }

    /** Returns whether the caller has this already. */
    static boolean known(Request request, String tag) {
        return request.header("If-None-Match")
                .map(tags -> tags.strip().equals(ANY)
                        || Request.split(tags).stream()
                                .map(String::strip)
                                .anyMatch(each -> weak(each).equals(tag)))
                .orElse(false);
    }

    private static String weak(String tag) {
        return tag.startsWith("W/") ? tag.substring(2) : tag;
    }
}

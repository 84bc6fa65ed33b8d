package dev.daybook.http;

import dev.daybook.command.Stale;
import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
import dev.daybook.event.Timelines;
import dev.daybook.http.Problem.Kind;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Revisions as ETags, and the conditions that name them.
 *
 * <p>A rollback changes what a thing looks like without writing to its stream: the same revision then stands for
 * another state. So the tag also carries the number of the newest rollback that touched the thing: {@code "3"} before
 * it, {@code "3-r1"} after it. What a rollback leaves alone keeps its tag.
 *
 * <p>Conditions are those of RFC 9110. {@code If-Match} takes one tag, a list or {@code *} and compares strongly: a weak
 * tag, which a proxy makes by compressing an answer, matches nothing. {@code If-None-Match} compares weakly.
 */
final class Revisions {

    private static final String IF_MATCH = "If-Match";
    private static final Pattern TAG = Pattern.compile("\"(-?[0-9]{1,18})(?:-r([0-9]{1,9}))?(?:-[a-z]+)?\"");

    /** An entity tag of anybody and what separates it from the next. */
    private static final Pattern LISTED =
            Pattern.compile("[\\s,]*(?<weak>W/)?(?<tag>\"[^\"\\p{Cntrl} ]*\")\\s*(?=,|$)");

    private static final String ANY = "*";
    private static final int BATCH = 500;

    private final Journal journal;
    private final Timelines timelines;
    private final RollbackMarks marks;

    Revisions(Journal journal, Timelines timelines) {
        this.journal = journal;
        this.timelines = timelines;
        this.marks = new RollbackMarks(journal);
    }

    /** Returns the tag of a stream's revision as a reader at {@code position} sees it. */
    String tag(StreamId stream, long revision, Position position) {
        int number = marks.newest(stream, timelines.asOf(position));
        return "\"" + revision + (number == 0 ? "" : "-r" + number) + "\"";
    }

    /** As {@link #tag}, as it stands in a body: a number where there was no rollback, else a text. */
    Json body(StreamId stream, long revision, Position position) {
        String tag = tag(stream, revision, position);
        String plain = tag.substring(1, tag.length() - 1);
        return new Json(plain.chars().allMatch(Character::isDigit) ? plain : tag);
    }

    /**
     * Returns the tag of a thing that looks otherwise although nothing was written, such as a task whose lease is over.
     * In a condition it stands for the same revision.
     */
    static String variant(String tag, String what) {
        return tag.substring(0, tag.length() - 1) + '-' + what + '"';
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

    /** Returns the revision that the caller has seen, if it named one; it must name one or {@code *}. */
    OptionalLong required(Request request, StreamId stream) {
        if (request.header(IF_MATCH).isEmpty()) {
            throw Problem.thrown(
                    Kind.REVISION_REQUIRED, "If-Match is missing: send the ETag of what you have seen, or *");
        }
        return expected(request, stream);
    }

    /**
     * Returns the revision that the caller has seen, if it named one: of several the one that the stream is at.
     *
     * @throws Stale if no tag can be that of the stream as it is
     */
    OptionalLong expected(Request request, StreamId stream) {
        String condition = String.join(",", request.headers().getAll(IF_MATCH)).strip();
        if (condition.isEmpty() || condition.equals(ANY)) {
            return OptionalLong.empty();
        }
        List<EntityTag> tags = EntityTag.list(condition)
                .orElseThrow(() -> Problem.thrown(
                        Kind.INVALID_REQUEST,
                        "If-Match is %s: want the ETag of an answer, such as \"3\", several with commas, or *",
                        condition));
        int number = marks.newest(stream, timelines.current());
        List<Long> seen = tags.stream()
                .filter(entityTag -> !entityTag.weak())
                .flatMap(entityTag -> entityTag.revision(number).stream())
                .toList();
        long revision = journal.revision(stream);
        // One that the stream is not at is refused where the command is carried out: it might come to be so meanwhile.
        return OptionalLong.of(seen.stream()
                .filter(oneNumber -> oneNumber == revision)
                .findFirst()
                .or(() -> seen.stream().findFirst())
                .orElseThrow(() -> stale(condition, tags)));
    }

    private static Stale stale(String condition, List<EntityTag> tags) {
        if (tags.stream().allMatch(EntityTag::weak)) {
            return new Stale(("%s is weak: a proxy has changed the answer, by compression say, and If-Match compares"
                            + " strongly; send %s")
                    .formatted(condition, tags.getFirst().text()));
        }
        return new Stale(
                tags.stream()
                                .anyMatch(entityTag ->
                                        TAG.matcher(entityTag.text()).matches())
                        ? "the journal was rolled back since %s was read: read it again".formatted(condition)
                        : "%s is no ETag of this service: read it again".formatted(condition));
    }

    /** Returns the revision that a thing was sent back with: a number, or an ETag as a text. */
    OptionalLong told(Json revision, StreamId stream) {
        String plain = JsonText.tree(revision).asText();
        String text = plain.startsWith("\"") ? plain : '"' + plain + '"';
        if (!TAG.matcher(text).matches()) {
            throw Problem.thrown(
                    Kind.INVALID_REQUEST, "revision is %s: want that of the answer that it came with", text);
        }
        return OptionalLong.of(new EntityTag(false, text)
                .revision(marks.newest(stream, timelines.current()))
                .orElseThrow(() ->
                        new Stale("the journal was rolled back since %s was read: read it again".formatted(text))));
    }

    /** Returns whether the caller has this already. */
    static boolean known(Request request, String tag) {
        String condition =
                String.join(",", request.headers().getAll("If-None-Match")).strip();
        return condition.equals(ANY)
                || EntityTag.list(condition)
                        .map(tags -> tags.stream()
                                .anyMatch(entityTag -> entityTag.text().equals(tag)))
                        .orElse(false);
    }

    /** A tag as a client names it, with its quotes. */
    private record EntityTag(boolean weak, String text) {

        /** Returns the tags of a list, or nothing if it is none. */
        static Optional<List<EntityTag>> list(String condition) {
            List<EntityTag> tags = new ArrayList<>();
            Matcher next = LISTED.matcher(condition);
            while (next.lookingAt()) {
                tags.add(new EntityTag(next.group("weak") != null, next.group("tag")));
                next.region(next.end(), condition.length());
            }
            String rest = condition.substring(next.regionStart());
            return rest.chars().allMatch(character -> character == ',' || Character.isWhitespace(character))
                            && !tags.isEmpty()
                    ? Optional.of(tags)
                    : Optional.empty();
        }

        /** Returns the revision that it names, if it is one that was read after the rollback of that number. */
        Optional<Long> revision(int rollback) {
            Matcher parts = TAG.matcher(text);
            if (!parts.matches()) {
                return Optional.empty();
            }
            int number =
                    Optional.ofNullable(parts.group(2)).map(Integer::parseInt).orElse(0);
            return number == rollback ? Optional.of(Long.parseLong(parts.group(1))) : Optional.empty();
        }
    }
}

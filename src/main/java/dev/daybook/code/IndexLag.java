package dev.daybook.code;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.code.CodeViews.Behind;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.slice.Ground;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How far what is found is behind what there is: every answer about source files says it. */
final class IndexLag {

    private static final String NONE_KNOWN =
            "no source files are known: daybook code index reads those of the tree that"
                    + " one stands in, daybook code index FOLDER those of another";

    private IndexLag() {}

    /** Returns what was appended of files and is not in the tables yet, and since when a watched file has changed. */
    static Behind of(Ground ground, Optional<String> project) {
        Position posted = ground.readModels().position(CodeProjection.NAME);
        Position head = ground.journal().head();
        Optional<Entry> oldest = head.isAfter(posted)
                ? ground.journal().readForward(Selection.category(CodeEvent.CATEGORY), posted, 1).stream()
                        .findFirst()
                : Optional.empty();
        Indexing indexing = Indexing.of(ground);
        Optional<Instant> seen = project.isPresent() ? indexing.behindSince(project.get()) : indexing.behindSince();
        return oldest.map(entry -> new Behind(
                        head.value() - entry.position().value() + 1,
                        seen.filter(entry.recordedAt()::isAfter).or(() -> Optional.of(entry.recordedAt()))))
                .orElseGet(() -> new Behind(0, seen));
    }

    /** Returns what a person is told of an answer. */
    static List<String> notes(JsonNode answer) {
        String none = answer.path("nothingIndexed").asBoolean() ? NONE_KNOWN : "";
        return Stream.of(none, said(answer)).filter(text -> !text.isEmpty()).toList();
    }

    private static String said(JsonNode answer) {
        long files = answer.path("behind").path("files").asLong();
        String since = answer.path("behind").path("since").asText("");
        if (files == 0) {
            return since.isEmpty() ? "" : "files have changed since %s that are not indexed yet".formatted(since);
        }
        return "the index is behind by up to %d files, since %s".formatted(files, since);
    }
}

package dev.daybook.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.event.JsonText;
import dev.daybook.shape.Says;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Something that agents remember. */
record MemoryView(
        String id,

        @Says("known; retracted, consolidated or expired; outdated or upcoming: known, and not so then")
        String status,

        @Says("the memories that this one stands for") List<String> consolidates,

        @Says("all that is known of it, by the names that its files use")
        Json record,

        Instant createdAt,
        Instant updatedAt,

        @Says("of the last entry of its stream that this answer has seen: what ETag and If-Match name")
        long revision,

        @Says("of the entry that changed it last") long position) {

    private static final String AGENT = "agent_id";
    private static final String TEXT = "text";
    private static final String CONTENT = "content";
    private static final String PATH = "content_path";
    private static final String SESSION = "session_id";

    static final String KNOWN = "known";
    static final String RETRACTED = "retracted";
    static final String CONSOLIDATED = "consolidated";
    static final String EXPIRED = "expired";

    /** Whatever is so can only be remembered anew. */
    static final Set<String> OVER = Set.of(RETRACTED, EXPIRED);

    /** Whatever is so says nothing by itself. */
    static final Set<String> OVER_OR_SAID = Set.of(RETRACTED, EXPIRED, CONSOLIDATED);

    /** Returns it as it is at a moment. */
    MemoryView at(Instant now) {
        return with(status(JsonText.tree(record), now), consolidates);
    }

    MemoryView standingFor(List<String> ids) {
        return with(status, ids);
    }

    private MemoryView with(String nowStatus, List<String> ids) {
        return new MemoryView(id, nowStatus, ids, record, createdAt, updatedAt, revision, position);
    }

    /** Returns how a record is at a moment. */
    private static String status(JsonNode record, Instant at) {
        return Stream.of(
                        is(record, "retracted_at", RETRACTED),
                        is(record, "consolidated_at", CONSOLIDATED),
                        is(record, "expired_at", EXPIRED),
                        time(record, "expires_at")
                                .filter(time -> !time.isAfter(at))
                                .map(_ -> EXPIRED),
                        time(record, "valid_until")
                                .filter(time -> !time.isAfter(at))
                                .map(_ -> "outdated"),
                        time(record, "valid_from")
                                .filter(time -> time.isAfter(at))
                                .map(_ -> "upcoming"))
                .flatMap(Optional::stream)
                .findFirst()
                .orElse(KNOWN);
    }

    private static Optional<String> is(JsonNode record, String member, String status) {
        return record.hasNonNull(member) ? Optional.of(status) : Optional.empty();
    }

    private static Optional<Instant> time(JsonNode record, String member) {
        return record.hasNonNull(member) ? Counted.time(record.path(member).asText()) : Optional.empty();
    }

    /** Returns the tags that a member has, whether it is a list or the text of one. */
    static List<String> tags(JsonNode value) {
        JsonNode tags = value;
        if (value.isTextual()) {
            try {
                tags = JsonText.tree(JsonText.parse(value.textValue()));
            } catch (Rejected _) {
                return List.of(value.textValue());
            }
        }
        return StreamSupport.stream(tags.spliterator(), false)
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .toList();
    }

    /**
     * Returns a record with what it does not say itself: what the file says that it names, and whose its session is. The
     * row has these two where nobody else did.
     */
    static Json completed(Json record, Optional<Json> content, Optional<String> agent) {
        if (!(JsonText.tree(record) instanceof ObjectNode whole)) {
            return record;
        }
        agent.ifPresent(name -> whole.put(AGENT, name));
        content.ifPresent(json -> whole.set(CONTENT, JsonText.tree(json)));
        return JsonText.of(whole);
    }

    /** Returns it as it was then, with what others say in its stead today. */
    MemoryView toldAs(MemoryView today) {
        JsonNode then = JsonText.tree(record);
        JsonNode now = JsonText.tree(today.record);
        boolean isOfFile = !then.hasNonNull(TEXT)
                && !then.hasNonNull(CONTENT)
                && then.hasNonNull(PATH)
                && then.path(PATH).equals(now.path(PATH));
        boolean isOfSession = !then.hasNonNull(AGENT)
                && then.hasNonNull(SESSION)
                && then.path(SESSION).equals(now.path(SESSION));
        return new MemoryView(
                id,
                status,
                consolidates,
                completed(
                        record,
                        Optional.of(now.path(CONTENT))
                                .filter(content -> isOfFile && !content.isMissingNode())
                                .map(JsonText::of),
                        Optional.ofNullable(now.path(AGENT).textValue()).filter(_ -> isOfSession)),
                createdAt,
                updatedAt,
                revision,
                position);
    }

    /** Returns the beginning of what it says on one line. */
    static String line(JsonNode record) {
        JsonNode content = record.path(CONTENT);
        String text = record.path(TEXT).asText(content.path(TEXT).asText(""));
        return MemoryDocument.line(
                !text.isBlank()
                        ? text
                        : content.isTextual()
                                ? content.textValue()
                                : content.isMissingNode() ? "" : content.toString());
    }
}

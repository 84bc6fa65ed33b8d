package dev.daybook.session.ait42;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
import dev.daybook.importing.FileEntity.Content;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * What has to be kept of a file of sessions besides its sessions, so that it can be written again: the {@code frame} of
 * {@code document.framed}.
 *
 * <p>A file without a frame holds its sessions in the order in which their streams began, the way the tool writes them:
 * {@code [}, a line end and two blanks; the records, between them a comma, a line end and two blanks; a line end and
 * {@code ]}.
 *
 * <p>The form {@code sessions} tells what is otherwise:
 * <ul>
 *   <li>{@code slots}: what stands in the file from its beginning on, in its order. Each is {@code {"session": id}}, the
 *       record of that session; {@code {"variant": id, "place": n}}, the variant of it that was recorded of this file
 *       and that place; or {@code {"raw": content}}, bytes that are no record of a session. What stands before one is
 *       its {@code gap}, if that is otherwise than {@link SessionRendering#OPEN} before the first or {@link
 *       SessionRendering#BETWEEN} before another. The slot of a session that there is no more is left out.
 *   <li>Sessions that no slot names come after the slots, in the order in which they began.
 *   <li>{@code end}: what stands after the last record, if it is otherwise than {@link SessionRendering#CLOSE}.
 *   <li>{@code empty}: all of the file as long as it has neither slots nor sessions, if it is otherwise than {@code []}.
 * </ul>
 *
 * <p>The form {@code bytes} is a file that cannot be written from its records, being in another encoding or full of
 * marks of a merge: its whole {@code content}, for as long as all sessions are as the file tells them.
 *
 * <p>Contents are objects of {@code encoding}, {@code utf-8} or {@code base64}, and {@code content}.
 */
public final class SessionFrames {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private SessionFrames() {}

    /** A frame. */
    public sealed interface Frame {

        /** Says nothing: the file is as the tool writes it. */
        Frame PLAIN = new Sessions(List.of(), Optional.empty(), Optional.empty());
    }

    public record Sessions(List<Slot> slots, Optional<Content> end, Optional<Content> empty) implements Frame {
        public Sessions {
            slots = List.copyOf(slots);
        }

        /** Whether its records stand one after another, without a list around them. */
        boolean isBare() {
            return !slots.isEmpty()
                    && slots.getFirst()
                            .gap()
                            .filter(it -> !new String(bytes(it), StandardCharsets.ISO_8859_1).contains("["))
                            .isPresent();
        }
    }

    public record Whole(Content content) implements Frame {}

    /** @param gap what stands before it, if not what the tool writes there */
    public record Slot(Optional<Content> gap, Element element) {}

    /** What stands in a slot. */
    public sealed interface Element {

        record Session(String id) implements Element {}

        record Variant(String id, int place) implements Element {}

        record Raw(Content content) implements Element {}
    }

    /** Returns the bytes that a content stands for. */
    public static byte[] bytes(Content content) {
        return content.encoding().equals("base64")
                ? Base64.getDecoder().decode(content.content())
                : content.content().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    static Json json(Frame frame) {
        return JsonText.of(
                switch (frame) {
                    case Whole it ->
                        NODES.objectNode()
                                .put("form", "bytes")
                                .put("encoding", it.content().encoding())
                                .put("content", it.content().content());
                    case Sessions it -> sessions(it);
                });
    }

    private static ObjectNode sessions(Sessions it) {
        ObjectNode frame = NODES.objectNode().put("form", "sessions");
        ArrayNode slots = frame.putArray("slots");
        for (Slot slot : it.slots()) {
            ObjectNode node = slots.addObject();
            switch (slot.element()) {
                case Element.Session session -> node.put("session", session.id());
                case Element.Variant variant ->
                    node.put("variant", variant.id()).put("place", variant.place());
                case Element.Raw raw -> node.set("raw", content(raw.content()));
            }
            slot.gap().ifPresent(gap -> node.set("gap", content(gap)));
        }
        it.end().ifPresent(end -> frame.set("end", content(end)));
        it.empty().ifPresent(empty -> frame.set("empty", content(empty)));
        return frame;
    }

    private static ObjectNode content(Content it) {
        return NODES.objectNode().put("encoding", it.encoding()).put("content", it.content());
    }

    /** Reads the {@code frame} of a {@code document.framed} of this tool. */
    public static Frame read(Json frame) {
        JsonNode node = JsonText.tree(frame);
        if (node.path("form").asText().equals("bytes")) {
            return new Whole(content(node));
        }
        var slots = new ArrayList<Slot>();
        for (JsonNode it : node.path("slots")) {
            slots.add(new Slot(optional(it, "gap"), element(it)));
        }
        return new Sessions(slots, optional(node, "end"), optional(node, "empty"));
    }

    private static Element element(JsonNode it) {
        if (it.has("session")) {
            return new Element.Session(it.path("session").asText());
        }
        return it.has("variant")
                ? new Element.Variant(
                        it.path("variant").asText(), it.path("place").asInt())
                : new Element.Raw(content(it.path("raw")));
    }

    private static Optional<Content> optional(JsonNode node, String key) {
        return node.has(key) ? Optional.of(content(node.path(key))) : Optional.empty();
    }

    private static Content content(JsonNode node) {
        return new Content(node.path("encoding").asText(), node.path("content").asText());
    }
}

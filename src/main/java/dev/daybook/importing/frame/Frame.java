package dev.daybook.importing.frame;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.event.JsonText;
import dev.daybook.importing.container.JsonSpelling;
import dev.daybook.importing.container.Skeleton;
import dev.daybook.importing.frame.FileEntity.Content;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What has to be kept of a file of records besides them, so that it can be written again: the {@code frame} of {@code
 * document.framed}.
 *
 * <p>A file without a frame is a list of its records in the order in which their streams began: {@link #OPEN}, the
 * records, {@link #BETWEEN} them, {@link #CLOSE}. A frame tells what is otherwise. Records of the file that no slot
 * names come after the slots. The slot of a record that there is no more is left out.
 *
 * @param as how the file is spelled, so many levels deep, where its tool does not spell all files alike
 * @param between what stands between two records unless a slot says otherwise
 * @param slots what stands in the file from its beginning on, in its order
 * @param end what stands after the last record; of a file without any all of it
 * @param whole the file itself, if it cannot be written from its records: for as long as all are as it says
 */
public record Frame(
        Optional<As> as, Optional<Content> between, List<Slot> slots, Optional<Content> end, Optional<Content> whole) {

    public static final Content OPEN = new Content("utf-8", "[\n  ");
    public static final Content BETWEEN = new Content("utf-8", ",\n  ");
    public static final Content CLOSE = new Content("utf-8", "\n]");

    /** Says nothing. */
    public static final Frame PLAIN =
            new Frame(Optional.empty(), Optional.empty(), List.of(), Optional.empty(), Optional.empty());

    /** How records are printed that have no spelling of their own. */
    public record As(Spelling spelling, int depth) {}

    /** @param gap what stands before it, unless that is {@link #OPEN} before the first one, or what is between all */
    public record Slot(Optional<Content> gap, Element element) {}

    /** What stands in a slot. */
    public sealed interface Element {

        /** The record of that key. */
        record Named(String key) implements Element {}

        /** A further record of that key, which decides nothing. */
        record Variant(String key, int place) implements Element {}

        /** What is no record. */
        record Raw(Content content) implements Element {}
    }

    /** Records that stand in a list as their tool writes it, but for what slots say; or in none. */
    public static Frame list(List<Slot> slots, Optional<Content> end) {
        Optional<Content> between = isBare(slots) ? Optional.of(new Content("utf-8", "\n")) : Optional.empty();
        return new Frame(Optional.empty(), between, slots, end, Optional.empty());
    }

    public static Frame whole(byte[] bytes) {
        return new Frame(
                Optional.empty(), Optional.empty(), List.of(), Optional.empty(), Optional.of(Content.of(bytes)));
    }

    /** Makes the frame of a file that is taken apart. */
    public static final class Builder {
        private final List<Slot> slots = new ArrayList<>();
        private Optional<Content> between = Optional.empty();
        private long gapBytes;

        /** Returns how much is held of what stands between records. */
        public long gapBytes() {
            return gapBytes;
        }

        /** Returns whether no record was added. */
        public boolean isEmpty() {
            return slots.isEmpty();
        }

        /** Adds the next record; {@code before} stands between it and the one before. */
        public void add(byte[] before, String key) {
            Content gap = Content.of(before);
            between = slots.size() == 1 ? Optional.of(gap) : between;
            boolean usual = !slots.isEmpty() && between.equals(Optional.of(gap));
            gapBytes += usual ? 0 : before.length;
            slots.add(new Slot(usual ? Optional.empty() : Optional.of(gap), new Element.Named(key)));
        }

        /** @param whole the bytes of the file, if its text does not give them again */
        public Frame build(As as, byte[] end, Optional<Content> whole) {
            return new Frame(Optional.of(as), between, slots, Optional.of(Content.of(end)), whole);
        }
    }

    /**
     * Returns what stands between all of these.
     *
     * @param empty a file without records
     */
    Skeleton skeleton(List<Slot> all, byte[] empty) {
        if (all.isEmpty()) {
            return new Skeleton(List.of(end.map(Content::bytes)
                    .filter(text -> !new String(text, StandardCharsets.ISO_8859_1).isBlank())
                    .orElse(empty)));
        }
        var gaps = new ArrayList<byte[]>();
        for (Slot slot : all) {
            gaps.add(slot.gap()
                    .orElse(gaps.isEmpty() ? OPEN : between.orElse(BETWEEN))
                    .bytes());
        }
        gaps.add((slots.isEmpty() ? CLOSE : end.orElse(CLOSE)).bytes());
        return new Skeleton(gaps);
    }

    /** Whether its records stand one after another, without a list around them. */
    public boolean isBare() {
        return isBare(slots);
    }

    private static boolean isBare(List<Slot> slots) {
        return !slots.isEmpty()
                && slots.getFirst()
                        .gap()
                        .filter(gap -> !new String(gap.bytes(), StandardCharsets.ISO_8859_1).contains("["))
                        .isPresent();
    }

    /** Returns it as the journal keeps it. */
    public Json json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        as.ifPresent(how -> {
            json.put("depth", how.depth());
            json.set("as", JsonSpelling.json(how.spelling()));
        });
        between.ifPresent(gap -> json.set("between", json(gap)));
        ArrayNode all = json.putArray("slots");
        for (Slot slot : slots) {
            ObjectNode node = all.addObject();
            switch (slot.element()) {
                case Element.Named named -> node.put("record", named.key());
                case Element.Variant variant ->
                    node.put("variant", variant.key()).put("place", variant.place());
                case Element.Raw raw -> node.set("raw", json(raw.content()));
            }
            slot.gap().ifPresent(gap -> node.set("gap", json(gap)));
        }
        end.ifPresent(rest -> json.set("end", json(rest)));
        whole.ifPresent(file -> json.set("whole", json(file)));
        return JsonText.of(json);
    }

    private static JsonNode json(Content content) {
        return content.encoding().equals("utf-8")
                ? TextNode.valueOf(content.content())
                : JsonNodeFactory.instance.objectNode().put(content.encoding(), content.content());
    }

    public static Frame of(Json frame) {
        JsonNode json = JsonText.tree(frame);
        var slots = new ArrayList<Slot>();
        for (JsonNode slot : json.path("slots")) {
            Element element = slot.has("record")
                    ? new Element.Named(slot.path("record").textValue())
                    : slot.has("variant")
                            ? new Element.Variant(
                                    slot.path("variant").textValue(),
                                    slot.path("place").intValue())
                            : new Element.Raw(content(slot, "raw").orElseThrow());
            slots.add(new Slot(content(slot, "gap"), element));
        }
        Optional<As> as = json.has("as")
                ? Optional.of(new As(
                        JsonSpelling.of(json.path("as")), json.path("depth").intValue()))
                : Optional.empty();
        return new Frame(as, content(json, "between"), slots, content(json, "end"), content(json, "whole"));
    }

    private static Optional<Content> content(JsonNode json, String key) {
        JsonNode value = json.path(key);
        return value.isMissingNode()
                ? Optional.empty()
                : Optional.of(
                        value.isTextual()
                                ? new Content("utf-8", value.textValue())
                                : new Content("base64", value.path("base64").asText()));
    }
}

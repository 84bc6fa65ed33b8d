package dev.daybook.importing.frame;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.daybook.domain.Json;
import dev.daybook.domain.file.FileEvent;
import dev.daybook.domain.file.FileEvent.Framed;
import dev.daybook.domain.file.FileEvent.Removed;
import dev.daybook.domain.file.FileEvent.Written;
import dev.daybook.event.JsonText;
import dev.daybook.event.Recorded;
import dev.daybook.importing.Fact;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.StreamId;
import dev.daybook.text.Utf8;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A file of the tool by its path: kept whole where it is no record of the model, or as a frame of the records that it
 * holds, or both.
 *
 * @param file path below the legacy root
 * @param name the same, qualified by the project: its stream is called so
 * @param content what it holds, if it is kept whole
 * @param frame what it holds besides records, if it is a file of records; a matter of the tool
 * @param at when it was written, as far as that is known
 */
public record FileEntity(
        String file,
        String name,
        Optional<Content> content,
        Optional<Json> frame,
        Instant at,
        Map<String, Integer> counts)
        implements LegacySource.Entity {

    public static final String CATEGORY = "file";

    /** What says nothing need not be said of a file that nobody has said anything of. */
    private static final Json PLAIN = Frame.PLAIN.json();

    /** Of a folder in which nothing stands. */
    public static final Json FOLDER = new Json("{\"form\":\"folder\"}");

    /** What a file holds: {@code encoding} is {@code utf-8} or {@code base64}. */
    public record Content(String encoding, String content) {

        /** Returns the bytes as text if they are one, else encoded. */
        public static Content of(byte[] bytes) {
            return Utf8.decode(bytes)
                    .filter(text -> text.indexOf('\0') < 0)
                    .map(text -> new Content("utf-8", text))
                    .orElseGet(() -> new Content("base64", Base64.getEncoder().encodeToString(bytes)));
        }

        /** Returns the SHA-256 of the content as it stands here: by that it is compared. */
        public String hash() {
            return Sha256.hash(content.getBytes(StandardCharsets.UTF_8)).toString();
        }

        /** Returns the bytes that it is of. */
        public byte[] bytes() {
            return encoding.equals("base64")
                    ? Base64.getDecoder().decode(content)
                    : content.getBytes(StandardCharsets.UTF_8);
        }
    }

    /** Returns a file that is kept whole. */
    public static FileEntity whole(Root root, String file, byte[] bytes, Instant at) {
        return new FileEntity(
                file, root.qualified(file), Optional.of(Content.of(bytes)), Optional.empty(), at, Map.of("files", 1));
    }

    /** Returns a folder in which nothing stands. */
    public static FileEntity folder(Root root, String file, Instant at) {
        return framed(root, file, FOLDER, at, Map.of());
    }

    /** Returns the frame of a file whose records are told by others. */
    public static FileEntity framed(Root root, String file, Json frame, Instant at, Map<String, Integer> counts) {
        return new FileEntity(file, root.qualified(file), Optional.empty(), Optional.of(frame), at, counts);
    }

    /** Returns the frame of a file whose bytes are all that is known of it: others may tell what it said. */
    public static Json raw(byte[] bytes) {
        return JsonText.of(JsonNodeFactory.instance
                .objectNode()
                .put("form", "bytes")
                .put("encoding", "base64")
                .put("content", Base64.getEncoder().encodeToString(bytes)));
    }

    /** Returns the stream of a file, by its name with its project. */
    public static StreamId stream(String name) {
        return new StreamId(CATEGORY, name);
    }

    @Override
    public StreamId stream() {
        return stream(name);
    }

    @Override
    public List<Fact> facts(List<Recorded> known) {
        Kept last = Kept.of(known);
        var facts = new ArrayList<Fact>();
        if ((content.isEmpty() && last.content.isPresent()) || (frame.isEmpty() && last.frame.isPresent())) {
            facts.add(new Fact(new Removed(name), file, at)); // as it was kept before, it is no more
            last = Kept.NOTHING;
        }
        Kept was = last;
        content.filter(content -> !Optional.of(content).equals(was.content))
                .ifPresent(content ->
                        facts.add(new Fact(new Written(name, content.encoding(), content.content()), file, at)));
        frame.filter(json -> !json.equals(was.frame.orElse(PLAIN)))
                .ifPresent(json -> facts.add(new Fact(new Framed(name, json), file, at)));
        return facts;
    }

    @Override
    public Map<String, Object> expected() {
        return content.<Map<String, Object>>map(
                        content -> Map.of("/encoding", content.encoding(), "/sha256", content.hash()))
                .orElse(Map.of());
    }

    /** What the journal knows of a file: {@code content} if it is kept whole, {@code frame} if its records are told by others. */
    public record Kept(Optional<Content> content, Optional<Json> frame) {

        /** Returns the bytes of a file of which the frame is {@link #raw}. */
        public Optional<byte[]> raw() {
            return form("bytes")
                    .map(json -> new Content("base64", json.path("content").asText()).bytes());
        }

        /** Returns whether it is a folder in which nothing stands. */
        public boolean isFolder() {
            return form("folder").isPresent();
        }

        private Optional<JsonNode> form(String form) {
            return frame.map(JsonText::tree)
                    .filter(json -> json.path("form").asText().equals(form));
        }

        private static final Kept NOTHING = new Kept(Optional.empty(), Optional.empty());

        /** Folds the entries of one stream, oldest first. */
        public static Kept of(List<Recorded> entries) {
            Kept kept = NOTHING;
            for (Recorded it : entries) {
                if (it.event() instanceof FileEvent event) {
                    kept = switch (event) {
                        case Written written ->
                            new Kept(Optional.of(new Content(written.encoding(), written.content())), kept.frame);
                        case Framed framed -> new Kept(kept.content, Optional.of(framed.frame()));
                        case Removed _ -> NOTHING;
                    };
                }
            }
            return kept;
        }
    }
}

package dev.daybook.importing;

import dev.daybook.domain.Json;
import dev.daybook.domain.file.FileEvent;
import dev.daybook.domain.file.FileEvent.Framed;
import dev.daybook.domain.file.FileEvent.Removed;
import dev.daybook.domain.file.FileEvent.Written;
import dev.daybook.event.Recorded;
import dev.daybook.journal.StreamId;
import dev.daybook.importing.LegacySource.Root;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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

    /** What a file holds: {@code encoding} is {@code utf-8} or {@code base64}. */
    public record Content(String encoding, String content) {

        /** Returns the bytes as text if they are one, else encoded. */
        public static Content of(byte[] bytes) {
            return Utf8.text(bytes)
                    .map(text -> new Content("utf-8", text))
                    .orElseGet(() -> new Content("base64", Base64.getEncoder().encodeToString(bytes)));
        }
    }

    /** Returns a file that is kept whole. */
    public static FileEntity whole(Root root, String file, byte[] bytes, Instant at) {
        return new FileEntity(
                file, root.qualified(file), Optional.of(Content.of(bytes)), Optional.empty(), at, Map.of("files", 1));
    }

    /** Returns the frame of a file whose records are told by others. */
    public static FileEntity framed(Root root, String file, Json frame, Instant at, Map<String, Integer> counts) {
        return new FileEntity(file, root.qualified(file), Optional.empty(), Optional.of(frame), at, counts);
    }

    @Override
    public StreamId stream() {
        return new StreamId(CATEGORY, name);
    }

    @Override
    public List<Fact> facts(List<Recorded> known) {
        Known last = Known.of(known);
        var facts = new ArrayList<Fact>();
        if ((content.isEmpty() && last.content.isPresent()) || (frame.isEmpty() && last.frame.isPresent())) {
            facts.add(new Fact(new Removed(name), file, at)); // as it was kept before, it is no more
            last = new Known();
        }
        Optional<Content> was = last.content;
        Optional<Json> wasFramed = last.frame;
        content.filter(it -> !Optional.of(it).equals(was))
                .ifPresent(it -> facts.add(new Fact(new Written(name, it.encoding(), it.content()), file, at)));
        frame.filter(it -> !Optional.of(it).equals(wasFramed))
                .ifPresent(it -> facts.add(new Fact(new Framed(name, it), file, at)));
        return facts;
    }

    @Override
    public Map<String, Object> expected() {
        return content.<Map<String, Object>>map(it -> Map.of("/encoding", it.encoding(), "/content", it.content()))
                .orElse(Map.of());
    }

    @Override
    public Set<String> overridden(List<Recorded> known) {
        return Set.of();
    }

    /** What the journal knows of it. */
    private static final class Known {
        private Optional<Content> content = Optional.empty();
        private Optional<Json> frame = Optional.empty();

        static Known of(List<Recorded> entries) {
            var known = new Known();
            for (Recorded it : entries) {
                if (it.event() instanceof FileEvent event) {
                    known.apply(event);
                }
            }
            return known;
        }

        private void apply(FileEvent event) {
            switch (event) {
                case Written it -> content = Optional.of(new Content(it.encoding(), it.content()));
                case Framed it -> frame = Optional.of(it.frame());
                case Removed _ -> {
                    content = Optional.empty();
                    frame = Optional.empty();
                }
            }
        }
    }
}

package dev.daybook.sbi.deespec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.importing.JsonFile;
import dev.daybook.importing.Limits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an entry of a journal says of its owner, read in one pass without building its tree. Only of an entry in which
 * nothing at all is odd: every other takes {@link com.fasterxml.jackson.databind.JsonNode a closer look}.
 *
 * @param sbi the SBI it names: by its own word, or by an artifact
 * @param picks whether it says that this SBI is the one being worked on from now on
 * @param paths the artifacts that are paths
 * @param notes the files that it says it added notes to
 */
record QuickEntry(Optional<String> sbi, boolean picks, List<String> paths, List<String> notes) {

    /** A longer number may be more than a reader of numbers takes. */
    private static final int NUMBER_CHARS_MAX = 100;

    private static final JsonFactory STREAMS = new JsonFactoryBuilder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(100).build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    /** Returns nothing if it is not one plain object. */
    static Optional<QuickEntry> of(byte[] bytes, int depthMax) {
        if (depthMax < STREAMS.streamReadConstraints().getMaxNestingDepth() || isOdd(bytes)) {
            return Optional.empty();
        }
        try (JsonParser parser = STREAMS.createParser(bytes)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            var reading = new Reading(parser);
            reading.object();
            return reading.odd || parser.nextToken() != null ? Optional.empty() : Optional.of(reading.glance());
        } catch (IOException _) {
            return Optional.empty(); // to be read with all care
        }
    }

    /** As {@link #of}, of an object in which something is odd too; nothing if it is none. */
    static Optional<QuickEntry> careful(String file, byte[] bytes, Limits limits) {
        Optional<QuickEntry> plain = of(bytes, limits.jsonDepthMax());
        return plain.isPresent()
                ? plain
                : JsonFile.read(file, bytes, limits, JsonFile.Role.RECORD)
                        .object()
                        .map(QuickEntry::of);
    }

    /** Returns what the object says. */
    static QuickEntry of(ObjectNode object) {
        try (JsonParser parser = object.traverse()) {
            parser.nextToken();
            var reading = new Reading(parser);
            reading.object();
            return reading.glance();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // it reads what is in memory
        }
    }

    /** Returns whether there are bytes whose text is not what it seems: NULs, no UTF-8, halves of pairs. */
    private static boolean isOdd(byte[] bytes) {
        boolean ascii = true;
        for (int i = 0; i < bytes.length; i++) {
            byte it = bytes[i];
            ascii &= it > 0;
            if (it == 0 || (it == '\\' && isSurrogate(bytes, i + 1))) {
                return true;
            }
        }
        return !ascii && new String(bytes, StandardCharsets.UTF_8).indexOf('\uFFFD') >= 0;
    }

    private static boolean isSurrogate(byte[] bytes, int at) {
        return at + 2 < bytes.length
                && bytes[at] == 'u'
                && (bytes[at + 1] == 'd'
                        || bytes[at + 1] == 'D'
                        || (bytes[at + 1] == '0'
                                && bytes[at + 2] == '0'
                                && at + 4 < bytes.length
                                && bytes[at + 3] == '0'
                                && bytes[at + 4] == '0'));
    }

    private static final class Reading {
        private final JsonParser parser;
        private Optional<String> own = Optional.empty();
        private Optional<String> named = Optional.empty();
        private boolean picks;
        private boolean odd;
        private final List<String> paths = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();

        Reading(JsonParser parser) {
            this.parser = parser;
        }

        QuickEntry glance() {
            return new QuickEntry(own.or(() -> named), own.isEmpty() && picks, List.copyOf(paths), List.copyOf(notes));
        }

        void object() throws IOException {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String key = parser.currentName();
                JsonToken value = parser.nextToken();
                if (key.equals("sbi_id")) {
                    if (value == JsonToken.VALUE_STRING && !parser.getText().isBlank()) {
                        own = Optional.of(parser.getText());
                    }
                    skip();
                } else if (key.equals("artifacts") && value == JsonToken.START_ARRAY) {
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        artifact();
                    }
                } else if (key.equals("artifacts") && value == JsonToken.VALUE_STRING) {
                    path(parser.getText());
                } else {
                    skip();
                }
            }
        }

        private void artifact() throws IOException {
            if (parser.currentToken() == JsonToken.VALUE_STRING) {
                path(parser.getText());
                return;
            }
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                skip();
                return;
            }
            Map<String, String> texts = new HashMap<>();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String key = parser.currentName();
                if (parser.nextToken() == JsonToken.VALUE_STRING) {
                    texts.put(key, parser.getText());
                }
                skip();
            }
            text(texts, "path")
                    .filter(_ -> text(texts, "type").orElse("").endsWith("_note_rollup"))
                    .ifPresent(notes::add);
            if (named.isEmpty()) {
                named = text(texts, "id")
                        .filter(SbiName::isId)
                        .or(() -> text(texts, "task_id").filter(SbiName::isId))
                        .or(() -> text(texts, "path").flatMap(EntryOwner::ofPath))
                        .or(() -> text(texts, "spec_path").flatMap(EntryOwner::ofPath));
                picks = named.isPresent() && text(texts, "type").equals(Optional.of("pick"));
            }
        }

        private static Optional<String> text(Map<String, String> texts, String key) {
            return Optional.ofNullable(texts.get(key));
        }

        private void path(String path) {
            paths.add(path);
            if (named.isEmpty()) {
                named = EntryOwner.ofPath(path);
            }
        }

        private void skip() throws IOException {
            if (parser.currentToken().isStructStart()) {
                int depth = 1;
                while (depth > 0) {
                    JsonToken token = parser.nextToken();
                    number(token);
                    depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                }
            } else {
                number(parser.currentToken());
            }
        }

        private void number(JsonToken token) throws IOException {
            odd |= token.isNumeric() && parser.getTextLength() > NUMBER_CHARS_MAX;
        }
    }
}

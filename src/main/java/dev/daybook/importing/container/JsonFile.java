package dev.daybook.importing.container;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.event.JsonReasons;
import dev.daybook.event.JsonText;
import dev.daybook.importing.Finding;
import dev.daybook.importing.Limits;
import dev.daybook.importing.Reading;
import dev.daybook.importing.Results;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A JSON file of somebody else's making, as much of it as can be read.
 *
 * @param tree absent if there is no value
 * @param json the same as text, key order, repeated keys and the spelling of numbers kept where they can be; absent if
 *     it was only scanned
 * @param style in which {@code json} is the file again, byte by byte, if the file is faithful UTF-8
 * @param altered whether {@code json} does not hold all that the file says: the bytes should be kept
 */
public record JsonFile(
        Optional<JsonNode> tree, Optional<Json> json, Spelling style, boolean altered, List<Finding> findings) {

    /** Each level costs memory until it is dropped: deeper files are refused. */
    private static final int DEPTH_REFUSED = 10_000;

    private static final JsonFactory STRICT = factory(false);
    private static final JsonFactory LENIENT = factory(true);

    /** What a broken file means. */
    public enum Role {
        /** A record of its own: it is lost. */
        RECORD,
        /** A piece of something that is imported without it. */
        PIECE,
        /** A record that is only scanned: neither its text nor its spelling is found out. */
        SCANNED
    }

    /** Reads {@code bytes}; never throws, whatever they are. */
    public static JsonFile read(String file, byte[] bytes, Limits limits, Role role) {
        return new Reading(file, limits, role).read(bytes);
    }

    /** As {@link #read}; tells what is wrong, and keeps the bytes where they say more than is read. */
    public static JsonFile told(String file, byte[] bytes, Limits limits, Role role, Results results) {
        JsonFile read = read(file, bytes, limits, role);
        Quarantine.tell(read.findings, read.altered, bytes, results);
        return read;
    }

    /** Returns the object that it is, if it is one. */
    public Optional<ObjectNode> object() {
        return tree.filter(ObjectNode.class::isInstance).map(ObjectNode.class::cast);
    }

    private static JsonFactory factory(boolean lenient) {
        var builder = new JsonFactoryBuilder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(DEPTH_REFUSED)
                        .maxStringLength(64 << 20)
                        .build())
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES);
        if (lenient) {
            builder.enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
                    .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
                    .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
                    .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
                    .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
                    .enable(JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER)
                    .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                    .enable(JsonReadFeature.ALLOW_LEADING_ZEROS_FOR_NUMBERS);
        }
        return builder.build();
    }

    private static final class Reading {
        private final String file;
        private final Limits limits;
        private final Role role;
        private final List<Finding> findings = new ArrayList<>();
        private boolean altered;

        /** All of it but the byte order mark. */
        private String whole = "";

        Reading(String file, Limits limits, Role role) {
            this.file = file;
            this.limits = limits;
            this.role = role;
        }

        JsonFile read(byte[] bytes) {
            TextFile decoded = TextFile.of(file, bytes, limits);
            findings.addAll(decoded.findings());
            altered = !decoded.faithful();
            String text = decoded.text();
            boolean mark = text.startsWith("\uFEFF");
            text = mark ? text.substring(1) : text;
            whole = text;
            Spelling style = JsonSpelling.looks(text, mark);
            if (mark || style.newline().equals("CRLF")) {
                findings.add(
                        Finding.info(file, "", "BOM", "has a byte order mark or CRLF line ends: white space here"));
            }
            int end = text.length();
            while (end > 0 && text.charAt(end - 1) == 0) {
                end--;
            }
            altered |= end < text.length();
            text = text.substring(0, end);
            if (text.isBlank()) {
                if (!decoded.isNulOnly()) {
                    empty();
                }
                return none(style);
            }
            if (findings.stream().anyMatch(finding -> finding.code().equals("CONFLICT_MARKER"))) {
                text = TextFile.ourSide(text);
                altered = true;
            }
            byte[] clean = text.getBytes(StandardCharsets.UTF_8);
            return parse(clean, text, style, bytes.length - (mark ? 3 : 0) == clean.length && mark ? 3 : 0);
        }

        private void empty() {
            findings.add(
                    role == Role.PIECE
                            ? Finding.warn(file, "", "EMPTY_FILE", "is empty: defaults apply")
                            : Finding.error(file, "", "EMPTY_FILE", "is empty: the record is lost"));
        }

        private JsonFile parse(byte[] clean, String text, Spelling style, int offset) {
            int before = findings.size();
            try {
                return value(STRICT, clean, style, offset);
            } catch (StreamConstraintsException e) {
                findings.subList(before, findings.size()).clear();
                findings.add(
                        Finding.error(file, "", "RESOURCE_LIMIT", "goes beyond what is read: %s", JsonReasons.of(e)));
            } catch (JsonEOFException _) {
                truncated(clean.length + offset);
            } catch (JsonProcessingException e) {
                findings.subList(before, findings.size()).clear();
                Optional<JsonFile> lenient = leniently(clean, text, style, offset);
                if (lenient.isPresent()) {
                    return lenient.get();
                }
                findings.subList(before, findings.size()).clear();
                findings.add(Finding.error(
                        file,
                        "byte "
                                + (Math.max(
                                                0,
                                                e.getLocation() == null
                                                        ? 0
                                                        : e.getLocation().getByteOffset())
                                        + offset),
                        "INVALID_JSON",
                        "is not JSON: kept as it is"));
            } catch (IOException e) {
                throw new IllegalStateException("reading from memory failed", e);
            }
            return none(style);
        }

        private void truncated(int at) {
            String where = "byte " + at;
            findings.add(
                    role == Role.PIECE
                            ? Finding.warn(file, where, "TRUNCATED_JSON", "is cut short: imported without it")
                            : Finding.error(file, where, "TRUNCATED_JSON", "is cut short: the record is kept raw"));
        }

        private Optional<JsonFile> leniently(byte[] clean, String text, Spelling style, int offset) {
            if (text.indexOf('{') != 0 && text.indexOf('[') != 0 && !text.startsWith("/")) {
                return Optional.empty(); // a bare word is no JSON, however lenient one is
            }
            try {
                altered = true;
                JsonFile read = value(LENIENT, clean, style, offset);
                var all = new ArrayList<>(read.findings);
                all.add(Finding.warn(file, "", "INVALID_JSON", "breaks the rules of JSON: read leniently"));
                return Optional.of(new JsonFile(read.tree, read.json, read.style, true, List.copyOf(all)));
            } catch (IOException _) {
                return Optional.empty();
            }
        }

        private JsonFile value(JsonFactory factory, byte[] clean, Spelling style, int offset) throws IOException {
            try (JsonParser parser = factory.createParser(clean)) {
                parser.nextToken();
                var builder = new TreeBuilder(file, limits.jsonDepthMax(), findings);
                JsonNode tree = builder.build(parser);
                altered |= builder.altered();
                trailing(parser, offset);
                if (role == Role.SCANNED) {
                    return new JsonFile(Optional.of(tree), Optional.empty(), style, altered, List.copyOf(findings));
                }
                boolean partly = altered || factory == LENIENT;
                Json json = partly ? JsonText.of(tree) : JsonText.parse(clean);
                Spelling spelling = partly
                        ? JsonSpelling.verbatim(whole, style.byteOrderMark())
                        : JsonSpelling.of(whole, style.byteOrderMark(), json);
                return new JsonFile(Optional.of(tree), Optional.of(json), spelling, altered, List.copyOf(findings));
            }
        }

        private void trailing(JsonParser parser, int offset) {
            long at = parser.currentLocation().getByteOffset() + offset;
            boolean more;
            try {
                JsonToken token = parser.nextToken();
                more = token != null;
            } catch (IOException _) {
                more = true;
            }
            if (more) {
                altered = true;
                findings.add(Finding.warn(
                        file, "byte " + at, "TRAILING_DATA", "goes on after its value: the rest is kept raw"));
            }
        }

        private JsonFile none(Spelling style) {
            return new JsonFile(Optional.empty(), Optional.empty(), style, true, List.copyOf(findings));
        }
    }

    /** Returns what a value is, as findings call it. */
    public static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "a list";
            case OBJECT, POJO -> "an object";
            case STRING, BINARY -> "a text";
            case NUMBER -> "a number";
            case BOOLEAN -> "a truth value";
            case NULL, MISSING -> "null";
        };
    }
}

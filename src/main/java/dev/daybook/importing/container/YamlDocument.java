package dev.daybook.importing.container;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.event.JsonText;
import dev.daybook.importing.Limits;
import dev.daybook.importing.Results;
import dev.daybook.importing.frame.Contents;
import dev.daybook.text.Utf8;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file that is one record: a YAML mapping, or Markdown with one in front, whose text is the member {@code body}. A
 * member is changed in its place; one that holds others is written anew on one line.
 */
public final class YamlDocument implements Container {

    private static final String BODY = "body";

    /** What is added to a mapping says by itself how it is spelled. */
    private static final Spelling AS =
            new Spelling("  ", "LF", false, true, ",", ": ", Spelling.Escapes.NONE, Optional.empty());

    private static final Pattern FRONT = Pattern.compile(
            "(\uFEFF?---[ \\t]*\\r?\\n)(.*?)(^---[ \\t]*(?:\\r?\\n|\\z))", Pattern.MULTILINE | Pattern.DOTALL);

    private final boolean markdown;

    private YamlDocument(boolean markdown) {
        this.markdown = markdown;
    }

    public static YamlDocument yaml() {
        return new YamlDocument(false);
    }

    public static YamlDocument frontMatter() {
        return new YamlDocument(true);
    }

    /** A text as its parts: {@code body} is absent in a file that is all YAML. */
    private record Parts(String before, String yaml, String after, Optional<String> body) {

        String text() {
            return before + yaml + after + body.orElse("");
        }
    }

    private Parts parts(String text) {
        if (!markdown) {
            return new Parts("", text, "", Optional.empty());
        }
        Matcher matcher = FRONT.matcher(text);
        return matcher.lookingAt()
                ? new Parts(
                        matcher.group(1),
                        matcher.group(2),
                        matcher.group(3),
                        Optional.of(text.substring(matcher.end())))
                : new Parts("", "", "", Optional.of(text));
    }

    @Override
    public Contents read(String file, byte[] bytes, Limits limits) {
        String text = new String(bytes, UTF_8);
        Parts parts = parts(text);
        var heard = new Results();
        Optional<ObjectNode> object = parts.yaml().isBlank()
                ? Optional.of(JsonNodeFactory.instance.objectNode())
                : YamlFile.read(file, parts.yaml().getBytes(UTF_8), limits, heard)
                        .map(YamlFile::object);
        parts.body().ifPresent(body -> object.ifPresent(node -> node.put(BODY, body)));
        List<Piece> pieces = object.stream()
                .map(node -> new Piece(place(bytes), JsonText.of(node), ""))
                .toList();
        return new Contents(AS, object.isPresent(), pieces, List.copyOf(heard.findings()));
    }

    private static Place place(byte[] bytes) {
        return new Place(List.of(), List.of(), 0, bytes.length, Optional.empty());
    }

    @Override
    public List<Place> places(byte[] text, String id, boolean lenient) throws Damaged {
        if (Utf8.decode(text).isEmpty() || value(text).isEmpty()) {
            throw new Damaged(0, "a mapping in YAML");
        }
        return List.of(place(text));
    }

    @Override
    public Optional<Json> value(byte[] record) {
        return read("", record, Limits.DEFAULT).pieces().stream()
                .map(Piece::value)
                .findFirst();
    }

    @Override
    public Spelling look(byte[] record, Json value, int depth) {
        return AS;
    }

    @Override
    public byte[] print(Json record, int depth, Spelling as) {
        return written(parts(""), JsonNodeFactory.instance.objectNode(), JsonText.tree(record))
                .text()
                .getBytes(UTF_8);
    }

    @Override
    public byte[] revise(byte[] record, Json now, Spelling as) {
        return value(record)
                .map(before -> written(parts(new String(record, UTF_8)), JsonText.tree(before), JsonText.tree(now))
                        .text()
                        .getBytes(UTF_8))
                .orElse(record);
    }

    @Override
    public byte[] edit(byte[] text, Spelling as, Collection<List<String>> removed, List<Added> added) {
        return text; // the record is the file
    }

    private Parts written(Parts parts, JsonNode before, JsonNode after) {
        var yaml = YamlSplice.of(parts.yaml());
        Set<String> names = new LinkedHashSet<>();
        before.fieldNames().forEachRemaining(names::add);
        after.fieldNames().forEachRemaining(names::add);
        for (String name : names) {
            JsonNode value = after.path(name);
            if (value.equals(before.path(name)) || (markdown && name.equals(BODY))) {
                continue;
            }
            if (value.isMissingNode()) {
                yaml.remove(name);
            } else {
                yaml.set(name, value);
            }
        }
        String body = after.path(BODY).asText("");
        boolean begins = markdown
                && parts.before().isEmpty()
                && (!yaml.text().isEmpty() || FRONT.matcher(body).lookingAt()); // which are not its members
        return new Parts(
                begins ? "---\n" : parts.before(),
                yaml.text(),
                begins ? "---\n" : parts.after(),
                markdown ? Optional.of(body) : Optional.empty());
    }
}

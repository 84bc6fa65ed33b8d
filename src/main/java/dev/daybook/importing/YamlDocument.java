package dev.daybook.importing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.event.JsonText;
import dev.daybook.shape.JsonSplice;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/**
 * A file that is one record: a YAML mapping, or Markdown with one in front, whose text is the member {@code body}. A
 * member is changed in its place; one that holds others is written anew on one line.
 */
public final class YamlDocument implements Container {

    private static final String BODY = "body";
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
    public Contents read(String file, String text, Limits limits) {
        Parts parts = parts(text);
        var heard = new Heard();
        Optional<ObjectNode> object = parts.yaml().isBlank()
                ? Optional.of(JsonNodeFactory.instance.objectNode())
                : YamlFile.read(file, parts.yaml().getBytes(StandardCharsets.UTF_8), limits, heard)
                        .map(YamlFile::object);
        parts.body().ifPresent(body -> object.ifPresent(it -> it.put(BODY, body)));
        var findings = new ArrayList<>(heard.findings());
        var as = new Spelling(
                "  ", "LF", false, text.endsWith("\n"), ",", ": ", Spelling.Escapes.NONE, Optional.empty());
        List<Piece> pieces = object.stream()
                .map(it -> new Piece(List.of(), List.of(), 0, text.length(), JsonText.of(it), ""))
                .toList();
        return new Contents(as, object.isPresent(), pieces, findings);
    }

    @Override
    public String print(Json record, List<String> path, Spelling as) {
        return written(parts(empty()), JsonNodeFactory.instance.objectNode(), JsonText.tree(record))
                .text();
    }

    @Override
    public String edit(String text, Spelling as, List<Edit> edits) {
        Contents contents = read("", text, Limits.DEFAULT);
        if (contents.pieces().isEmpty()) {
            return text;
        }
        Json before = contents.pieces().getFirst().value();
        byte[] after = JsonSplice.of(
                before, Spelling.COMPACT, edits.stream().map(Edit::change).toList());
        return written(parts(text), JsonText.tree(before), JsonText.tree(JsonText.parse(after)))
                .text();
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
            } else if (value.isTextual()) {
                yaml.set(name, value.textValue());
            } else if (value.isArray() && !value.isEmpty() && areTexts(value)) {
                yaml.set(
                        name,
                        StreamSupport.stream(value.spliterator(), false)
                                .map(JsonNode::textValue)
                                .toList());
            } else {
                yaml.setPlain(name, JsonText.of(value).text()); // JSON is YAML on one line
            }
        }
        boolean begins = markdown && parts.before().isEmpty() && !yaml.text().isEmpty();
        return new Parts(
                begins ? "---\n" : parts.before(),
                yaml.text(),
                begins ? "---\n" : parts.after(),
                markdown ? Optional.of(after.path(BODY).asText("")) : Optional.empty());
    }

    private static boolean areTexts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false).allMatch(JsonNode::isTextual);
    }

    @Override
    public List<String> place(String text, List<String> names) {
        return List.of();
    }

    @Override
    public String empty() {
        return "";
    }
}

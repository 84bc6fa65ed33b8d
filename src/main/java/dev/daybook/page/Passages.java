package dev.daybook.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.operation.Column;
import dev.daybook.page.Passage.Code;
import dev.daybook.page.Passage.Diff;
import dev.daybook.page.Passage.Folded;
import dev.daybook.page.Passage.Line;
import dev.daybook.page.Passage.Prose;
import dev.daybook.text.LineDiff;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes texts apart: prose, programs between fences, diffs, and what a tool was asked and told. */
final class Passages {

    private static final Pattern FENCED = Pattern.compile("(?ms)^```([^\\n`]*)\\n(.*?)(?:^```[ \\t]*$\\n?|\\z)");
    private static final Pattern PLACE = Pattern.compile("(?m)^@@ -[0-9,]+ \\+[0-9,]+ @@");

    /** A longer text is folded where it is one of many. */
    private static final int LINES_MAX = 40;

    private static final int NAME_CHARS_MAX = 80;

    private Passages() {}

    /** Returns the passages of what somebody said: a text, or a list of parts with types. */
    static List<Passage> of(JsonNode said) {
        if (!said.isArray()) {
            return of(said.isTextual() ? said.asText() : Column.plain(said));
        }
        var passages = new ArrayList<Passage>();
        for (JsonNode part : said) {
            String type = part.path("type").asText();
            if (part.path("text").isTextual()) {
                passages.addAll(of(part.path("text").asText()));
            } else {
                String name = (type + " " + part.path("name").asText()).strip();
                JsonNode inside = part.has("input") ? part.path("input") : part.path("content");
                passages.add(new Folded(
                        name.isEmpty() ? "part" : name,
                        inside.isTextual()
                                ? of(inside.asText())
                                : List.of(new Code((inside.isMissingNode() ? part : inside).toPrettyString()))));
            }
        }
        return passages;
    }

    /** Returns the passages of a text. */
    static List<Passage> of(String text) {
        var passages = new ArrayList<Passage>();
        Matcher fenced = FENCED.matcher(text);
        int from = 0;
        while (fenced.find()) {
            prose(passages, text.substring(from, fenced.start()));
            String language = fenced.group(1).strip();
            String inside = fenced.group(2);
            passages.add(language.equals("diff") || PLACE.matcher(inside).find() ? diff(inside) : new Code(inside));
            from = fenced.end();
        }
        prose(passages, text.substring(from));
        return passages;
    }

    private static void prose(List<Passage> passages, String text) {
        if (PLACE.matcher(text).find()) {
            passages.add(diff(text.strip()));
        } else if (!text.isBlank()) {
            passages.add(new Prose(text.strip()));
        }
    }

    private static Diff diff(String unified) {
        return new Diff(unified.lines().map(Line::of).toList());
    }

    /** Returns the same under a name if they are long, or if few want to read them. */
    static List<Passage> folded(List<Passage> passages, String text, boolean always) {
        List<String> lines = text.lines()
                .filter(line -> !line.isBlank())
                .limit(LINES_MAX + 1L)
                .toList();
        if (lines.size() <= (always ? 1 : LINES_MAX)) {
            return passages;
        }
        String first = lines.getFirst().strip();
        return List.of(new Folded(
                first.length() > NAME_CHARS_MAX ? first.substring(0, NAME_CHARS_MAX) + "…" : first, passages));
    }

    /** Returns how a value became another one: line by line. */
    static List<Passage> changed(String before, String after) {
        String diff = LineDiff.of(before, after).unified();
        if (!diff.isEmpty() && (before.indexOf('\n') >= 0 || after.indexOf('\n') >= 0)) {
            return List.of(diff(diff));
        }
        var lines = new ArrayList<Line>();
        if (!before.isEmpty()) {
            lines.add(new Line("removed", "-" + before));
        }
        if (!after.isEmpty()) {
            lines.add(new Line("added", "+" + after));
        }
        return List.of(new Diff(lines));
    }
}

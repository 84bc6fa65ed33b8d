package dev.daybook.code.parsing;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds what is written about a definition: the comment that ends where it begins, or the string in it. */
final class Docs {

    /** What a doc of a language is good for is said in its beginning. */
    private static final int CHARS_MAX = 4_000;

    private static final Pattern LINE_MARK = Pattern.compile("^\\s*(?:/{2,}!?|\\*+(?!/)) ?");
    private static final Pattern BLOCK_END = Pattern.compile("\\s*\\*+/\\s*$");
    private static final Pattern BLOCK_BEGIN = Pattern.compile("^\\s*/\\*+ ?");
    private static final Pattern PYTHON_PREFIX = Pattern.compile("^[rRuUbBfF]*(\"\"\"|'''|\"|')");

    private final SourceText text;
    private final Grammar grammar;
    /** By the line that they end in; those that stand behind code are about that code. */
    private final Map<Integer, Found.Node> comments = new HashMap<>();
    /** By the first byte of the name that they are about. */
    private final Map<Integer, Found.Node> strings = new HashMap<>();

    Docs(SourceText text, Grammar grammar) {
        this.text = text;
        this.grammar = grammar;
    }

    void comment(Found.Node comment) {
        if (text.isFirstOfLine(comment.start())) {
            comments.put(text.line(comment.end() - 1), comment);
        }
    }

    void string(Found.Node string, int nameAt) {
        strings.put(nameAt, string);
    }

    /**
     * Returns the doc of a definition; ask in the order of the file.
     *
     * @param start where the definition begins, with its decorators
     */
    Optional<String> of(int start, int nameAt) {
        Optional<String> said = grammar == Grammar.PYTHON
                ? Optional.ofNullable(strings.get(nameAt)).map(this::string)
                : above(start);
        return said.map(Docs::cut).filter(doc -> !doc.isEmpty());
    }

    private static String cut(String doc) {
        if (doc.length() <= CHARS_MAX) {
            return doc;
        }
        boolean halved = Character.isHighSurrogate(doc.charAt(CHARS_MAX - 1));
        return doc.substring(0, halved ? CHARS_MAX - 1 : CHARS_MAX).strip();
    }

    private Optional<String> above(int start) {
        int line = text.line(start);
        Found.Node same = comments.get(line);
        boolean before = same != null && same.end() <= start;
        Found.Node last = comments.remove(before ? line : line - 1); // it is about the first that follows
        if (last == null) {
            return Optional.empty();
        }
        String said = text.slice(last.start(), last.end());
        if (said.startsWith("/*")) {
            boolean doc = said.startsWith("/**") || grammar == Grammar.GO;
            return doc ? Optional.of(block(said)) : Optional.empty();
        }
        return grammar == Grammar.GO ? Optional.of(lines(last, said)) : Optional.empty();
    }

    private static String block(String said) {
        String inner =
                BLOCK_BEGIN.matcher(BLOCK_END.matcher(said).replaceFirst("")).replaceFirst("");
        return inner.lines()
                .map(line -> LINE_MARK.matcher(line).replaceFirst("").stripTrailing())
                .collect(Collectors.joining("\n"))
                .strip();
    }

    /** Goes up as long as comments follow each other; marks for tools, such as {@code //go:embed}, say nothing. */
    private String lines(Found.Node last, String said) {
        var block = new StringBuilder(said);
        int line = text.line(last.start()) - 1;
        Found.Node above = comments.get(line);
        while (above != null
                && block.length() < CHARS_MAX
                && text.slice(above.start(), above.end()).startsWith("//")) {
            block.insert(0, text.slice(above.start(), above.end()) + "\n");
            above = comments.get(--line);
        }
        return block.toString()
                .lines()
                .filter(one -> !one.startsWith("//go:") && !one.startsWith("//nolint"))
                .map(one -> LINE_MARK.matcher(one).replaceFirst("").stripTrailing())
                .collect(Collectors.joining("\n"))
                .strip();
    }

    private String string(Found.Node node) {
        String said = text.slice(node.start(), node.end());
        var quotes = PYTHON_PREFIX.matcher(said);
        if (!quotes.find()) {
            return said;
        }
        String mark = quotes.group(1);
        String inner = said.substring(quotes.end());
        String bare = inner.endsWith(mark) ? inner.substring(0, inner.length() - mark.length()) : inner;
        return bare.strip().indent(0).lines().map(String::strip).collect(Collectors.joining("\n"));
    }
}

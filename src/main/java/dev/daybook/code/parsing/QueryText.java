package dev.daybook.code.parsing;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads the queries of a language, in the notation of tree-sitter, as far as they need it: nodes, fields, alternatives,
 * {@code ?}, anchors, fields that must not be there, and captures.
 */
final class QueryText {

    private final String text;
    private final TreeSitter language;
    private int at;

    private QueryText(String text, TreeSitter language) {
        this.text = text;
        this.language = language;
    }

    /** @throws IllegalStateException if the language has no such nodes or fields, or the text cannot be read */
    static List<QueryStep> read(String text, TreeSitter language) {
        var reading = new QueryText(text, language);
        var all = new ArrayList<QueryStep>();
        while (reading.more()) {
            all.add(reading.step(0, false));
        }
        return List.copyOf(all);
    }

    /** Goes to what comes next, past spaces and comments. Returns whether anything does. */
    private boolean more() {
        while (at < text.length()) {
            char next = text.charAt(at);
            if (next == ';') {
                at = text.indexOf('\n', at);
            } else if (!Character.isWhitespace(next)) {
                return true;
            }
            at++;
        }
        return false;
    }

    private boolean follows(char expected) {
        boolean is = more() && text.charAt(at) == expected;
        at += is ? 1 : 0;
        return is;
    }

    private QueryStep step(int field, boolean immediate) {
        QueryStep found;
        if (follows('[')) {
            var choices = new ArrayList<QueryStep>();
            while (!follows(']')) {
                choices.add(step(0, false));
            }
            found = step(QueryStep.ANY, field, immediate, List.of(), List.of(), choices);
        } else if (follows('"')) {
            int end = text.indexOf('"', at);
            int symbol = known(language.symbol(text.substring(at, end), false), text.substring(at, end));
            at = end + 1;
            found = step(symbol, field, immediate, List.of(), List.of(), List.of());
        } else if (follows('(')) {
            found = node(field, immediate);
        } else {
            throw wrong("a node");
        }
        return marked(found);
    }

    private QueryStep node(int field, boolean immediate) {
        String name = word();
        int symbol = name.equals("_") ? QueryStep.ANY : known(language.symbol(name, true), name);
        var parts = new ArrayList<QueryStep>();
        var without = new ArrayList<Integer>();
        boolean anchored = false;
        while (!follows(')')) {
            if (follows('.')) {
                anchored = true;
            } else if (follows('!')) {
                without.add(field(word()));
            } else {
                int partField = 0;
                if (more() && Character.isLetter(text.charAt(at))) {
                    partField = field(word());
                    at += 1; // its colon
                }
                parts.add(step(partField, anchored));
                anchored = false;
            }
        }
        if (anchored) {
            parts.add(asLast(parts.removeLast()));
        }
        return step(symbol, field, immediate, without, parts, List.of());
    }

    private QueryStep marked(QueryStep step) {
        boolean optional = follows('?');
        var captures = new ArrayList<String>();
        while (follows('@')) {
            captures.add(word());
        }
        return new QueryStep(
                step.symbol(),
                step.field(),
                optional,
                step.immediate(),
                step.last(),
                step.without(),
                List.copyOf(captures),
                step.parts(),
                step.choices());
    }

    private static QueryStep step(
            int symbol,
            int field,
            boolean immediate,
            List<Integer> without,
            List<QueryStep> parts,
            List<QueryStep> choices) {
        return new QueryStep(
                symbol,
                field,
                false,
                immediate,
                false,
                List.copyOf(without),
                List.of(),
                List.copyOf(parts),
                List.copyOf(choices));
    }

    private static QueryStep asLast(QueryStep step) {
        return new QueryStep(
                step.symbol(),
                step.field(),
                step.optional(),
                step.immediate(),
                true,
                step.without(),
                step.captures(),
                step.parts(),
                step.choices());
    }

    private String word() {
        more();
        int start = at;
        while (at < text.length() && isOfWord(text.charAt(at))) {
            at++;
        }
        if (at == start) {
            throw wrong("a name");
        }
        return text.substring(start, at);
    }

    private static boolean isOfWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '.' || c == '-';
    }

    private int field(String name) {
        return known(language.field(name), name);
    }

    private int known(int number, String name) {
        if (number == 0) {
            throw wrong("something that the language has, not '%s',".formatted(name));
        }
        return number;
    }

    private IllegalStateException wrong(String wanted) {
        long line = text.substring(0, Math.min(at, text.length())).lines().count();
        return new IllegalStateException("a query cannot be read: want %s in line %d".formatted(wanted, line));
    }
}

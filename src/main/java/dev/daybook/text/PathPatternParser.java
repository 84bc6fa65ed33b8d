package dev.daybook.text;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/** Reads one pattern, see {@link PathPatterns}, and tells what it consists of. For one thread, once. */
final class PathPatternParser {

    private static final PathAutomaton.Characters ANY = new PathAutomaton.Characters(_ -> true, ".");
    private static final PathAutomaton.Characters OF_NAME =
            new PathAutomaton.Characters(character -> character != '/', "[^/]");

    private static final PathAutomaton.Part SLASH = character('/');
    private static final PathAutomaton.Part NOTHING = new PathAutomaton.Sequence(List.of());
    private static final PathAutomaton.Part REST = new PathAutomaton.Many(ANY);
    private static final PathAutomaton.Part FOLDERS = either(NOTHING, sequence(REST, SLASH));

    private final String text;
    private final int begin;
    private final int end;
    private final boolean onlyFolders;
    private boolean fromRoot;
    private int at;

    /** @param from where the pattern begins in the text */
    PathPatternParser(String text, int from) {
        this.text = Normalizer.normalize(text, Normalizer.Form.NFC);
        boolean isMarked = this.text.startsWith("./", from);
        this.begin = from + (isMarked ? 2 : this.text.startsWith("/", from) ? 1 : 0);
        this.fromRoot = begin > from;
        this.onlyFolders = this.text.endsWith("/") && this.text.length() > begin;
        this.end = this.text.length() - (onlyFolders ? 1 : 0);
        this.at = begin;
    }

    PathAutomaton.Part read() {
        PathAutomaton.Part pattern = sequence(parts(0, true));
        PathAutomaton.Part inside = sequence(SLASH, REST);
        return sequence(fromRoot ? NOTHING : FOLDERS, pattern, onlyFolders ? inside : either(NOTHING, inside));
    }

    /** Reads up to the end, or in braces up to what ends an alternative. */
    private List<PathAutomaton.Part> parts(int depth, boolean beginsName) {
        var parts = new ArrayList<PathAutomaton.Part>();
        boolean isFirst = beginsName;
        while (at < end && !(depth > 0 && isEndOfAlternative())) {
            int character = text.codePointAt(at);
            boolean first = isFirst;
            isFirst = character == '/';
            switch (character) {
                case '*' -> isFirst = stars(first, depth, parts);
                case '?' -> next(1, new PathAutomaton.One(OF_NAME), parts);
                case '[' -> parts.add(new PathPatternClass(text, at, end).read(position -> at = position));
                case '{' -> parts.add(braces(depth, first));
                case '\\' -> {
                    if (at + 1 >= text.length()) {
                        throw new PatternSyntaxException("nothing follows its last backslash", text, at);
                    }
                    at++;
                    literal(parts);
                }
                default -> {
                    fromRoot |= character == '/';
                    literal(parts);
                }
            }
        }
        return parts;
    }

    private boolean isEndOfAlternative() {
        return text.charAt(at) == ',' || text.charAt(at) == '}';
    }

    private void literal(List<PathAutomaton.Part> parts) {
        int character = text.codePointAt(at);
        next(Character.charCount(character), character(character), parts);
    }

    static PathAutomaton.Part character(int character) {
        int folded = PathPatterns.folded(character);
        return new PathAutomaton.One(new PathAutomaton.Characters(other -> other == folded, regex(folded)));
    }

    /** Returns a character as regular expressions of PostgreSQL have it, also in brackets. */
    static String regex(int character) {
        return "\\U%08x".formatted(character);
    }

    private void next(int chars, PathAutomaton.Part part, List<PathAutomaton.Part> parts) {
        at += chars;
        parts.add(part);
    }

    /** Returns whether a name begins behind it. */
    private boolean stars(boolean first, int depth, List<PathAutomaton.Part> parts) {
        int from = at;
        while (at < end && text.charAt(at) == '*') {
            at++;
        }
        boolean isFolders = at - from == 2 && first;
        if (isFolders && at < end && text.charAt(at) == '/') {
            fromRoot = true;
            next(1, FOLDERS, parts);
            return true;
        }
        boolean isLast = at == end || (depth > 0 && isEndOfAlternative());
        parts.add(isFolders && isLast ? sequence(new PathAutomaton.One(ANY), REST) : new PathAutomaton.Many(OF_NAME));
        return false;
    }

    private PathAutomaton.Part braces(int depth, boolean first) {
        int from = at;
        var alternatives = new ArrayList<PathAutomaton.Part>();
        do {
            at++; // the brace, or the comma
            alternatives.add(sequence(parts(depth + 1, first)));
        } while (at < end && text.charAt(at) == ',');
        if (at >= end) {
            throw new PatternSyntaxException("its { is not closed", text, from);
        }
        at++;
        return new PathAutomaton.Either(alternatives);
    }

    private static PathAutomaton.Part sequence(PathAutomaton.Part... parts) {
        return sequence(List.of(parts));
    }

    private static PathAutomaton.Part sequence(List<PathAutomaton.Part> parts) {
        return new PathAutomaton.Sequence(parts);
    }

    private static PathAutomaton.Part either(PathAutomaton.Part... parts) {
        return new PathAutomaton.Either(List.of(parts));
    }
}

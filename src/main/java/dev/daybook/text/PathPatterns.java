package dev.daybook.text;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/**
 * Which paths somebody means, as in {@code .gitignore}. A text without any of {@code * ? [}, a brace or a backslash and without a slash in
 * front is a part of a path. Anything else is a pattern: {@code *} and {@code ?} stand for what has no slash, {@code **} for
 * any folders, {@code [a-z]} and {@code [!a-z]} for a character, <code>{a,b}</code> for either; a backslash takes the next
 * character as it is. A pattern with a slash in it counts from the root, another one in each folder; what matches a folder
 * means all in it, and with a slash at the end only a folder. A {@code !} in front leaves out what the rest means. The last
 * that matches a path decides; where all leave something out, all else is meant.
 *
 * <p>Small and capital letters are the same, however they are composed: files are sought by people. A {@code [id]} also means
 * what is spelled so: folders are called that. Immutable; the time is bounded by the lengths of pattern and path.
 */
public final class PathPatterns implements Predicate<String> {

    /** @param regex the same behind the beginning of a path, for PostgreSQL */
    private record One(boolean leavesOut, Predicate<String> matches, String regex) {}

    private final List<One> patterns;
    private final boolean othersMeant;

    private PathPatterns(List<One> patterns) {
        this.patterns = patterns;
        this.othersMeant = patterns.stream().allMatch(One::leavesOut);
    }

    /**
     * Reads patterns, of which the last one that matches decides; none means all paths.
     *
     * @throws PatternSyntaxException if one is none, with the place in it
     */
    public static PathPatterns of(List<String> texts) {
        var patterns = new ArrayList<One>();
        for (String text : texts) {
            boolean leavesOut = text.startsWith("!");
            patterns.add(matching(leavesOut, text, leavesOut ? 1 : 0));
        }
        return new PathPatterns(List.copyOf(patterns));
    }

    private static One matching(boolean leavesOut, String text, int from) {
        String wanted = folded(text.substring(from));
        if (wanted.isEmpty()) {
            throw new PatternSyntaxException("it is empty", text, from);
        }
        Predicate<String> contains = path -> path.contains(wanted);
        String somewhere =
                wanted.codePoints().mapToObj(PathPatternParser::regex).collect(Collectors.joining("", ".*", ""));
        if (!isPattern(wanted)) {
            return new One(leavesOut, contains, somewhere);
        }
        PathAutomaton.Part whole = new PathPatternParser(text, from).read();
        var pattern = new PathAutomaton(whole);
        String regex = whole.regex() + '$';
        return wanted.indexOf('[') < 0
                ? new One(leavesOut, pattern, regex)
                : new One(leavesOut, pattern.or(contains), regex + '|' + somewhere);
    }

    private static boolean isPattern(String text) {
        return text.startsWith("/") || text.startsWith("./") || text.chars().anyMatch(c -> "*?[{\\".indexOf(c) >= 0);
    }

    /**
     * Returns whether a path is meant.
     *
     * @param path of a file, with slashes and none in front
     */
    @Override
    public boolean test(String path) {
        String folded = folded(path);
        for (int i = patterns.size() - 1; i >= 0; i--) {
            One one = patterns.get(i);
            if (one.matches.test(folded)) {
                return !one.leavesOut;
            }
        }
        return othersMeant;
    }

    /** Returns the same as a regular expression of PostgreSQL, for paths in small letters. */
    public String regex() {
        String meant = othersMeant ? "" : "(?=a)b"; // which is nothing
        for (One one : patterns) {
            meant = one.leavesOut
                    ? "(?!%s)(?:%s)".formatted(one.regex, meant)
                    : "(?:(?=%s)|(?:%s))".formatted(one.regex, meant);
        }
        return "^(?:%s)".formatted(meant);
    }

    static String folded(String text) {
        boolean isAscii = true;
        for (int i = 0; i < text.length() && isAscii; i++) {
            isAscii = text.charAt(i) < 0x80;
        }
        String composed = isAscii ? text : Normalizer.normalize(text, Normalizer.Form.NFC);
        return composed.codePoints()
                .map(PathPatterns::folded)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    static int folded(int character) {
        return Character.toLowerCase(Character.toUpperCase(character));
    }
}

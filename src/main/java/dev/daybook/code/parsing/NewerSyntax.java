package dev.daybook.code.parsing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the grammars do not know yet of their languages, as they lag some years behind: it is blanked where it may be left
 * out, so that the rest of the file is read as what it is. All other bytes stay where they are; names of types in what was
 * blanked are told apart.
 *
 * <p>It is looked for by its spelling alone: what is blanked for nothing, as in a comment, does no harm, as no text is read
 * from here.
 */
final class NewerSyntax {

    private static final String NAME = "[A-Za-z_$\\x80-\\xff][\\w$\\x80-\\xff]*+";
    private static final String TYPE = NAME + "(?:\\s*+\\.\\s*+" + NAME + ")*+(?:<[^<>;{}]*+>)?+(?:\\s*+\\[\\s*+])*+";
    private static final String NOTHING_NAMED = "(?:\\s++_\\b|\\s*+\\(\\s*+(?:_\\b|" + TYPE
            + "\\s++_\\b)(?:\\s*+,\\s*+(?:_\\b|" + TYPE + "\\s++_\\b))*+\\s*+\\))";

    /** What may be left out of a language is the first group of one of these. */
    private static final Map<Grammar, List<Pattern>> PATTERNS = Map.of(
            Grammar.JAVA,
            List.of(
                    // case Shop.Open _, Shop.Closed(_) ->
                    Pattern.compile(
                            "\\bcase\\s++((?:" + TYPE + NOTHING_NAMED + "\\s*+,\\s*+)++)" + TYPE + NOTHING_NAMED),
                    // instanceof Shop.Open(var till), and what stands in such a pattern
                    Pattern.compile("(?:\\binstanceof\\s++|\\bcase\\s++|[(,]\\s*+)(?:final\\s++)?((?:" + NAME
                            + "\\s*+\\.\\s*+)++)(?=[A-Z]" + "[\\w$\\x80-\\xff]*+(?:<[^<>;{}]*+>)?+\\s*+\\()"),
                    Pattern.compile("\\bimport\\s++(module)\\s++[\\w.]++\\s*+;"),
                    // a constructor that does something before it calls another one
                    Pattern.compile("[;}]\\s*+(super|this)\\s*+\\(")),
            Grammar.TYPESCRIPT,
            List.of(
                    Pattern.compile("[<,]\\s*+((?:in\\s++out|in|out)\\s++)[A-Za-z_$]"),
                    Pattern.compile("\\b(?:static|override|readonly)\\s++(accessor)\\s++[\\w$#]"),
                    Pattern.compile("\\bimport\\s++(defer)\\s++\\*")),
            Grammar.JAVASCRIPT,
            List.of(
                    Pattern.compile("\\bstatic\\s++(accessor)\\s++[\\w$#]"),
                    Pattern.compile("\\bimport\\s++(defer)\\s++\\*")));

    /** Behind it stand the parameters of a type, which may be of some type where nothing is said. */
    private static final Pattern PARAMETERS = Pattern.compile("\\b(?:class|def|type)\\s++\\w++\\s*+\\[");

    /** Parameters of a type are a few lines at most. */
    private static final int PARAMETERS_BYTES_MAX = 2_000;

    private static final Pattern TYPE_NAME = Pattern.compile("(?<![\\w$\\x80-\\xff])[A-Z][\\w$\\x80-\\xff]*+");

    /** A file that a grammar may read, as long as it was, and names of types that were blanked in it. */
    static final class Plainer {
        final byte[] utf8;
        final List<Found> names = new ArrayList<>();

        Plainer(byte[] utf8) {
            this.utf8 = utf8.clone();
        }

        /** A call stays one, of something that has no special place. */
        private void blank(int start, int end) {
            String said = new String(utf8, start, end - start, StandardCharsets.ISO_8859_1);
            boolean called = said.equals("super") || said.equals("this");
            for (int i = start; i < end; i++) {
                utf8[i] = utf8[i] == '\n' ? (byte) '\n' : called ? (byte) 'x' : (byte) ' ';
            }
        }
    }

    private NewerSyntax() {}

    private record Range(int start, int end) {}

    /** Returns a file without what its grammar does not know; nothing if there is nothing such in it. */
    static Optional<Plainer> without(Grammar grammar, byte[] utf8) {
        Grammar language = grammar == Grammar.TSX ? Grammar.TYPESCRIPT : grammar;
        String text = new String(utf8, StandardCharsets.ISO_8859_1); // a character is a byte
        var ranges = new ArrayList<Range>();
        PATTERNS.getOrDefault(language, List.of()).forEach(pattern -> spelled(pattern, text, ranges));
        if (language == Grammar.PYTHON) {
            defaults(text, ranges);
        }
        ranges.removeIf(range -> isQuoted(text, range.start()));
        var plainer = new Plainer(utf8);
        for (Range range : ranges) {
            var name = TYPE_NAME.matcher(text).region(range.start(), range.end());
            while (name.find()) {
                if (plainer.utf8[name.start()] != ' ') { // else it is told already
                    plainer.names.add(new Found(List.of(new Found.Node("reference", name.start(), name.end()))));
                }
            }
            plainer.blank(range.start(), range.end());
        }
        return ranges.isEmpty() ? Optional.empty() : Optional.of(plainer);
    }

    private static void spelled(Pattern pattern, String text, List<Range> ranges) {
        var matcher = pattern.matcher(text);
        int from = 0;
        while (from <= text.length() && matcher.find(from)) {
            ranges.add(new Range(matcher.start(1), matcher.end(1)));
            from = matcher.end(1); // the next one may begin with what this one ends before
        }
    }

    /** Python: {@code class Box[T = int]}. */
    private static void defaults(String text, List<Range> ranges) {
        var matcher = PARAMETERS.matcher(text);
        while (matcher.find()) {
            int depth = 1;
            int said = -1;
            int end = Math.min(text.length(), matcher.end() + PARAMETERS_BYTES_MAX);
            for (int i = matcher.end(); i < end && depth > 0; i++) {
                char c = text.charAt(i);
                depth += "([{".indexOf(c) >= 0 ? 1 : ")]}".indexOf(c) >= 0 ? -1 : 0;
                if (said < 0 && depth == 1 && c == '=') {
                    said = i;
                } else if (said >= 0 && (depth == 0 || (depth == 1 && c == ','))) {
                    ranges.add(new Range(said, i));
                    said = -1;
                }
            }
        }
    }

    /** Whether it stands in a string that began in the same line, or in a comment, as far as the line shows. */
    private static boolean isQuoted(String text, int at) {
        String line = text.substring(text.lastIndexOf('\n', at) + 1, at);
        long quotes = line.replace("\\\"", "").chars().filter(c -> c == '"').count();
        return quotes % 2 == 1 || line.contains("//") || line.stripLeading().startsWith("*");
    }
}

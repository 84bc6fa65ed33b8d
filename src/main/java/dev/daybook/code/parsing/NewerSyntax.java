package dev.daybook.code.parsing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
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

    /** {@code import defer * as shop}, {@code import source shop from}. */
    private static final Pattern PHASE =
            Pattern.compile("\\bimport\\s++(defer(?=\\s*+\\*)|source(?=\\s++(?!from\\b)" + NAME + "\\s++from\\b))");

    /** {@code export { nothing as null }}: it is called by a word of the language. */
    private static final Pattern AS =
            Pattern.compile("[\\w$]\\s++as\\s++(null|void|true|false|this|super|function|class|instanceof"
                    + "|typeof|delete|new|in|enum|import|export|if|else|for|while|do|switch|case|return|throw|try|catch|finally|with"
                    + "|var|const|break|continue|debugger|extends|yield)\\s*+(?=[,}])");

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
                    Pattern.compile("\\bimport\\s++(module)\\s++[\\w.]++\\s*+;")),
            Grammar.TYPESCRIPT,
            List.of(
                    Pattern.compile(
                            "[<,]\\s*+(?:/\\*(?:[^*]|\\*(?!/))*+\\*/\\s*+)?+((?:in\\s++out|in|out)\\s++)[A-Za-z_$]"),
                    Pattern.compile("\\b(?:static|override|readonly|abstract|public|protected|private)\\s++(accessor)"
                            + "\\s++[\\w$#]"),
                    Pattern.compile("\\bexport\\s++(type)\\s*+\\*"),
                    Pattern.compile("\\bkeyof\\s++(readonly)\\s"),
                    // what a module adds to all others
                    Pattern.compile("(?m)^[ \\t]*+(global)\\s*+\\{"),
                    PHASE),
            Grammar.JAVASCRIPT,
            List.of(Pattern.compile("(?<![.\\w$])(accessor)\\s++(?!(?:in|instanceof|of)\\b)[A-Za-z_$#]"), PHASE));

    /** What a grammar takes for a word of its own is the first group of one of these: it is a name there. */
    private static final Map<Grammar, List<Pattern>> NAMES = Map.of(
            // a constructor that does something before it calls another one
            Grammar.JAVA,
            List.of(Pattern.compile("[;}]\\s*+(super|this)\\s*+\\(")),
            Grammar.TYPESCRIPT,
            List.of(Pattern.compile("[{;,\\n]\\s*+(?:readonly\\s++)?+(abstract)\\s*+\\??+:"), AS),
            Grammar.JAVASCRIPT,
            List.of(AS));

    /** Behind it stand the parameters of a type that is imported where it is used: they may be left out. */
    private static final Pattern IMPORTED_TYPE = Pattern.compile(
            "\\bimport\\s*+\\(\\s*+(?:\"[^\"\\n]*+\"|'[^'\\n]*+')[^()]*+\\)(?:\\s*+\\.\\s*+" + NAME + ")++\\s*+<");

    /** Behind it stand the parameters of a type, which may be of some type where nothing is said. */
    private static final Pattern PARAMETERS = Pattern.compile("\\b(?:class|def|type)\\s++\\w++\\s*+\\[");

    private static final Pattern UNNAMED = Pattern.compile("\\bexport\\s++(default function) ?\\(");

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

        private void blank(Range range) {
            for (int i = range.start(); i < range.end(); i++) {
                utf8[i] = utf8[i] == '\n' ? (byte) '\n' : range.isName() ? (byte) 'x' : (byte) ' ';
            }
        }
    }

    private NewerSyntax() {}

    /** @param isName whether something has to stand there, though no word of the language */
    private record Range(int start, int end, boolean isName) {}

    /** Returns a file without what its grammar does not know; nothing if there is nothing such in it. */
    static Optional<Plainer> without(Grammar grammar, byte[] utf8) {
        Grammar language = grammar == Grammar.TSX ? Grammar.TYPESCRIPT : grammar;
        String text = new String(utf8, StandardCharsets.ISO_8859_1); // a character is a byte
        var ranges = new ArrayList<Range>();
        PATTERNS.getOrDefault(language, List.of()).forEach(pattern -> spelled(pattern, text, false, ranges));
        NAMES.getOrDefault(language, List.of()).forEach(pattern -> spelled(pattern, text, true, ranges));
        if (language == Grammar.PYTHON) {
            defaults(text, ranges);
        } else if (language == Grammar.TYPESCRIPT) {
            importedTypes(text, ranges);
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
            plainer.blank(range);
        }
        if (language == Grammar.TYPESCRIPT) {
            unnamed(text, plainer);
        }
        return Arrays.equals(plainer.utf8, utf8) ? Optional.empty() : Optional.of(plainer);
    }

    private static void spelled(Pattern pattern, String text, boolean isName, List<Range> ranges) {
        var matcher = pattern.matcher(text);
        int from = 0;
        while (from <= text.length() && matcher.find(from)) {
            ranges.add(new Range(matcher.start(1), matcher.end(1), isName));
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
                    ranges.add(new Range(said, i, false));
                    said = -1;
                }
            }
        }
    }

    /**
     * TypeScript: {@code export default function (): Shop;}, which says of what has no name, and no body, what it is. It gets
     * a name that stands where the word for it stood.
     */
    private static void unnamed(String text, Plainer plainer) {
        var matcher = UNNAMED.matcher(text);
        while (matcher.find()) {
            if (!isQuoted(text, matcher.start()) && isSignature(text, matcher.end())) {
                int start = matcher.start(1);
                byte[] word = "function ".getBytes(StandardCharsets.ISO_8859_1);
                System.arraycopy(word, 0, plainer.utf8, start, word.length);
                Arrays.fill(plainer.utf8, start + word.length, matcher.end(1), (byte) 'x');
            }
        }
    }

    /** Whether a head of a function, from behind its first bracket, ends without a body. */
    private static boolean isSignature(String text, int from) {
        int end = Math.min(text.length(), from + PARAMETERS_BYTES_MAX);
        int depth = 1;
        boolean isType = false;
        boolean isObject = false;
        for (int i = from; i < end; i++) {
            char c = text.charAt(i);
            boolean isArrow = c == '>' && text.charAt(i - 1) == '=';
            if (depth == 0 && c == '{' && (!isType || isObject)) {
                return false;
            }
            if (depth == 0 && c == ';') {
                return true;
            }
            isObject |= depth == 0 && isType && !Character.isWhitespace(c);
            isType |= depth == 0 && c == ':';
            depth += "([{<".indexOf(c) >= 0 ? 1 : ")]}>".indexOf(c) >= 0 && !isArrow ? -1 : 0;
        }
        return false;
    }

    /** TypeScript: {@code let cart: import("./cart").Cart<Item>}. */
    private static void importedTypes(String text, List<Range> ranges) {
        var matcher = IMPORTED_TYPE.matcher(text);
        while (matcher.find()) {
            int depth = 1;
            int end = Math.min(text.length(), matcher.end() + PARAMETERS_BYTES_MAX);
            for (int i = matcher.end(); i < end && depth > 0; i++) {
                char c = text.charAt(i);
                boolean isArrow = c == '>' && text.charAt(i - 1) == '=';
                depth += c == '<' ? 1 : c == '>' && !isArrow ? -1 : 0;
                if (depth == 0) {
                    ranges.add(new Range(matcher.end() - 1, i + 1, false));
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

package dev.daybook.code;

import dev.daybook.code.parsing.Definition;
import dev.daybook.code.parsing.Import;
import dev.daybook.code.parsing.ParsedFile;
import dev.daybook.code.parsing.Symbol;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The words of a file and what they weigh: where a word stands says how much the file is about it. A word adds its weight
 * once for the filename, once for the folders, once for each definition that has it in its name or signature, and once for
 * all imports, all symbols and all comments.
 */
final class Tags {

    static final double FILENAME = 5;
    static final double PATH = 3;
    static final double DEFINITION = 3;
    static final double IMPORT = 2;
    static final double SYMBOL = 2;
    static final double DOCUMENTATION = 1;

    /** What somebody said of a file says no less than its name. */
    static final double OWN = 5;

    private static final int CHARS_MIN = 3;
    private static final int CHARS_MAX = 64;

    /** Words that say nothing about a file, however often they stand in it. */
    private static final Set<String> COMMON = Set.of(
            ("all also and any are because been before being both but can could did does each for from had has have her"
                            + " here him his how its just like may more most must not now off once one only other our out over"
                            + " own per same she should some such than that the their them then there these they this those"
                            + " through too under until very was were what when where which while who whom why will with would"
                            + " you your")
                    .split(" "));

    private final Map<String, Double> weights = new TreeMap<>(); // in the order of the index that they go to

    private Tags() {}

    /** Returns the tags of a file, by tag. */
    static Map<String, Double> of(String path, ParsedFile parsed, Collection<String> own) {
        var tags = new Tags();
        tags.add(FILENAME, List.of(FileName.base(path)));
        int folders = path.lastIndexOf('/');
        tags.add(
                PATH,
                folders < 0 ? List.of() : List.of(path.substring(0, folders).split("/")));
        for (Definition it : parsed.definitions()) {
            tags.add(DEFINITION, List.of(it.name(), it.signature().orElse("")));
        }
        tags.add(
                IMPORT,
                parsed.imports().stream().flatMap(Tags::texts).distinct().toList());
        tags.add(SYMBOL, parsed.symbols().stream().map(Symbol::name).toList());
        tags.add(
                DOCUMENTATION,
                parsed.definitions().stream()
                        .flatMap(it -> it.docstring().stream())
                        .toList());
        own.forEach(tag -> tags.weights.merge(tag, OWN, Double::sum));
        return tags.weights;
    }

    private static java.util.stream.Stream<String> texts(Import it) {
        return java.util.stream.Stream.of(
                        List.of(it.module()), it.names(), it.alias().stream().toList())
                .flatMap(List::stream);
    }

    /** Adds a weight to each word that stands in these texts. */
    private void add(double weight, List<String> texts) {
        var words = new HashSet<String>();
        for (String text : texts) {
            words(text, words);
        }
        words.forEach(word -> weights.merge(word, weight, Double::sum));
    }

    /** Adds the words of a text: the parts of its names, and names of several parts as wholes. */
    private static void words(String text, Set<String> words) {
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || !isOfName(text.charAt(i))) {
                if (i - start >= CHARS_MIN) {
                    nameWords(text.substring(start, i), words);
                }
                start = i + 1;
            }
        }
    }

    private static boolean isOfName(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '$';
    }

    private static void nameWords(String name, Set<String> words) {
        List<String> parts = Identifiers.parts(name);
        for (String part : parts) {
            addTag(part, words);
        }
        if (parts.size() > 1) {
            addTag(String.join("", parts), words);
        }
    }

    private static void addTag(String word, Set<String> words) {
        if (word.length() >= CHARS_MIN && word.length() <= CHARS_MAX) {
            String tag = word.toLowerCase(Locale.ROOT);
            if (isTag(tag)) {
                words.add(tag);
            }
        }
    }

    /** Returns whether a word can be a tag: letters and digits, not too short, and not so common that it says nothing. */
    static boolean isTag(String word) {
        if (word.length() < CHARS_MIN || word.length() > CHARS_MAX || COMMON.contains(word)) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if ((c < 'a' || c > 'z') && (c < '0' || c > '9')) {
                return false;
            }
        }
        return true;
    }
}

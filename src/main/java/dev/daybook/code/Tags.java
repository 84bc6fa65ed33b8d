package dev.daybook.code;

import dev.daybook.code.parsing.Definition;
import dev.daybook.code.parsing.Import;
import dev.daybook.code.parsing.ParsedFile;
import dev.daybook.code.parsing.Symbol;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

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

    private final Map<String, Double> weights = new HashMap<>();

    private Tags() {}

    /** Returns the tags of a file, by tag. */
    static Map<String, Double> of(String path, ParsedFile parsed, Collection<String> own) {
        var tags = new Tags();
        var words = new HashSet<String>();
        whole(FileName.base(path), words);
        words(FileName.base(path), words);
        tags.count(FILENAME, words);
        words(path.substring(0, Math.max(0, path.lastIndexOf('/'))), words);
        tags.count(PATH, words);
        for (Definition it : parsed.definitions()) {
            whole(it.name(), words);
            words(it.name(), words);
            it.signature().ifPresent(signature -> words(signature, words));
            tags.count(DEFINITION, words);
        }
        for (Import it : parsed.imports()) {
            words(it.module(), words);
            it.names().forEach(name -> words(name, words));
            it.alias().ifPresent(name -> words(name, words));
        }
        tags.count(IMPORT, words);
        parsed.symbols().stream().filter(Symbol::hasName).forEach(symbol -> words(symbol.name(), words));
        tags.count(SYMBOL, words);
        parsed.definitions().forEach(it -> it.docstring().ifPresent(text -> words(text, words)));
        tags.count(DOCUMENTATION, words);
        for (String tag : own) {
            words.add(tag);
            whole(tag, words);
            words(tag, words);
        }
        tags.count(OWN, words);
        return tags.weights;
    }

    /** Adds a weight to each of these words, and begins others. */
    private void count(double weight, Set<String> words) {
        words.forEach(word -> weights.merge(word, weight, Double::sum));
        words.clear();
    }

    /** Adds the words of a text: the parts of the names in it. */
    private static void words(String text, Set<String> words) {
        Identifiers.parts(text).forEach(part -> addTag(part, words));
    }

    /** Adds a name of several parts as a whole: whoever knows it finds where it is defined first. */
    private static void whole(String name, Set<String> words) {
        addTag(String.join("", Identifiers.parts(name)), words);
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

package dev.daybook.text;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Says to an index of words where a document belongs, such as to which agent: by a word that nobody writes. The index
 * then reads no further documents than those, however many others have the words that are looked for.
 *
 * <p>Two values may share a word, though hardly ever: whoever looks for a word asks each document once more.
 *
 * @param name what kind of place it is, such as {@code agent}: small letters
 */
public record ScopeWord(String name, String value) {

    /** For private use in Unicode: the index takes it for a letter. */
    private static final char PRIVATE = '\uE000';

    /** Returns the word. */
    public String word() {
        return prefix(name) + hash();
    }

    private String hash() {
        return UUID.nameUUIDFromBytes(value.getBytes(StandardCharsets.UTF_8))
                .toString()
                .replace("-", "");
    }

    /** Returns the words of a document with this one for that name; with none for it, if there is no value. */
    public static String put(String words, String name, Optional<String> value) {
        Stream<String> others =
                Stream.of(words.split(" ")).filter(word -> !word.isEmpty() && !word.startsWith(prefix(name)));
        return Stream.concat(others, value.map(text -> new ScopeWord(name, text).word()).stream())
                .collect(Collectors.joining(" "));
    }

    private static String prefix(String name) {
        return PRIVATE + name + PRIVATE;
    }
}

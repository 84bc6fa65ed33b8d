package dev.daybook.text;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Reads the characters in brackets of a pattern, see {@link PathPatterns}. For one thread, once. */
final class PathPatternClass {

    private record Range(int first, int last) {
        boolean has(int character) {
            return character >= first && character <= last;
        }

        /** What is looked at is small already; capital letters have small ones elsewhere. */
        String regex() {
            return IntStream.rangeClosed(first, last)
                    .map(Character::toLowerCase)
                    .filter(small -> !has(small))
                    .mapToObj(PathPatternParser::regex)
                    .collect(Collectors.joining(
                            "", "%s-%s".formatted(PathPatternParser.regex(first), PathPatternParser.regex(last)), ""));
        }
    }

    private final String text;
    private final int from;
    private final int end;
    private final List<Range> ranges = new ArrayList<>();
    private int at;

    /** @param from where the bracket is */
    PathPatternClass(String text, int from, int end) {
        this.text = text;
        this.from = from;
        this.end = end;
        this.at = from + 1;
    }

    /** @param behind hears where the rest of the pattern begins */
    PathAutomaton.Part read(IntConsumer behind) {
        boolean isNone = at < end && (text.charAt(at) == '!' || text.charAt(at) == '^');
        at += isNone ? 1 : 0;
        int first = at;
        while (at < end && (at == first || text.charAt(at) != ']')) {
            range();
        }
        if (at >= end) {
            throw new PatternSyntaxException("its [ is not closed", text, from);
        }
        at++;
        behind.accept(at);
        List<PathAutomaton.Part> spelled = text.substring(from, at)
                .codePoints()
                .mapToObj(PathPatternParser::character)
                .toList();
        return new PathAutomaton.Either(List.of(
                new PathAutomaton.One(new PathAutomaton.Characters(
                        character -> character != '/' && isIn(character) != isNone,
                        isNone ? "[^/%s]".formatted(regex()) : "(?!/)[%s]".formatted(regex()))),
                new PathAutomaton.Sequence(spelled)));
    }

    private void range() {
        int place = at;
        if (text.startsWith("[:", at)) {
            throw new PatternSyntaxException("it names a class of characters: want a range such as a-z", text, at);
        }
        int first = character();
        if (at + 1 < end && text.charAt(at) == '-' && text.charAt(at + 1) != ']') {
            at++;
            int last = character();
            if (last < first) {
                throw new PatternSyntaxException("its range ends before it begins", text, place);
            }
            ranges.add(new Range(first, last));
        } else {
            ranges.add(new Range(first, first));
        }
    }

    private int character() {
        if (text.charAt(at) == '\\' && at + 1 < end) {
            at++;
        }
        int character = text.codePointAt(at);
        at += Character.charCount(character);
        return character;
    }

    private String regex() {
        return ranges.stream().map(Range::regex).collect(Collectors.joining());
    }

    /** What is looked at is small already; what the ranges say may be capital. */
    private boolean isIn(int character) {
        int capital = Character.toUpperCase(character);
        return ranges.stream().anyMatch(range -> range.has(character) || range.has(capital));
    }
}

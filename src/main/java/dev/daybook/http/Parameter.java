package dev.daybook.http;

import dev.daybook.http.Problem.Flaw;
import dev.daybook.http.Problem.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A parameter that a route takes in its path, its query or its headers.
 *
 * @param isList whether it may be given several times, and several of it with commas
 * @param standard what it is if it is not given
 * @param check what is wrong with one of its values
 */
record Parameter(String name, String in, boolean required, boolean isList, Optional<String> standard, Check check) {

    static final String PATH = "path";
    static final String QUERY = "query";
    static final String HEADER = "header";

    /** Says what is wrong with a value, if something is. */
    @FunctionalInterface
    interface Check {
        Optional<Wrong> wrong(String value);
    }

    /** What is wrong: the rest of a sentence. */
    record Wrong(Kind kind, String detail) {}

    /** What is wrong, and where that is. */
    record Mistake(Kind kind, Flaw flaw) {}

    static Parameter query(String name, Check check) {
        return new Parameter(name, QUERY, false, false, Optional.empty(), check);
    }

    static Parameter header(String name, Check check) {
        return new Parameter(name, HEADER, false, false, Optional.empty(), check);
    }

    /** One that may be set without a value. */
    static Parameter flag(String name) {
        return query(
                name,
                value -> value.isEmpty() || value.equals("true") || value.equals("false")
                        ? Optional.empty()
                        : wrong(Kind.WRONG_TYPE, "is '%s': want true or false", value));
    }

    Parameter orElse(String value) {
        return new Parameter(name, in, required, isList, Optional.of(value), check);
    }

    Parameter needed() {
        return new Parameter(name, in, true, isList, standard, check);
    }

    Parameter listed() {
        return new Parameter(name, in, required, true, standard, check);
    }

    /** Whatever it is, somebody else says what is wrong with it. */
    static Optional<Wrong> any(String value) {
        return Optional.empty();
    }

    static Check number(long least, long most) {
        return value -> {
            try {
                long number = Long.parseLong(value);
                return number < least
                        ? wrong(Kind.INVALID_REQUEST, "is %d: want at least %d", number, least)
                        : number > most ? wrong(Kind.OVER_LIMIT, "is %d: want at most %d", number, most) : any(value);
            } catch (NumberFormatException _) {
                return wrong(Kind.WRONG_TYPE, "is '%s': want a whole number", value);
            }
        };
    }

    static Check text(int least, int most) {
        return value -> {
            int length = value.codePointCount(0, value.length());
            return length < least
                    ? wrong(Kind.INVALID_REQUEST, "is empty: want a value")
                    : length > most
                            ? wrong(Kind.OVER_LIMIT, "has %d characters: want at most %d", length, most)
                            : any(value);
        };
    }

    static Check words(String... words) {
        return value -> Arrays.asList(words).contains(value)
                ? any(value)
                : wrong(Kind.INVALID_REQUEST, "is '%s': want one of %s", value, String.join(", ", words));
    }

    static Check like(String regex, int most) {
        Pattern pattern = Pattern.compile(regex);
        return value -> text(0, most)
                .wrong(value)
                .or(() -> pattern.matcher(value).matches()
                        ? any(value)
                        : wrong(Kind.INVALID_REQUEST, "is '%s': want it to match %s", value, regex));
    }

    private static Optional<Wrong> wrong(Kind kind, String detail, Object... args) {
        return Optional.of(new Wrong(kind, detail.formatted(args)));
    }

    /** Returns what is wrong with the values that a request has for it. */
    Optional<Mistake> mistake(List<String> values) {
        Optional<Wrong> wrong = values.isEmpty()
                ? (required ? wrong(Kind.INVALID_REQUEST, "is missing") : any(""))
                : values.size() > 1 && !isList
                        ? wrong(Kind.INVALID_REQUEST, "is given %d times: want one", values.size())
                        : values.stream()
                                .flatMap(value -> isList ? Request.split(value).stream() : List.of(value).stream())
                                .flatMap(value -> check.wrong(value).stream())
                                .findFirst();
        return wrong.map(it -> new Mistake(it.kind(), new Flaw(in, "/" + name, it.detail())));
    }
}

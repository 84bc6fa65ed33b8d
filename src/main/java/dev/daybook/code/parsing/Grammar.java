package dev.daybook.code.parsing;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** How files of a language are read. A language may have several grammars: elements of JSX are none of TypeScript's. */
public enum Grammar {
    TYPESCRIPT("typescript", "ts mts cts", "ecmascript typescript"),
    TSX("typescript", "tsx", "ecmascript jsx typescript"),
    JAVASCRIPT("javascript", "js jsx mjs cjs", "ecmascript jsx javascript"),
    PYTHON("python", "py pyi pyw", "python"),
    JAVA("java", "java", "java"),
    GO("go", "go", "go");

    /** What a file is that no parser reads. */
    public static final String TEXT = "text";

    private static final Map<String, Grammar> BY_EXTENSION = Arrays.stream(values())
            .flatMap(grammar ->
                    Arrays.stream(grammar.extensions.split(" ")).map(extension -> Map.entry(extension, grammar)))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private final String language;
    /** Separated by spaces, as the queries are. */
    private final String extensions;

    private final String queries;

    Grammar(String language, String extensions, String queries) {
        this.language = language;
        this.extensions = extensions;
        this.queries = queries;
    }

    /** Returns the grammar of files with such a name, or nothing if no parser reads them. */
    public static Optional<Grammar> ofFile(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0
                ? Optional.empty()
                : Optional.ofNullable(BY_EXTENSION.get(name.substring(dot + 1).toLowerCase(Locale.ROOT)));
    }

    /** Returns the names of all languages that are read, in order. */
    public static List<String> languages() {
        return Arrays.stream(values())
                .map(Grammar::language)
                .distinct()
                .sorted()
                .toList();
    }

    /** Returns what the language is called. */
    public String language() {
        return language;
    }

    /** What its native library is called, behind what all of them are called. */
    String library() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The files with its queries, in the order in which they make one. */
    List<String> queries() {
        return List.of(queries.split(" "));
    }

    boolean isEcmaScript() {
        return this == TYPESCRIPT || this == TSX || this == JAVASCRIPT;
    }
}

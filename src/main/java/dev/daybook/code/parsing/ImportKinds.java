package dev.daybook.code.parsing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Where imported modules come from, as far as their names tell. Thread-safe. */
public final class ImportKinds {

    static final String LOCAL = "local";
    static final String EXTERNAL = "external";
    static final String BUILTIN = "builtin";

    /** A Java package is ours if it begins like the one of the file: with a domain and what stands below it. */
    private static final int OWN_PARTS = 2;

    private static final List<String> JAVA_BUILTIN = List.of("java.", "javax.", "jdk.");

    /** How bundlers are told to call the tree's own root. */
    private static final List<String> ECMASCRIPT_LOCAL = List.of("./", "../", "/", "@/", "~/", "#");

    private final Map<Grammar, Set<String>> listed = new HashMap<>();

    public ImportKinds() {
        listed.put(Grammar.PYTHON, list("builtin-python.txt"));
        Set<String> node = list("builtin-javascript.txt");
        for (Grammar grammar : Grammar.values()) {
            if (grammar.isEcmaScript()) {
                listed.put(grammar, node);
            }
        }
    }

    private static Set<String> list(String name) {
        try (InputStream in = ImportKinds.class.getResourceAsStream("/code/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the list %s is not in the jar".formatted(name));
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns whether the kinds hang on which modules the tree has: the file alone does not tell. */
    public static boolean hangOnTree(Grammar grammar) {
        return grammar == Grammar.PYTHON || grammar == Grammar.GO;
    }

    /** Returns what kind of import it is in a file of such a language. */
    public String of(Grammar grammar, String module, Collection<String> ownModules) {
        return of(grammar, module, ownModules, Optional.empty());
    }

    /**
     * Returns what kind of import it is.
     *
     * @param ownModules what modules of the file's tree begin with
     * @param ownPackage the package that the file says it is in
     */
    String of(Grammar grammar, String module, Collection<String> ownModules, Optional<String> ownPackage) {
        return switch (grammar) {
            case TYPESCRIPT, TSX, JAVASCRIPT -> ecmaScript(grammar, module);
            case PYTHON -> python(module, ownModules);
            case JAVA -> java(module, ownPackage);
            case GO -> go(module, ownModules);
        };
    }

    private String ecmaScript(Grammar grammar, String module) {
        if (module.equals(".")
                || module.equals("..")
                || ECMASCRIPT_LOCAL.stream().anyMatch(module::startsWith)) {
            return LOCAL;
        }
        boolean builtin = module.startsWith("node:") || isListed(grammar, module, '/');
        return builtin ? BUILTIN : EXTERNAL;
    }

    private String python(String module, Collection<String> ownModules) {
        if (module.startsWith(".") || ownModules.contains(head(module, '.'))) {
            return LOCAL;
        }
        return isListed(Grammar.PYTHON, module, '.') ? BUILTIN : EXTERNAL;
    }

    private static String java(String module, Optional<String> ownPackage) {
        if (JAVA_BUILTIN.stream().anyMatch(module::startsWith)) {
            return BUILTIN;
        }
        boolean local = ownPackage
                .map(ImportKinds::beginning)
                .filter(own -> (module + ".").startsWith(own))
                .isPresent();
        return local ? LOCAL : EXTERNAL;
    }

    private static String beginning(String ownPackage) {
        String[] parts = ownPackage.split("\\.");
        return String.join(".", List.of(parts).subList(0, Math.min(OWN_PARTS, parts.length))) + ".";
    }

    private static String go(String module, Collection<String> ownModules) {
        if (module.startsWith(".") || ownModules.stream().anyMatch(own -> (module + "/").startsWith(own + "/"))) {
            return LOCAL;
        }
        return head(module, '/').contains(".") ? EXTERNAL : BUILTIN; // as go itself tells them apart
    }

    private boolean isListed(Grammar grammar, String module, char separator) {
        return listed.getOrDefault(grammar, Set.of()).contains(head(module, separator));
    }

    private static String head(String module, char separator) {
        int end = module.indexOf(separator);
        return end < 0 ? module : module.substring(0, end);
    }
}

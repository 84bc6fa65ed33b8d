package dev.daybook.code.parsing;

import dev.daybook.code.parsing.Found.Node;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Who can use what a file defines, by the rules of its language. */
final class Exports {

    private static final Set<String> OPEN = Set.of("public", "protected");
    private static final Set<String> HIDDEN = Set.of("private", "protected");
    private static final Set<String> LENGTHENING = Set.of("append", "extend");
    private static final Set<String> COMMONJS = Set.of("module", "exports", "module.exports");

    private final SourceText text;
    private final Grammar grammar;
    private final TreeMap<Integer, Node> ranges = new TreeMap<>();
    private final Set<String> names = new HashSet<>();
    private final TreeMap<Integer, Node> modifiers = new TreeMap<>();
    private boolean listed;

    Exports(SourceText text, Grammar grammar) {
        this.text = text;
        this.grammar = grammar;
    }

    void add(Found found) {
        boolean other = found.first("commonjs")
                        .filter(object -> !COMMONJS.contains(textOf(object)))
                        .isPresent()
                || found.first("all")
                        .filter(all -> !textOf(all).equals("__all__"))
                        .isPresent()
                || found.first("all.by")
                        .filter(called -> !LENGTHENING.contains(textOf(called)))
                        .isPresent();
        if (other) {
            return;
        }
        for (Node node : found.nodes()) {
            switch (node.capture()) {
                case "export" -> ranges.put(node.start(), node);
                case "export.name" -> names.add(textOf(node));
                case "export.list" -> listed = true;
                case "export.quoted" -> names.add(Imports.unquoted(textOf(node)));
                case "modifier" -> modifiers.put(node.start(), node);
                default -> {} // says nothing of it
            }
        }
    }

    private String textOf(Node node) {
        return text.slice(node.start(), node.end());
    }

    /** Returns it; what the definition stands in was asked before. */
    boolean exported(Item item) {
        boolean inside = item.parent.isEmpty()
                || item.parent
                        .filter(parent -> parent.hasMembers() && parent.exported)
                        .isPresent();
        return inside
                && switch (grammar) {
                    case TYPESCRIPT, TSX, JAVASCRIPT -> ecmaScript(item);
                    case PYTHON -> python(item);
                    case JAVA -> java(item);
                    case GO -> go(item);
                };
    }

    private boolean ecmaScript(Item item) {
        boolean member =
                item.parent.filter(parent -> !parent.kind.equals("namespace")).isPresent();
        if (member) {
            return !item.name.startsWith("#") && words(item).stream().noneMatch(HIDDEN::contains);
        }
        return isSaid(item) || (item.parent.isEmpty() && names.contains(item.name));
    }

    /** The word stands in front of it, and inside of what it stands in. */
    private boolean isSaid(Item item) {
        int from = item.parent.map(parent -> parent.start + 1).orElse(0);
        var range = ranges.floorEntry(item.start);
        return range != null
                && range.getKey() >= from
                && item.start < range.getValue().end();
    }

    private boolean python(Item item) {
        if (listed && item.parent.isEmpty()) {
            return names.contains(item.name);
        }
        boolean special = item.name.startsWith("__") && item.name.endsWith("__");
        return special || !item.name.startsWith("_");
    }

    private boolean java(Item item) {
        boolean implied = item.parent
                .filter(parent -> parent.kind.equals("interface") || parent.kind.equals("annotation"))
                .isPresent();
        List<String> said = words(item);
        return said.stream().anyMatch(OPEN::contains) || (implied && !said.contains("private"));
    }

    private static boolean go(Item item) {
        return Character.isUpperCase(item.name.codePointAt(0))
                && item.owner
                        .map(owner -> Character.isUpperCase(owner.codePointAt(0)))
                        .orElse(true);
    }

    /** Returns the modifiers in front of its name. */
    private List<String> words(Item item) {
        return Optional.ofNullable(modifiers.ceilingEntry(item.start))
                .map(entry -> entry.getValue())
                .filter(node -> node.start() < item.nameAt)
                .map(node -> List.of(textOf(node).split("[\\s()]+")))
                .orElse(List.of());
    }
}

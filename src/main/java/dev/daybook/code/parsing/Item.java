package dev.daybook.code.parsing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A definition or a symbol while its file is being read: where it stands, and what it stands in. */
final class Item {

    private static final Set<String> WITH_MEMBERS =
            Set.of("class", "interface", "enum", "record", "annotation", "namespace", "struct", "component");

    final String name;
    final int nameAt;
    final int start;
    final int end;
    /** Where its body begins, or its end without one. */
    final int bodyAt;

    final List<Found.Node> decorators = new ArrayList<>();
    String kind;
    boolean isDefinition;
    boolean exported;
    /** It is introduced for an object, wherever that is. */
    boolean ofObject;

    Optional<Item> parent = Optional.empty();
    /** The type that it is said to be of, where that stands elsewhere. */
    Optional<String> owner = Optional.empty();

    Item(String name, String kind, boolean isDefinition, int nameAt, Found.Node whole, int bodyAt) {
        this.name = name;
        this.kind = kind;
        this.isDefinition = isDefinition;
        this.nameAt = nameAt;
        this.start = whole.start();
        this.end = whole.end();
        this.bodyAt = bodyAt;
    }

    boolean hasMembers() {
        return WITH_MEMBERS.contains(kind);
    }

    /** A decorator in front of it belongs to it. */
    int startWithDecorators() {
        return decorators.isEmpty()
                ? start
                : Math.min(start, decorators.getFirst().start());
    }

    /** Returns the names of what it stands in, from the outermost on, joined by dots. */
    Optional<String> scope() {
        Optional<String> around = parent.map(Item::path);
        return owner.isPresent() ? owner : around;
    }

    private String path() {
        return scope().map(scope -> scope + "." + name).orElse(name);
    }

    /** Returns whether a kind says more of what it is than this one's. */
    boolean yieldsTo(boolean toDefinition, String toKind) {
        return rank(toDefinition, toKind) > rank(isDefinition, kind);
    }

    private static int rank(boolean definition, String kind) {
        if (!definition) {
            return kind.equals("variable") ? 0 : 1;
        }
        return switch (kind) {
            case "variable" -> 2;
            case "type" -> 3;
            default -> 4;
        };
    }
}

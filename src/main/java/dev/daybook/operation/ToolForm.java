package dev.daybook.operation;

import java.util.Set;

/**
 * How agents ask for an operation.
 *
 * @param name of the tool; empty if there is none for it
 * @param action what tells it from the other operations of that tool; empty if it is the only one
 * @param without the arguments that the tool leaves out
 */
public record ToolForm(String name, String action, Set<String> without) {

    static final ToolForm NONE = new ToolForm("", "", Set.of());

    public ToolForm {
        without = Set.copyOf(without);
    }
}

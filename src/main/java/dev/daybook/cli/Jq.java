package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Consumer;
import net.thisptr.jackson.jq.BuiltinFunctionLoader;
import net.thisptr.jackson.jq.JsonQuery;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.Versions;
import net.thisptr.jackson.jq.exception.JsonQueryException;

/** An expression of jq 1.7. A class of its own: it is loaded by those only who use it. */
final class Jq {

    private final String text;
    private final JsonQuery query;

    /** @throws Failure if it is no expression */
    Jq(String text) {
        this.text = text;
        try {
            this.query = JsonQuery.compile(text, Versions.JQ_1_7);
        } catch (JsonQueryException e) {
            throw failure(e);
        }
    }

    /** Hands each result to {@code each}. */
    void apply(JsonNode value, Consumer<JsonNode> each) {
        Scope scope = Scope.newEmptyScope();
        BuiltinFunctionLoader.getInstance().loadFunctions(Versions.JQ_1_7, scope);
        try {
            query.apply(scope, value, each::accept);
        } catch (JsonQueryException e) {
            throw failure(e);
        }
    }

    private Failure failure(JsonQueryException e) {
        return Failure.usage(
                "--jq '%s': %s".formatted(text, Text.oneLine(String.valueOf(e.getMessage()))),
                "want an expression of jq, such as .[].id or map(select(.status == \"WIP\"))");
    }
}

package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What a user wants of the records that a command prints: some of their fields ({@code --json}), or what a jq expression
 * makes of them ({@code --jq}). Used by one thread.
 */
final class Records {

    private final List<String> fields;
    private final Optional<Jq> jq;
    private final Set<String> seen = new LinkedHashSet<>();
    private boolean checked;

    Records(List<String> fields, Optional<String> jq) {
        this.fields = fields;
        this.jq = jq.map(Jq::new);
    }

    /** Returns whether somebody has named fields, and nobody has said yet which there are. */
    boolean wantNames() {
        return !fields.isEmpty() && !checked;
    }

    /**
     * Says which fields there are.
     *
     * @throws Failure if others are wanted
     */
    void known(Set<String> names) {
        checked = !names.isEmpty();
        if (checked) {
            check(names);
        }
    }

    private void check(Set<String> names) {
        fields.stream().filter(text -> !names.contains(text)).findFirst().ifPresent(text -> {
            throw Failure.usage(
                    "--json has '%s', which is no field of what is printed here".formatted(text),
                    "there are " + String.join(", ", names));
        });
    }

    /** Returns a record with the wanted fields. */
    JsonNode of(JsonNode record) {
        if (fields.isEmpty() || !(record instanceof ObjectNode whole)) {
            return record;
        }
        whole.fieldNames().forEachRemaining(seen::add);
        ObjectNode wanted = Bodies.object();
        fields.stream().filter(whole::has).forEach(text -> wanted.set(text, whole.get(text)));
        return wanted;
    }

    /** Hands what is made of a record, or of a list of them, to {@code each}. */
    void each(JsonNode records, Consumer<JsonNode> each) {
        jq.ifPresentOrElse(jq -> jq.apply(records, each), () -> each.accept(records));
    }

    boolean isExpression() {
        return jq.isPresent();
    }

    /**
     * Has all that was printed looked at where nobody has said which fields there are.
     *
     * @throws Failure if none had a field that is wanted
     */
    void end() {
        if (!checked && !seen.isEmpty()) {
            check(seen);
        }
    }
}

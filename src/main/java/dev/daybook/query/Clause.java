package dev.daybook.query;

import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;

/**
 * A condition on values that are not said yet: to be made once, as a constant, since a {@link KeptSelect} knows it again
 * by what it is, not by how it reads. Immutable.
 */
public final class Clause {

    private final List<? extends Class<?>> types;
    private final Function<List<Field<?>>, Condition> condition;
    private final Condition open;

    private Clause(List<? extends Class<?>> types, Function<List<Field<?>>, Condition> condition) {
        this.types = types;
        this.condition = condition;
        this.open = condition.apply(IntStream.range(0, types.size())
                .<Field<?>>mapToObj(place -> DSL.param("v" + place, types.get(place)))
                .toList());
    }

    /** A condition without a value. */
    public static Clause of(Condition condition) {
        return new Clause(List.of(), _ -> condition);
    }

    /** A condition on one value, which is used once. */
    @SuppressWarnings("unchecked") // the field is of that type
    public static <T> Clause of(Class<T> type, Function<Field<T>, Condition> condition) {
        return new Clause(List.of(type), values -> condition.apply((Field<T>) values.getFirst()));
    }

    /** A condition on values of these types, each of which is used once, in their order. */
    static Clause of(List<? extends Class<?>> types, Function<List<Field<?>>, Condition> condition) {
        return new Clause(types, condition);
    }

    /** Returns the condition with a place for each value. */
    Condition open() {
        return open;
    }

    int values() {
        return types.size();
    }

    /** Returns the condition on these values. */
    Condition bound(List<Object> values) {
        return condition.apply(values.stream().<Field<?>>map(DSL::val).toList());
    }
}

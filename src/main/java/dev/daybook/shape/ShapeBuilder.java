package dev.daybook.shape;

import dev.daybook.domain.Json;
import dev.daybook.shape.Field.Kind;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Describes a record: its components in their order, each followed by what else is to be said of it. What a component
 * is, an {@code Optional} among it, is taken from the record and held against the description in {@link #build}.
 *
 * <p>A component that is no {@code Optional} has to be there. Where it is not, a strict reader refuses the text; a
 * lenient one takes {@link #otherwise}, else an empty text, 0, false or no elements.
 */
public final class ShapeBuilder<R> {

    private final Class<R> type;
    private final List<Field> fields = new ArrayList<>();
    private @Nullable Field last;

    ShapeBuilder(Class<R> type) {
        this.type = type;
    }

    @SuppressWarnings("unchecked") // a record of that type is all it is asked for
    private ShapeBuilder<R> add(String name, Kind kind, Function<R, ?> component) {
        last = new Field(name, kind, (Function<Object, Object>) (Function<?, ?>) component);
        fields.add(last);
        return this;
    }

    private Field last() {
        return Objects.requireNonNull(last, "nothing is described yet");
    }

    /** A {@code String}, or another type with {@link #as}. */
    public ShapeBuilder<R> text(String name, Function<R, ?> component) {
        return add(name, Kind.TEXT, component);
    }

    /** A point in time as its writer spelt it, {@code String}; a number is taken as one since 1970 and kept so. */
    public ShapeBuilder<R> time(String name, Function<R, ?> component) {
        return add(name, Kind.TIME, component);
    }

    /** A {@code long}, {@code int} or what boxes them. */
    public ShapeBuilder<R> number(String name, Function<R, ?> component) {
        return add(name, Kind.NUMBER, component);
    }

    /** A number with its spelling, as {@link Json}. */
    public ShapeBuilder<R> decimal(String name, Function<R, ?> component) {
        return add(name, Kind.DECIMAL, component);
    }

    /** A {@code boolean}. */
    public ShapeBuilder<R> flag(String name, Function<R, ?> component) {
        return add(name, Kind.FLAG, component);
    }

    /** A {@code List<String>}. */
    public ShapeBuilder<R> texts(String name, Function<R, ?> component) {
        return add(name, Kind.TEXTS, component);
    }

    /** Any value, as {@link Json}. */
    public ShapeBuilder<R> json(String name, Function<R, ?> component) {
        return add(name, Kind.JSON, component);
    }

    /** A record that has a shape itself. */
    public <T> ShapeBuilder<R> nested(String name, Shape<T> shape, Function<R, ?> component) {
        add(name, Kind.NESTED, component);
        last().shape = shape;
        return this;
    }

    /** A {@code List} of records that have a shape themselves. */
    public <T> ShapeBuilder<R> list(String name, Shape<T> shape, Function<R, List<T>> component) {
        add(name, Kind.LIST, component);
        last().shape = shape;
        return this;
    }

    /** A record whose members stand among those of this one. */
    public <T> ShapeBuilder<R> inline(Shape<T> shape, Function<R, T> component) {
        add("", Kind.INLINE, component);
        last().shape = shape;
        return this;
    }

    /**
     * An {@code Optional<Json>}: an object of the members that nobody knows, in their order and as often as they stand
     * there, written last. Without it they are a flaw and lost.
     *
     * @param name by which {@link Shape#fields} names them all
     */
    public ShapeBuilder<R> more(String name, Function<R, ?> component) {
        return add(name, Kind.MORE, component);
    }

    /**
     * All further components, each by its name and type: texts, whole numbers, flags, JSON, times, lists of
     * texts or of records; a record by itself stands among the members, an {@code Optional} one is an object.
     */
    public ShapeBuilder<R> rest() {
        return rest(false);
    }

    ShapeBuilder<R> rest(boolean arguments) {
        RecordComponent[] components = type.getRecordComponents();
        for (int i = fields.size(); i < components.length; i++) {
            last = ComponentField.of(components[i], arguments);
            fields.add(last);
        }
        return this;
    }

    /** What is said next is said of this member. */
    public ShapeBuilder<R> member(String name) {
        fields.stream()
                .filter(field -> field.name.equals(name))
                .findFirst()
                .ifPresentOrElse(field -> last = field, () -> {
                    throw new IllegalStateException("%s has no member '%s'".formatted(type.getSimpleName(), name));
                });
        return this;
    }

    /**
     * What tells a record from others: without it, or with an empty one, it is none. It is no field of its own.
     *
     * @param says what it is, such as {@code the id of the session}
     */
    public ShapeBuilder<R> key(String says) {
        last().key = true;
        last().says = says;
        return this;
    }

    /** Other names that it is read by, such as the column of a table. It is written by its own. */
    public ShapeBuilder<R> alias(String... names) {
        last().aliases.addAll(List.of(names));
        return this;
    }

    /** Its column in a table; the name in snake case unless said otherwise. */
    public ShapeBuilder<R> column(String name) {
        last().column = name;
        return this;
    }

    /** Where it is absent, its member is not written; without this it is written as {@code null}. */
    public ShapeBuilder<R> sparse() {
        last().sparse = true;
        return this;
    }

    ShapeBuilder<R> answered() {
        for (Field field : fields) {
            field.sparse = true;
            if (Instant.class.equals(field.type)) {
                field.out = Object::toString;
            }
        }
        return this;
    }

    /** Only newer writers have it: a lenient reader reads it and reports it as unknown. */
    public ShapeBuilder<R> newer() {
        last().newer = true;
        return this;
    }

    /** A number from 0 to {@code max}; others are a flaw. */
    public ShapeBuilder<R> max(long max) {
        return between(0, max);
    }

    public ShapeBuilder<R> between(long min, long max) {
        last().min = min;
        last().max = max;
        return this;
    }

    /** Only these words are accepted by {@link Shape#check}; a reader keeps others. */
    public ShapeBuilder<R> words(String what, List<String> words) {
        last().wordsOf = what;
        last().words = List.copyOf(words);
        return this;
    }

    /** What {@link Shape#check} asks beyond the type. Of a list of texts, each of them. */
    @SuppressWarnings("unchecked") // the value is of the component's type, or the description is wrong
    public <T> ShapeBuilder<R> limit(Limit<T> limit) {
        last().limits.add((Limit<Object>) (Limit<?>) limit);
        return this;
    }

    /** As {@link #limit(Limit)}, where no schema can say it. */
    public <T> ShapeBuilder<R> limit(Limit.Check<T> check) {
        return limit(new Limit<>(check, ""));
    }

    /** How many elements {@link Shape#check} accepts, and what they are called. */
    public ShapeBuilder<R> atMost(int elements, String called) {
        last().elementsMax = elements;
        last().elements = called;
        return this;
    }

    /** A text or number that the record has as another type; what either function throws is a flaw or a bug. */
    @SuppressWarnings("unchecked") // held against the component's type when the shape is built
    public <S, T> ShapeBuilder<R> as(Class<T> other, Function<S, T> in, Function<T, S> out) {
        last().type = other;
        last().in = (Function<Object, Object>) (Function<?, ?>) in;
        last().out = (Function<Object, Object>) (Function<?, ?>) out;
        return this;
    }

    /** What a lenient reader takes where it is missing, or of a type that cannot be taken for its own. */
    public ShapeBuilder<R> otherwise(Object value) {
        return otherwise(_ -> new Otherwise.Instead(value, Shape.taken(value)));
    }

    /** As {@link #otherwise(Object)}, found out from the rest of the object. */
    public ShapeBuilder<R> otherwise(Otherwise instead) {
        last().otherwise = instead;
        return this;
    }

    /** It is written after that member; without this, in the order of the components. */
    public ShapeBuilder<R> after(String member) {
        last().after = member;
        return this;
    }

    /** A merge never disputes it: if both sides changed it, it is as theirs. A time of change is such a field. */
    public ShapeBuilder<R> settled() {
        last().settled = true;
        return this;
    }

    /** A list that grows at its end, such as a conversation: what both sides added all stays, mine before theirs. */
    public ShapeBuilder<R> growing() {
        last().growing = true;
        return this;
    }

    /**
     * Returns the shape.
     *
     * @throws IllegalStateException if the record's components are not as described
     */
    public Shape<R> build() {
        return new Shape<>(type, List.copyOf(fields));
    }
}

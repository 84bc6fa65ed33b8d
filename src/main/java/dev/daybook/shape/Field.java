package dev.daybook.shape;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One component of a record, as it is described. Changes only as long as its shape is being built. */
final class Field {

    enum Kind {
        TEXT("a text", String.class),
        TIME("a text", String.class),
        NUMBER("a whole number", Long.class),
        /** A number as it is spelt. */
        DECIMAL("a number", dev.daybook.domain.Json.class),
        FLAG("true or false", Boolean.class),
        TEXTS("a list of texts", List.class),
        JSON("a value", dev.daybook.domain.Json.class),
        NESTED("an object", Object.class),
        LIST("a list", List.class),
        /** Another record whose members stand among those of this one. */
        INLINE("an object", Object.class),
        /** The members that nobody knows. */
        MORE("an object", dev.daybook.domain.Json.class);

        final String wanted;
        final Class<?> type;

        Kind(String wanted, Class<?> type) {
            this.wanted = wanted;
            this.type = type;
        }

        boolean isText() {
            return this == TEXT || this == TIME;
        }
    }

    private static final Function<Object, Object> SAME = Function.identity();

    final String name;

    /** What its JSON pointer ends in. */
    final String pointer;

    final Kind kind;
    final Function<Object, Object> component;

    /** Whether the component is an {@link Optional}. */
    boolean optional;

    boolean key;
    boolean sparse;
    boolean newer;
    boolean settled;
    boolean growing;
    long min = Long.MIN_VALUE;
    long max = Long.MAX_VALUE;
    int elementsMax = Integer.MAX_VALUE;
    String elements = "elements";
    String says = "";
    String after = "";
    String column;
    /** What stands for its value in a line of help. */
    String label = "";

    String example = "";
    /** What an argument is that is not given; null if it has to be. */
    @Nullable
    Object standard;

    int charsMin;
    int charsMax = Integer.MAX_VALUE;

    @Nullable
    Pattern pattern;

    /** What the pattern stands for, in words. */
    String want = "";
    /** Of what things the text is an id; empty of none. */
    String thing = "";
    /** Of an argument: null takes away what there is; its component is an Optional in an Optional. */
    boolean clears;
    /** Of an argument that is a number: a long. */
    boolean wide;
    /** Of JSON: only an object. */
    boolean object;
    /** Whether it is an argument: null is not the same as left out, and limits hold for whoever reads it. */
    boolean argument;

    List<String> words = List.of();
    String wordsOf = "";
    boolean open = true;
    final List<String> aliases = new ArrayList<>();
    final List<Limit<Object>> limits = new ArrayList<>();

    @Nullable
    Otherwise otherwise;

    @Nullable
    Shape<?> shape;

    Class<?> type;

    /** What the text or number is to the record, and back. */
    Function<Object, Object> in = SAME;

    Function<Object, Object> out = SAME;

    Field(String name, Kind kind, Function<Object, Object> component) {
        this.name = name;
        this.column = Column.name(name);
        this.pointer = Change.pointer(name);
        this.kind = kind;
        this.component = component;
        this.type = kind.type;
    }

    /** Whether the record has the value as the text has it. */
    boolean isSame() {
        return in == SAME;
    }

    Shape<?> shape() {
        if (shape == null) {
            throw new IllegalStateException(name + " has no shape of its own");
        }
        return shape;
    }

    /** Returns the value without its Optional; null if there is none. */
    @Nullable
    Object value(Object record) {
        Object value = component.apply(record);
        return optional ? ((Optional<?>) value).orElse(null) : value;
    }

    /** Returns what stands for it in a record where it is absent. */
    @Nullable
    Object absent() {
        return optional ? Optional.empty() : null;
    }

    boolean takesNull() {
        return clears || (optional && !argument);
    }

    /** Holds the description against the component it is of. */
    void check(Class<?> record, RecordComponent of) {
        Type generic = of.getGenericType();
        optional = of.getType() == Optional.class;
        if (optional) {
            generic = ((ParameterizedType) generic).getActualTypeArguments()[0];
            if (clears) {
                generic = ((ParameterizedType) generic).getActualTypeArguments()[0];
            }
        }
        Class<?> raw = generic instanceof ParameterizedType it ? (Class<?>) it.getRawType() : (Class<?>) generic;
        Class<?> boxed = raw == long.class ? Long.class : raw == boolean.class ? Boolean.class : raw;
        if (raw == int.class || raw == Integer.class) {
            boxed = Long.class;
            in = value -> Math.toIntExact((Long) value);
            out = value -> ((Integer) value).longValue();
            min = Math.max(min, Integer.MIN_VALUE);
            max = Math.min(max, Integer.MAX_VALUE);
        }
        Class<?> wanted = shape != null && kind != Kind.LIST ? shape.type() : type;
        if (boxed != wanted) {
            throw new IllegalStateException("%s.%s is described as '%s' of type %s, but is %s"
                    .formatted(record.getSimpleName(), of.getName(), name, wanted.getSimpleName(), generic));
        }
    }
}

package dev.daybook.shape;

import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.shape.Flaw.Code;
import dev.daybook.shape.JsonCursor.State;
import dev.daybook.shape.Shape.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a record from bytes at once, without a tree. One reading, whatever the record is like: what is odd costs more,
 * the rest is read as that of a record without a flaw. For one text.
 */
final class RecordReader {

    /** Of a field that may be taken away. */
    static final Object CLEARED = Optional.empty();

    final boolean strict;
    private final String root;
    final List<Flaw> flaws = new ArrayList<>(0);

    final RecordPath path = new RecordPath();

    RecordReader(boolean strict, String root) {
        this.strict = strict;
        this.root = root;
    }

    <R> Read<R> lenient(Shape<R> shape, byte[] json) {
        var in = JsonCursor.of(json);
        Optional<R> record = whole(shape, in);
        if (in.state() != State.BROKEN) {
            return new Read<>(record, List.copyOf(flaws));
        }
        var again = JsonCursor.lenient(json, JsonCursor.DEPTH_MAX);
        var reader = new RecordReader(false, root);
        Optional<R> odd = reader.whole(shape, again);
        if (!again.isSound()) {
            return new Read<>(Optional.empty(), List.copyOf(flaws));
        }
        reader.flaws.add(new Flaw(
                root, Code.INVALID_JSON, "breaks the rules of JSON: read leniently", in.flawAt(), json.length));
        return new Read<>(odd, List.copyOf(reader.flaws));
    }

    <R> R strict(Shape<R> shape, byte[] json) {
        Optional<R> record = whole(shape, JsonCursor.of(json));
        if (!flaws.isEmpty() || record.isEmpty()) {
            throw new Flawed(flaws);
        }
        return record.get();
    }

    <R> Read<R> value(Shape<R> shape, JsonCursor in) {
        Optional<R> record = Optional.ofNullable(object(shape, in, 0));
        broken(in);
        return new Read<>(in.isSound() ? record : Optional.empty(), List.copyOf(flaws));
    }

    private <R> Optional<R> whole(Shape<R> shape, JsonCursor in) {
        R record = object(shape, in, 0);
        ended(in);
        return in.isSound() ? Optional.ofNullable(record) : Optional.empty();
    }

    private void ended(JsonCursor in) {
        if (in.isSound() && !in.isAtEnd()) {
            flaws.add(new Flaw(
                    root, Code.TRAILING_DATA, "goes on after its value: the rest is kept raw", in.offset(), -1));
        }
        broken(in);
    }

    private void broken(JsonCursor in) {
        if (in.isSound()) {
            return;
        }
        flaws.clear();
        flaws.add(
                switch (in.state()) {
                    case CUT ->
                        new Flaw(
                                root, Code.TRUNCATED_JSON, "is cut short: want " + in.flaw(), in.flawAt(), in.flawAt());
                    case TOO_DEEP, TOO_LARGE ->
                        new Flaw(
                                root,
                                Code.RESOURCE_LIMIT,
                                "goes beyond what is read: want " + in.flaw(),
                                in.flawAt(),
                                -1);
                    default -> new Flaw(root, Code.INVALID_JSON, "is not JSON: want " + in.flaw(), in.flawAt(), -1);
                });
    }

    /** Returns the record that stands there; null if it is none. */
    private <R> @Nullable R object(Shape<R> shape, JsonCursor in, int place) {
        JsonCursor.Kind kind = in.next();
        if (kind != JsonCursor.Kind.OBJECT) {
            in.skip();
            flaw(
                    in,
                    Code.WRONG_TYPE,
                    strict
                            ? "is %s: want an object".formatted(OddValues.named(kind, in))
                            : "is %s, not an object: left out".formatted(OddValues.kind(kind)));
            return null;
        }
        var values = shape.blank.clone();
        var object = new RecordMembers(this, shape, values, place);
        long start = members(shape, object, in);
        return in.isSound() && object.isWhole() ? made(shape, values, start, in) : null;
    }

    /** Reads the members of the object that stands there; returns where it begins. */
    private long members(Shape<?> shape, RecordMembers object, JsonCursor in) {
        in.enter();
        long start = in.start();
        int likely = 0;
        while (in.member(shape.quoted(likely))) {
            int number = shape.member(in, likely);
            if (number < 0 || object.isElsewhere(number)) {
                object.unknown(in);
                continue;
            }
            likely = number + 1;
            Member member = shape.members.get(number);
            path.enter(member.field().name, RecordPath.MEMBER);
            object.read(member, number, in);
            path.leave();
        }
        return start;
    }

    <R> R arguments(Shape<R> shape, byte[] body, byte[] beside, Set<String> elsewhere, String whole) {
        var values = shape.blank.clone();
        var object = new RecordMembers(this, shape, values, 0);
        var given = JsonCursor.of(beside);
        given.next();
        members(shape, object, given);
        if (!given.isSound()) {
            flaw(given, Code.NOT_TAKEN, "is no JSON");
        }
        elsewhere.forEach(name -> object.leave(shape.number(name)));
        var in = JsonCursor.of(body);
        long start = 0;
        boolean readable = true;
        if (!whole.isEmpty()) {
            object.read(shape.members.get(shape.number(whole)), shape.number(whole), in);
        } else if (in.next() == JsonCursor.Kind.OBJECT) {
            start = members(shape, object, in);
        } else {
            JsonCursor.Kind kind = in.next();
            in.skip();
            flaw(in, Code.WRONG_TYPE, "is %s: want an object".formatted(OddValues.named(kind, in)));
            readable = false;
        }
        ended(in);
        readable = readable && in.isSound() && object.isWhole() && flaws.isEmpty();
        R record = readable ? made(shape, values, start, in) : null;
        if (record == null || !flaws.isEmpty()) {
            throw new Flawed(flaws);
        }
        return record;
    }

    private <R> @Nullable R made(Shape<R> shape, @Nullable Object[] values, long start, JsonCursor in) {
        try {
            return shape.make(values, 0);
        } catch (Rejected e) {
            flaws.add(new Flaw(pointer(), Code.WRONG_TYPE, String.valueOf(e.getMessage()), start, in.end()));
            return null;
        }
    }

    String pointer() {
        return path.pointer(root);
    }

    /** Notes what is wrong with the value that was passed last. */
    void flaw(JsonCursor in, Code code, String detail) {
        flaws.add(new Flaw(pointer(), code, detail, in.start(), in.end()));
    }

    /** Returns the value of a member, without its Optional; null if it is absent or none. */
    @Nullable
    Object value(Field field, JsonCursor in, RecordMembers object, int number) {
        JsonCursor.Kind kind = in.next();
        if (kind == JsonCursor.Kind.NULL) {
            in.pass(kind);
            if (strict && !field.takesNull()) {
                flaw(in, Code.WRONG_TYPE, "is null: want " + field.kind.wanted);
            }
            return field.clears ? CLEARED : null;
        }
        switch (field.kind) {
            case TEXT, TIME -> {
                if (kind == JsonCursor.Kind.TEXT) {
                    return text(field, in, object, number);
                }
            }
            case NUMBER -> {
                if (kind == JsonCursor.Kind.NUMBER) {
                    in.number();
                    if (in.isWhole() && in.whole() >= field.min && in.whole() <= field.max) {
                        return field.isSame() ? (Object) in.whole() : field.in.apply(in.whole());
                    }
                    return OddValues.number(field, in, strict, this::flaw);
                }
            }
            case FLAG -> {
                if (kind == JsonCursor.Kind.TRUE || kind == JsonCursor.Kind.FALSE) {
                    in.pass(kind);
                    return kind == JsonCursor.Kind.TRUE;
                }
            }
            case DECIMAL -> {
                if (kind == JsonCursor.Kind.NUMBER || !strict) {
                    return in.compact();
                }
            }
            case JSON, MORE -> {
                if (!field.object || kind == JsonCursor.Kind.OBJECT) {
                    Json json = in.compact();
                    return strict ? whole(field, in, json) : json;
                }
            }
            case TEXTS -> {
                if (kind == JsonCursor.Kind.LIST) {
                    return texts(field, in);
                }
            }
            case NESTED, INLINE -> {
                if (kind == JsonCursor.Kind.OBJECT) {
                    return object(field.shape(), in, 0);
                }
            }
            case LIST -> {
                if (kind == JsonCursor.Kind.LIST) {
                    return list(field.shape(), in);
                }
            }
        }
        return odd(field, kind, in, object, number);
    }

    private @Nullable Object odd(Field field, JsonCursor.Kind kind, JsonCursor in, RecordMembers object, int number) {
        Object value = OddValues.value(field, kind, in, strict, this::flaw);
        if (value == null) {
            object.odd(number, kind, in);
        }
        return value;
    }

    private @Nullable Object text(Field field, JsonCursor in, RecordMembers object, int number) {
        String text = in.text();
        if (!in.isSound()) {
            return null;
        }
        if (field.key && text.isEmpty()) {
            flaw(
                    in,
                    Code.MISSING_FIELD,
                    strict ? "is empty: want " + field.says : "is empty: the record is kept as it is");
            object.odd(number, JsonCursor.Kind.TEXT, in);
            return null;
        }
        if (strict) {
            ArgumentLimits.text(field, text, (code, detail) -> flaw(in, code, detail));
        }
        if (field.isSame()) {
            return text;
        }
        try {
            return field.in.apply(text);
        } catch (Rejected e) {
            flaw(in, Code.WRONG_TYPE, String.valueOf(e.getMessage()));
            object.odd(number, JsonCursor.Kind.TEXT, in);
            return null;
        }
    }

    private Json whole(Field field, JsonCursor in, Json json) {
        if (field.argument) {
            ArgumentLimits.json(json, (code, detail) -> flaw(in, code, detail));
        }
        return json;
    }

    private List<String> texts(Field field, JsonCursor in) {
        var texts = new ArrayList<String>();
        in.enter();
        for (int i = 0; in.element(); i++) {
            JsonCursor.Kind kind = in.next();
            if (kind == JsonCursor.Kind.TEXT) {
                texts.add(in.text());
                if (strict && field.argument) {
                    path.enter("", i);
                    ArgumentLimits.text(field, texts.getLast(), (code, detail) -> flaw(in, code, detail));
                    path.leave();
                }
            } else {
                in.skip();
                path.enter("", i);
                flaw(
                        in,
                        Code.WRONG_TYPE,
                        strict
                                ? "is %s: want a text".formatted(OddValues.named(kind, in))
                                : "is %s, not a text: left out".formatted(OddValues.kind(kind)));
                path.leave();
            }
        }
        if (strict && field.argument && texts.size() > field.elementsMax) {
            flaw(
                    in,
                    Code.OVER_LIMIT,
                    "has %d %s: want at most %d".formatted(texts.size(), field.elements, field.elementsMax));
        }
        return List.copyOf(texts);
    }

    private <T> List<T> list(Shape<T> shape, JsonCursor in) {
        var list = new ArrayList<T>();
        in.enter();
        for (int i = 0; in.element(); i++) {
            path.enter("", i);
            T element = object(shape, in, i);
            if (element != null) {
                list.add(element);
            }
            path.leave();
        }
        return List.copyOf(list);
    }
}

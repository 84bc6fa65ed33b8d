package dev.daybook.shape;

import dev.daybook.domain.Json;
import dev.daybook.shape.Field.Kind;
import dev.daybook.shape.Flaw.Code;
import dev.daybook.shape.Shape.Member;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The members of one object while it is read: which stand there, what of them is known, what is missing. */
final class RecordMembers implements Otherwise.Given {

    /** What stands in place of a value that has to be there. */
    private record Odd(JsonCursor.Kind kind, long from, long to) {}

    private final RecordReader reader;
    private final Shape<?> shape;
    private final @Nullable Object[] values;
    private final int place;

    /** The members that stand there, and those of them that have a value. */
    private long seen;
    /** The members that are no part of the text, whatever stands there. */
    private long elsewhere;

    private long given;
    private @Nullable StringBuilder others;
    private @Nullable HashSet<String> otherNames;
    private @Nullable Odd @Nullable [] odd;

    RecordMembers(RecordReader reader, Shape<?> shape, @Nullable Object[] values, int place) {
        this.reader = reader;
        this.shape = shape;
        this.values = values;
        this.place = place;
    }

    @Override
    public Optional<Object> member(String name) {
        int number = shape.number(name);
        if (number < 0 || (given & 1L << number) == 0) {
            return Optional.empty();
        }
        Object value = values[shape.members.get(number).place()];
        return value instanceof Optional<?> it ? it.map(inner -> inner) : Optional.ofNullable(value);
    }

    @Override
    public int place() {
        return place;
    }

    /** Leaves a member out, whatever stands there. */
    void leave(int number) {
        elsewhere |= 1L << number;
    }

    boolean isElsewhere(int number) {
        return (elsewhere & 1L << number) != 0;
    }

    void read(Member member, int number, JsonCursor in) {
        long bit = 1L << number;
        if ((seen & bit) != 0) {
            twice(in);
        }
        seen |= bit;
        Field field = member.field();
        Object value = reader.value(field, in, this, number);
        if (field.clears && value != null && value != RecordReader.CLEARED) {
            value = Optional.of(value);
        }
        if (value == null) {
            given &= ~bit;
            values[member.place()] = field.absent();
        } else {
            given |= bit;
            values[member.place()] = field.optional ? Optional.of(value) : value;
        }
        if (field.newer && !reader.strict) {
            reader.flaw(in, Code.UNKNOWN_FIELD, "is of a newer writer: read");
        }
    }

    private void twice(JsonCursor in) {
        reader.flaws.add(new Flaw(
                reader.pointer(),
                Code.DUPLICATE_KEY,
                reader.strict ? "stands twice" : "stands twice: the last value counts",
                in.memberStart(),
                in.offset()));
    }

    void unknown(JsonCursor in) {
        String name = in.memberName();
        reader.path.enter(name, RecordPath.MEMBER);
        if (shape.more.isEmpty()) {
            in.skip();
            reader.flaw(
                    in,
                    Code.UNKNOWN_FIELD,
                    reader.strict ? "is not a field of this request: want one of " + names() : "is no field: left out");
        } else {
            otherNames = otherNames == null ? new HashSet<>() : otherNames;
            if (!otherNames.add(name) && !reader.strict) {
                twice(in);
            }
            String value = in.compact().text();
            others = others == null ? new StringBuilder("{") : others.append(',');
            others.append(JsonCompact.quoted(name)).append(':').append(value);
            if (!reader.strict) {
                reader.flaw(in, Code.UNKNOWN_FIELD, "is unknown: kept");
            }
        }
        reader.path.leave();
    }

    private String names() {
        return String.join(
                ", ",
                shape.written.stream()
                        .map(member -> member.field().name)
                        .filter(name -> !isElsewhere(shape.number(name)))
                        .toList());
    }

    /** Remembers what stands there in place of a value that has to be there. */
    void odd(int number, JsonCursor.Kind kind, JsonCursor in) {
        odd = odd == null ? new Odd[shape.members.size()] : odd;
        odd[number] = new Odd(kind, in.start(), in.end());
    }

    /** Fills in what is missing; returns whether it is a record. */
    boolean isWhole() {
        if (others != null && shape.more.isPresent()) {
            values[shape.more.get().place()] =
                    Optional.of(new Json(others.append('}').toString()));
        }
        boolean whole = true;
        long lacking = shape.required & ~given;
        while (lacking != 0) {
            int number = Long.numberOfTrailingZeros(lacking);
            lacking &= lacking - 1;
            Member member = shape.members.get(number);
            reader.path.enter(member.field().name, RecordPath.MEMBER);
            whole &= lacks(member, number);
            reader.path.leave();
        }
        return whole;
    }

    private boolean lacks(Member member, int number) {
        Field field = member.field();
        Odd found = odd == null ? null : odd[number];
        if (reader.strict) {
            if (field.standard != null && (seen & 1L << number) == 0) {
                values[member.place()] = field.standard;
                return true;
            }
            if ((seen & 1L << number) == 0) {
                reader.flaws.add(new Flaw(reader.pointer(), Code.MISSING_FIELD, "is missing", -1, -1));
            }
            return false;
        }
        if (field.key || (field.kind == Kind.NESTED && field.otherwise == null)) {
            lacking(found, field, "the record is kept as it is");
            return false;
        }
        Otherwise.Instead instead = field.otherwise == null ? standard(field) : field.otherwise.of(this);
        values[member.place()] = instead.value();
        lacking(found, field, instead.how());
        return true;
    }

    /** Of what is there, but of another type, only a text was not said yet. */
    private void lacking(@Nullable Odd found, Field field, String how) {
        if (found == null) {
            reader.flaws.add(new Flaw(reader.pointer(), Code.MISSING_FIELD, "is not there: " + how, -1, -1));
        } else if (field.kind.isText() && !field.key) {
            String detail = "is %s: %s".formatted(OddValues.kind(found.kind), how);
            reader.flaws.add(new Flaw(reader.pointer(), Code.WRONG_TYPE, detail, found.from, found.to));
        }
    }

    private static Otherwise.Instead standard(Field field) {
        return switch (field.kind) {
            case NUMBER ->
                new Otherwise.Instead(field.in.apply(Math.max(0, field.min)), Shape.taken(Math.max(0, field.min)));
            case FLAG -> new Otherwise.Instead(false, Shape.taken(false));
            case TEXTS, LIST -> new Otherwise.Instead(List.of(), "none");
            case JSON, DECIMAL -> new Otherwise.Instead(Json.NULL, "taken as null");
            default -> new Otherwise.Instead(field.in.apply(""), "empty");
        };
    }
}

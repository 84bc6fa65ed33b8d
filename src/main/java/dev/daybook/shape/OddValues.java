package dev.daybook.shape;

import dev.daybook.shape.Field.Kind;
import dev.daybook.shape.Flaw.Code;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What is made of a value that is not of the type that was described, and what is said of it. */
final class OddValues {

    private static final Pattern DIGITS = Pattern.compile("-?\\d{1,19}");

    /** A number of a thousand digits is no time, and takes long to write out. */
    private static final int SCALE_MAX = 100;

    /** Notes a flaw of the value that was passed last. */
    interface Flaws {
        void add(JsonCursor in, Code code, String detail);
    }

    /** Goes past a value of another type than the field's; returns what is taken of it, null if nothing. */
    static @Nullable Object value(Field field, JsonCursor.Kind kind, JsonCursor in, boolean strict, Flaws flaws) {
        if (strict) {
            in.skip();
            if (in.isSound()) {
                flaws.add(in, Code.WRONG_TYPE, "is %s: want %s".formatted(named(kind, in), wanted(field)));
            }
            return null;
        }
        if (field.kind.isText() && !field.optional && !field.key) {
            Object text = asText(field, kind, in, flaws);
            if (text != null) {
                return text;
            }
        }
        if (field.kind == Kind.NUMBER && kind == JsonCursor.Kind.TEXT) {
            String text = in.text().strip();
            if (DIGITS.matcher(text).matches()) {
                return number(field, decimal(text).filter(number -> fits(field, number)), true, in, flaws);
            }
        } else if (!field.kind.isText() || field.optional || field.key || !isPlain(kind)) {
            in.skip();
        }
        boolean isSilent =
                field.kind.isText() && !field.optional && !field.key; // said when it is known what is taken instead
        if (in.isSound() && !isSilent) {
            flaws.add(in, Code.WRONG_TYPE, "is %s, not %s: %s".formatted(kind(kind), lacking(field.kind), lost(field)));
        }
        return null;
    }

    private static boolean isPlain(JsonCursor.Kind kind) {
        return kind == JsonCursor.Kind.NUMBER || kind == JsonCursor.Kind.TRUE || kind == JsonCursor.Kind.FALSE;
    }

    private static @Nullable Object asText(Field field, JsonCursor.Kind kind, JsonCursor in, Flaws flaws) {
        if (kind == JsonCursor.Kind.NUMBER) {
            in.number();
            if (!in.isSound()) {
                return null;
            }
            Optional<BigDecimal> number = decimal(in.spelling());
            String text = number.filter(oneNumber -> Math.abs(oneNumber.scale()) < SCALE_MAX)
                    .map(BigDecimal::toPlainString)
                    .orElse(in.spelling());
            flaws.add(
                    in,
                    Code.WRONG_TYPE,
                    "is a number, not a text: "
                            + (field.kind == Kind.TIME ? "taken as the time since 1970" : "taken as a text"));
            return field.in.apply(text);
        }
        if (kind == JsonCursor.Kind.TRUE || kind == JsonCursor.Kind.FALSE) {
            in.skip();
            flaws.add(in, Code.WRONG_TYPE, "is a truth value, not a text: taken as a text");
            return field.in.apply(Boolean.toString(kind == JsonCursor.Kind.TRUE));
        }
        return null;
    }

    /** Returns the number that was passed last, which is not simply one of the field's; null if it is none of them. */
    static @Nullable Object number(Field field, JsonCursor in, boolean strict, Flaws flaws) {
        if (!in.isSound()) {
            return null;
        }
        Optional<BigDecimal> number = decimal(in.spelling()).filter(oneNumber -> fits(field, oneNumber));
        if (strict) {
            if (number.isPresent() && in.spelling().matches("-?[0-9]+")) {
                return field.in.apply(number.get().longValueExact());
            }
            boolean whole = in.spelling().matches("-?[0-9]+");
            boolean large = whole && !in.spelling().startsWith("-");
            Code code = !whole ? Code.WRONG_TYPE : large ? Code.OVER_LIMIT : Code.NOT_TAKEN;
            flaws.add(in, code, "is %s: want %s".formatted(in.spelling(), wanted(field)));
            return null;
        }
        return number(field, number, false, in, flaws);
    }

    /** Returns nothing for an exponent that no decimal has. */
    private static Optional<BigDecimal> decimal(String spelling) {
        try {
            return Optional.of(new BigDecimal(spelling));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    private static boolean fits(Field field, BigDecimal number) {
        return number.compareTo(BigDecimal.valueOf(field.min)) >= 0
                && number.compareTo(BigDecimal.valueOf(field.max)) <= 0;
    }

    /** @param number nothing if it is none of the field's */
    private static @Nullable Object number(
            Field field, Optional<BigDecimal> number, boolean text, JsonCursor in, Flaws flaws) {
        if (number.isEmpty()) {
            flaws.add(in, Code.WRONG_TYPE, "is out of range (%d to %d): absent".formatted(field.min, field.max));
            return null;
        }
        try {
            long value = number.get().longValueExact();
            if (text) {
                flaws.add(in, Code.WRONG_TYPE, "is a text of digits: taken as a number");
            } else if (number.get().scale() != 0) {
                flaws.add(in, Code.WRONG_TYPE, "is written as a fraction: taken as a whole number");
            }
            return field.in.apply(value);
        } catch (ArithmeticException _) {
            flaws.add(in, Code.WRONG_TYPE, "is no whole number: absent");
            return null;
        }
    }

    private static String lacking(Kind kind) {
        return switch (kind) {
            case NUMBER -> "a number";
            case FLAG -> "a truth value";
            case TEXTS -> "a list";
            default -> kind.wanted;
        };
    }

    private static String lost(Field field) {
        return field.key ? "the record is kept as it is" : field.kind == Kind.LIST ? "none" : "absent";
    }

    /** What a strict reader wants. */
    private static String wanted(Field field) {
        boolean all = field.min == Long.MIN_VALUE && field.max == Long.MAX_VALUE;
        if (field.kind == Kind.NUMBER && !all) {
            return "a whole number from %d to %d%s"
                    .formatted(field.min, field.max, field.takesNull() ? ", or null" : "");
        }
        if (field.kind == Kind.FLAG) {
            return field.takesNull() ? "true, false or null" : "true or false";
        }
        return (field.object ? Kind.NESTED : field.kind).wanted + (field.takesNull() ? " or null" : "");
    }

    static String kind(JsonCursor.Kind kind) {
        return switch (kind) {
            case LIST -> "a list";
            case OBJECT -> "an object";
            case TEXT -> "a text";
            case NUMBER -> "a number";
            case TRUE, FALSE -> "a truth value";
            default -> "null";
        };
    }

    /** What was just passed, for people who sent it. */
    static String named(JsonCursor.Kind kind, JsonCursor in) {
        return switch (kind) {
            case NUMBER -> in.spelling();
            case TRUE -> "true";
            case FALSE -> "false";
            default -> kind(kind);
        };
    }

    private OddValues() {}
}

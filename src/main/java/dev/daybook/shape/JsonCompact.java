package dev.daybook.shape;

import dev.daybook.domain.Texts;
import dev.daybook.shape.JsonCursor.Kind;
import java.util.List;
import java.util.stream.Collectors;

/** JSON on one line, as values of {@link dev.daybook.domain.Json} have it. */
public final class JsonCompact {

    private static final String HEX = "0123456789ABCDEF";

    /** Returns the value that {@code in} stands at; {@code null} as JSON if it is broken. */
    static String of(JsonCursor in) {
        Kind kind = in.next();
        var out = new StringBuilder();
        int outside = in.depth();
        value(in, kind, out);
        while (in.depth() > outside && in.isSound()) {
            boolean object = in.isInObject();
            char last = out.charAt(out.length() - 1);
            boolean first = last == '{' || last == '[';
            if (object ? in.member() : in.element()) {
                out.append(first ? "" : ",");
                if (object) {
                    quote(in.memberName(), out);
                    out.append(':');
                }
                value(in, in.next(), out);
            } else {
                out.append(object ? '}' : ']');
            }
        }
        return in.isSound() ? out.toString() : "null";
    }

    private static void value(JsonCursor in, Kind kind, StringBuilder out) {
        switch (kind) {
            case OBJECT -> {
                in.enter();
                out.append('{');
            }
            case LIST -> {
                in.enter();
                out.append('[');
            }
            case TEXT -> quote(in.text(), out);
            case NUMBER -> {
                in.number();
                out.append(in.spelling());
            }
            case TRUE, FALSE -> {
                in.plain(kind);
                out.append(kind == Kind.TRUE);
            }
            default -> {
                in.plain(kind);
                out.append("null");
            }
        }
    }

    /** Returns a text, a list of texts, a number, a flag or JSON as JSON. */
    public static String of(Object value) {
        return switch (value) {
            case String text -> quoted(text);
            case List<?> list -> list.stream().map(JsonCompact::of).collect(Collectors.joining(",", "[", "]"));
            default -> value.toString();
        };
    }

    /** Returns the text in quotes. Half of a surrogate pair is escaped: UTF-8 cannot spell it. */
    public static String quoted(String text) {
        var out = new StringBuilder(text.length() + 2);
        quote(text, out);
        return out.toString();
    }

    /** Appends the text as {@link #quoted} returns it. */
    public static void quote(String text, StringBuilder out) {
        out.append('"');
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char it = text.charAt(i);
            if (it >= ' ' && it != '"' && it != '\\' && !Character.isSurrogate(it)) {
                continue;
            }
            if (Texts.isPair(text, i)) {
                i++;
                continue;
            }
            out.append(text, from, i).append('\\');
            from = i + 1;
            switch (it) {
                case '"', '\\' -> out.append(it);
                case '\n' -> out.append('n');
                case '\r' -> out.append('r');
                case '\t' -> out.append('t');
                case '\b' -> out.append('b');
                case '\f' -> out.append('f');
                default ->
                    out.append('u')
                            .append(HEX.charAt(it >> 12))
                            .append(HEX.charAt(it >> 8 & 0xF))
                            .append(HEX.charAt(it >> 4 & 0xF))
                            .append(HEX.charAt(it & 0xF));
            }
        }
        out.append(text, from, text.length()).append('"');
    }

    private JsonCompact() {}
}

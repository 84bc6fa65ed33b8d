package dev.daybook.shape;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.Random;

/** JSON of all kinds of spelling, the same for the same random numbers. */
final class Jsons {

    private static final String[] NUMBERS = {
        "0",
        "-0",
        "-0.0",
        "1",
        "42",
        "-7",
        "1e5",
        "1E+5",
        "1.50",
        "0.1e-3",
        "123456789012345678",
        "9223372036854775807",
        "99999999999999999999",
        "4294967295",
        "1e400",
        "3.0"
    };
    private static final String[] PIECES = {
        "a",
        "word",
        " ",
        "期限",
        "ä",
        "\\n",
        "\\\"",
        "\\\\",
        "\\/",
        "\\u0041",
        "\\u00e4",
        "\\uD83D\\uDE00",
        "😀",
        "\\u0000",
        "\\b\\f\\r\\t",
        "<&>",
        "\u2028",
        "\u007F",
        "'",
        "{[,:]}",
        "//",
        "0123456789abcdef",
        "\\ud800",
        "\\uDC00x"
    };
    /** Jackson takes no halves of pairs in names. */
    private static final int HALVES = 2;

    private static final String[] BLANKS = {"", "", "", " ", "\n", "  ", "\t", "\r\n"};

    /** Returns a value with blanks around it. */
    static String text(Random random) {
        var out = new StringBuilder();
        out.append(blank(random));
        value(random, 0, out);
        return out.append(blank(random)).toString();
    }

    static String blank(Random random) {
        return BLANKS[random.nextInt(BLANKS.length)];
    }

    static void value(Random random, int depth, StringBuilder out) {
        switch (random.nextInt(depth > 4 ? 6 : 9)) {
            case 0 -> out.append(NUMBERS[random.nextInt(NUMBERS.length)]);
            case 1 -> out.append(random.nextBoolean());
            case 2 -> out.append("null");
            case 3, 4, 5 -> quoted(random, PIECES.length, out);
            case 6 -> {
                out.append('[').append(blank(random));
                for (int i = random.nextInt(4); i > 0; i--) {
                    value(random, depth + 1, out);
                    out.append(blank(random)).append(i > 1 ? "," : "").append(blank(random));
                }
                out.append(']');
            }
            default -> {
                out.append('{').append(blank(random));
                for (int i = random.nextInt(4); i > 0; i--) {
                    quoted(random, PIECES.length - HALVES, out);
                    out.append(blank(random)).append(':').append(blank(random));
                    value(random, depth + 1, out);
                    out.append(blank(random)).append(i > 1 ? "," : "").append(blank(random));
                }
                out.append('}');
            }
        }
    }

    private static void quoted(Random random, int pieces, StringBuilder out) {
        out.append('"');
        for (int i = random.nextInt(5); i > 0; i--) {
            out.append(PIECES[random.nextInt(pieces)]);
        }
        out.append('"');
    }

    /** Returns the bytes, one time in two with one of them cut off, changed, doubled or gone. */
    static byte[] damaged(Random random, byte[] json) {
        if (json.length == 0 || random.nextBoolean()) {
            return json;
        }
        int at = random.nextInt(json.length);
        byte[] other = json.clone();
        switch (random.nextInt(4)) {
            case 0 -> {
                return Arrays.copyOf(json, at);
            }
            case 1 -> other[at] = (byte) "\"\\{}[],:0-e.tn 'x\u0001/".charAt(random.nextInt(19));
            case 2 -> other[at] = (byte) random.nextInt(256);
            default -> {
                byte[] shorter = Arrays.copyOf(json, json.length - 1);
                System.arraycopy(json, at + 1, shorter, at, json.length - 1 - at);
                return shorter;
            }
        }
        return other;
    }

    /** Returns the first value on one line, copied token by token. */
    static String compact(JsonFactory factory, byte[] json) throws IOException {
        var text = new StringWriter();
        try (JsonParser in = factory.createParser(json);
                JsonGenerator out = factory.createGenerator(text)) {
            int depth = 0;
            do {
                JsonToken token = in.nextToken();
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                switch (token) {
                    case VALUE_STRING -> out.writeString(in.getText());
                    case FIELD_NAME -> out.writeFieldName(in.currentName());
                    case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> out.writeNumber(in.getText());
                    default -> out.copyCurrentEvent(in);
                }
            } while (depth > 0);
        }
        return escaped(text.toString());
    }

    /** Halves of surrogate pairs as escapes. */
    private static String escaped(String json) {
        var out = new StringBuilder();
        json.codePoints().forEach(point -> {
            if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
                out.append("\\u%04X".formatted(point));
            } else {
                out.appendCodePoint(point);
            }
        });
        return out.toString();
    }

    private Jsons() {}
}

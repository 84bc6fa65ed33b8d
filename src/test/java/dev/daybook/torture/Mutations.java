package dev.daybook.torture;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Bytes as nobody meant them: of a file that a program, a disk or a person has spoilt. */
public final class Mutations {

    private static final List<String> NUMBERS = List.of(
            "-1",
            "0",
            "9223372036854775808",
            "-9223372036854775809",
            "1e400",
            "-0.0",
            "1".repeat(5_000),
            "0.1e-99999",
            "NaN");

    private static final List<String> TEXTS = List.of(
            "\u0000",
            "\\ud800",
            "\uFEFF",
            "\u202E",
            "../../../../etc/passwd",
            "\"",
            "'; DROP TABLE entry; --",
            "\r\n",
            "%s%n%00",
            "null",
            "{}",
            "\uD83D\uDE00".repeat(2_000));

    private static final int DEPTH = 3_000;

    private Mutations() {}

    /** Returns the bytes with one thing in them spoilt. */
    public static byte[] of(byte[] bytes, Random random) {
        if (bytes.length == 0) {
            return "{".getBytes(StandardCharsets.UTF_8);
        }
        int at = random.nextInt(bytes.length);
        return switch (random.nextInt(12)) {
            case 0 -> flipped(bytes, random);
            case 1 -> Arrays.copyOf(bytes, at);
            case 2 -> Arrays.copyOfRange(bytes, at, bytes.length);
            case 3 -> lineTwice(bytes, at);
            case 4 -> number(bytes, at, random);
            case 5 -> with(bytes, at, nested(random));
            case 6 -> text(bytes).getBytes(StandardCharsets.UTF_16);
            case 7 -> with(bytes, at, new byte[] {(byte) 0xC3, (byte) 0x28, (byte) 0xFF});
            case 8 -> with(bytes, at, new byte[1 + random.nextInt(600)]);
            case 9 -> with(bytes, at, TEXTS.get(random.nextInt(TEXTS.size())).getBytes(StandardCharsets.UTF_8));
            case 10 -> with(bytes, 0, bytes);
            default -> without(bytes, at, 1 + random.nextInt(1 + (bytes.length - at) / 4));
        };
    }

    /** Returns a text that no field wants. */
    public static String text(Random random) {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    /** Returns a number that no field wants, as JSON or nearly so. */
    public static String number(Random random) {
        return NUMBERS.get(random.nextInt(NUMBERS.size()));
    }

    private static byte[] flipped(byte[] bytes, Random random) {
        byte[] flipped = bytes.clone();
        for (int flips = 1 + random.nextInt(8); flips > 0; flips--) {
            flipped[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return flipped;
    }

    private static byte[] lineTwice(byte[] bytes, int at) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int from = text.lastIndexOf('\n', at) + 1;
        int to = text.indexOf('\n', at);
        return with(
                bytes, from, Arrays.copyOfRange(bytes, Math.min(from, bytes.length), to < 0 ? bytes.length : to + 1));
    }

    /** Replaces the digits that follow. */
    private static byte[] number(byte[] bytes, int at, Random random) {
        int from = at;
        while (from < bytes.length && !Character.isDigit(bytes[from])) {
            from++;
        }
        int to = from;
        while (to < bytes.length && Character.isDigit(bytes[to])) {
            to++;
        }
        return with(without(bytes, from, to - from), from, number(random).getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] nested(Random random) {
        String opened = random.nextBoolean() ? "[" : "{\"a\":";
        return opened.repeat(DEPTH).getBytes(StandardCharsets.US_ASCII);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] with(byte[] bytes, int at, byte[] more) {
        var out = new ByteArrayOutputStream();
        out.write(bytes, 0, at);
        out.writeBytes(more);
        out.write(bytes, at, bytes.length - at);
        return out.toByteArray();
    }

    private static byte[] without(byte[] bytes, int at, int count) {
        byte[] left = new byte[bytes.length - count];
        System.arraycopy(bytes, 0, left, 0, at);
        System.arraycopy(bytes, at + count, left, at, left.length - at);
        return left;
    }
}

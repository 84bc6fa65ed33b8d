package dev.daybook.text;

/**
 * What bytes are as UTF-8.
 *
 * @param characters beyond ASCII
 * @param odd bytes that are part of none
 */
record Utf8Bytes(long characters, long odd) {

    static Utf8Bytes of(byte[] bytes, int from) {
        long characters = 0;
        long odd = 0;
        for (int i = from; i < bytes.length; ) {
            int length = length(bytes, i);
            characters += length > 1 ? 1 : 0;
            odd += length == 0 ? 1 : 0;
            i += Math.max(1, length);
        }
        return new Utf8Bytes(characters, odd);
    }

    /** Returns how many bytes the character has that begins there, 0 if none does. */
    private static int length(byte[] bytes, int at) {
        int first = bytes[at] & 0xFF;
        if (first < 0x80) {
            return 1;
        }
        int length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
        if (first < 0xC2 || first > 0xF4 || at + length > bytes.length) {
            return 0;
        }
        for (int i = at + 1; i < at + length; i++) {
            if ((bytes[i] & 0xC0) != 0x80) {
                return 0;
            }
        }
        int second = bytes[at + 1] & 0xFF;
        boolean isNone = switch (first) {
            case 0xE0 -> second < 0xA0; // longer than it must be
            case 0xED -> second > 0x9F; // half of a pair
            case 0xF0 -> second < 0x90;
            case 0xF4 -> second > 0x8F; // beyond the last
            default -> false;
        };
        return isNone ? 0 : length;
    }

    /** Of another encoding hardly any byte is part of a character by chance. */
    boolean isMostly() {
        return odd == 0 || characters > odd * 2;
    }
}

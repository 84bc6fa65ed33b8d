package dev.daybook.text;

/**
 * What bytes are as Japanese of one or two bytes a character. A text consists mostly of kana and of the two thousand
 * common kanji, which both encodings keep together (level 1 of JIS X 0208), and in words of several characters. Bytes of
 * another encoding are no pairs at all, or pairs anywhere in the table, or single ones within words of ASCII: {@code don’t}
 * of windows-1252 has the bytes of one kanji of Shift_JIS.
 *
 * @param common kana, signs and common kanji
 * @param rare other kanji
 * @param narrow kana of half the width, in runs
 * @param odd bytes that are no character
 */
record JapaneseBytes(long common, long rare, long narrow, long odd) {

    /** As many bytes of a text may be spoilt. */
    private static final int ODD_SHARE = 20;

    /** Fewer in a row are letters with accents. */
    private static final int NARROW_MIN = 3;

    /** What a pair of bytes is. */
    private enum Pair {
        COMMON,
        RARE,
        NONE
    }

    static JapaneseBytes eucJp(byte[] bytes, int from) {
        var counts = new Counts(bytes, from);
        while (counts.at < bytes.length) {
            int first = counts.byteAt(0);
            int second = counts.byteAt(1);
            if (first < 0x80) {
                counts.ascii();
            } else if (first == 0x8E && second >= 0xA1 && second <= 0xDF) {
                counts.narrow(2);
            } else if (first == 0x8F && second >= 0xA1 && counts.byteAt(2) >= 0xA1) {
                counts.pair(Pair.RARE, 3);
            } else {
                counts.pair(
                        first >= 0xA1 && second >= 0xA1 && second <= 0xFE
                                ? pair(first - 0xA0, second - 0xA0)
                                : Pair.NONE,
                        2);
            }
        }
        return counts.result();
    }

    static JapaneseBytes shiftJis(byte[] bytes, int from) {
        var counts = new Counts(bytes, from);
        while (counts.at < bytes.length) {
            int first = counts.byteAt(0);
            int second = counts.byteAt(1);
            if (first < 0x80) {
                counts.ascii();
            } else if (first >= 0xA1 && first <= 0xDF) {
                counts.narrow(1);
            } else {
                counts.pair(shiftedPair(first, second), 2);
            }
        }
        return counts.result();
    }

    /** Two rows of the table begin with the same byte. */
    private static Pair shiftedPair(int first, int second) {
        boolean isPair =
                first > 0x80 && first != 0xA0 && first <= 0xFC && second >= 0x40 && second <= 0xFC && second != 0x7F;
        if (!isPair) {
            return Pair.NONE;
        }
        int half = (first - (first >= 0xE0 ? 0xC1 : 0x81)) * 2;
        return second >= 0x9F ? pair(half + 2, second - 0x9E) : pair(half + 1, second - (second > 0x7F ? 0x40 : 0x3F));
    }

    /** @param row and cell of the table that both encodings are made of, each from 1 */
    private static Pair pair(int row, int cell) {
        return switch (row) {
            case 1, 2 -> Pair.COMMON; // signs
            case 3 -> cell >= 16 && cell <= 90 ? Pair.COMMON : Pair.NONE; // wide letters and digits
            case 4 -> cell <= 83 ? Pair.COMMON : Pair.NONE; // hiragana
            case 5 -> cell <= 86 ? Pair.COMMON : Pair.NONE; // katakana
            case 6, 7, 8 -> Pair.RARE; // other alphabets, lines
            case 13 -> Pair.COMMON; // numbers in circles and such
            default -> {
                boolean isKanji = row >= 16 && row <= 84;
                boolean isOfVendor = (row >= 89 && row <= 92) || (row >= 115 && row <= 119);
                yield row >= 16 && row <= 47 ? Pair.COMMON : isKanji || isOfVendor ? Pair.RARE : Pair.NONE;
            }
        };
    }

    /** Counts along the bytes. */
    private static final class Counts {
        private final byte[] bytes;
        private int at;
        private int runFrom;
        private int inRun;
        private long runCommon;
        private long runNarrow;
        private long common;
        private long rare;
        private long narrow;
        private long odd;

        Counts(byte[] bytes, int from) {
            this.bytes = bytes;
            this.at = from;
            this.runFrom = from;
        }

        /** Returns 0 behind the last one. */
        int byteAt(int ahead) {
            return at + ahead < bytes.length ? bytes[at + ahead] & 0xFF : 0;
        }

        void ascii() {
            endRun();
            at++;
            runFrom = at;
        }

        void narrow(int length) {
            inRun++;
            runNarrow++;
            at += length;
        }

        void pair(Pair pair, int length) {
            inRun++;
            switch (pair) {
                case COMMON -> runCommon++;
                case RARE -> rare++;
                case NONE -> odd++;
            }
            at += pair == Pair.NONE ? 1 : length;
        }

        private void endRun() {
            boolean isAlone = inRun == 1 && runFrom > 0 && Character.isLetter((char) (bytes[runFrom - 1] & 0xFF));
            common += isAlone ? 0 : runCommon;
            narrow += runNarrow >= NARROW_MIN ? runNarrow : 0;
            inRun = 0;
            runCommon = 0;
            runNarrow = 0;
        }

        JapaneseBytes result() {
            endRun();
            return new JapaneseBytes(common, rare, narrow, odd);
        }
    }

    boolean isText() {
        long japanese = common + narrow;
        return japanese > 0 && japanese > rare * 2 && odd * ODD_SHARE <= japanese && (common > 0 || odd == 0);
    }
}

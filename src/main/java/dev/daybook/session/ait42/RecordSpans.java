package dev.daybook.session.ait42;

import dev.daybook.importing.JsonScan;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Where the records stand in a session file: found in one pass over its bytes, without a tree, so that one record of
 * ten thousand can be replaced in milliseconds.
 *
 * <p>It is as strict about JSON as the tool itself, with some exceptions that do no harm: a byte order mark, text
 * that is no UTF-8 inside of quotes, and an object with the list under {@code sessions} or records without a list in
 * place of it.
 */
final class RecordSpans {

    private static final byte[] ID = "id".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SESSIONS = "sessions".getBytes(StandardCharsets.US_ASCII);
    private static final int MARK_BYTES = 3;

    private final byte[] bytes;
    private final int listStart;
    private final int listEnd;
    private final List<Element> elements;
    private final boolean bare;

    private RecordSpans(byte[] bytes, int listStart, int listEnd, List<Element> elements, boolean bare) {
        this.bytes = bytes;
        this.listStart = listStart;
        this.listEnd = listEnd;
        this.elements = List.copyOf(elements);
        this.bare = bare;
    }

    /** @param id absent if it is no object, or one without an id that is a text */
    record Element(int start, int end, Optional<String> id) {}

    /** A file that the tool could not read either. */
    static final class Damaged extends Exception {
        private static final long serialVersionUID = 1;

        Damaged(int at, String wanted) {
            super("byte %d: want %s".formatted(at, wanted));
        }
    }

    static RecordSpans of(byte[] bytes) throws Damaged {
        return new Scan(bytes).file();
    }

    /** Returns the id of what is one record and nothing else. */
    static Optional<String> id(byte[] record) throws Damaged {
        return new Scan(record).single();
    }

    /** Where the list begins; -1 if the file holds nothing but white space. */
    int listStart() {
        return listStart;
    }

    /** Where it ends, after its closing bracket. */
    int listEnd() {
        return listEnd;
    }

    /** Returns whether the records stand one after another, without a list around them. */
    boolean isBare() {
        return bare;
    }

    /** What is in the list. */
    List<Element> elements() {
        return elements;
    }

    /** Returns the first record with that id. */
    Optional<Element> find(String id) {
        return elements.stream()
                .filter(it -> it.id().isPresent() && it.id().get().equals(id))
                .findFirst();
    }

    byte[] bytes(Element element) {
        return Arrays.copyOfRange(bytes, element.start(), element.end());
    }

    private static final class Scan {
        private final byte[] bytes;
        private final BitSet objects = new BitSet();
        private int at;
        private int opened;

        Scan(byte[] bytes) {
            this.bytes = bytes;
        }

        RecordSpans file() throws Damaged {
            if (bytes.length >= MARK_BYTES
                    && bytes[0] == (byte) 0xEF
                    && bytes[1] == (byte) 0xBB
                    && bytes[2] == (byte) 0xBF) {
                at = MARK_BYTES;
            }
            space();
            if (at == bytes.length) {
                return new RecordSpans(bytes, -1, -1, List.of(), false);
            }
            RecordSpans spans = peek() == '{' ? wrappedOrBare() : list();
            space();
            if (at < bytes.length) {
                throw new Damaged(at, "the end of the file");
            }
            return spans;
        }

        Optional<String> single() throws Damaged {
            Optional<String> id = record();
            if (at < bytes.length) {
                throw new Damaged(at, "the end of the record");
            }
            return id;
        }

        private RecordSpans wrappedOrBare() throws Damaged {
            int start = at;
            Optional<RecordSpans> found = Optional.empty();
            for (boolean more = open('{', '}'); more; more = more('}')) {
                boolean sessions = key(SESSIONS);
                if (sessions && peek() == '[') {
                    found = Optional.of(list());
                } else {
                    value();
                }
            }
            return found.isPresent() ? found.get() : bare(start);
        }

        /** Records one after another, without a list around them. */
        private RecordSpans bare(int start) throws Damaged {
            var elements = new ArrayList<Element>();
            at = start;
            while (at < bytes.length && peek() == '{') {
                int from = at;
                Optional<String> id = record();
                elements.add(new Element(from, at, id));
                space();
            }
            if (elements.stream().allMatch(it -> it.id().isEmpty())) {
                throw new Damaged(start, "a list of sessions");
            }
            return new RecordSpans(bytes, start, elements.getLast().end(), elements, true);
        }

        private RecordSpans list() throws Damaged {
            int start = at;
            var elements = new ArrayList<Element>();
            for (boolean more = open('[', ']'); more; more = more(']')) {
                int from = at;
                Optional<String> id = Optional.empty();
                if (peek() == '{') {
                    id = record();
                } else {
                    value();
                }
                elements.add(new Element(from, at, id));
            }
            return new RecordSpans(bytes, start, at, elements, false);
        }

        private Optional<String> record() throws Damaged {
            Optional<String> id = Optional.empty();
            for (boolean more = open('{', '}'); more; more = more('}')) {
                boolean isId = key(ID);
                int from = at;
                value();
                if (isId) {
                    id = bytes[from] == '"' ? Optional.of(text(from + 1, at - 1)) : Optional.empty();
                }
            }
            return id;
        }

        /** Goes past an opening bracket; returns whether there is something inside, past the closing one if not. */
        private boolean open(char open, char close) throws Damaged {
            expect(open);
            space();
            if (peek() == close) {
                at++;
                return false;
            }
            return true;
        }

        /** Goes past a comma or the closing bracket. */
        private boolean more(char close) throws Damaged {
            space();
            if (peek() == ',') {
                at++;
                space();
                return true;
            }
            expect(close);
            return false;
        }

        /** Goes past a key and its colon; returns whether it is that one. */
        private boolean key(byte[] wanted) throws Damaged {
            int from = at + 1;
            string();
            boolean is = Arrays.equals(bytes, from, at - 1, wanted, 0, wanted.length)
                    || (escaped(from, at - 1)
                            && text(from, at - 1).equals(new String(wanted, StandardCharsets.US_ASCII)));
            space();
            expect(':');
            space();
            return is;
        }

        /** Goes past one value, however deep. */
        private void value() throws Damaged {
            int depth = 0;
            do {
                if (begin()) {
                    depth++;
                    objects.set(depth, bytes[opened] == '{');
                    continue;
                }
                while (depth > 0 && !next(depth)) {
                    depth--;
                }
            } while (depth > 0);
        }

        /** Goes past a plain value or an empty list or object; returns true inside of one that is not empty. */
        private boolean begin() throws Damaged {
            opened = at;
            switch (peek()) {
                case '{' -> {
                    boolean inside = open('{', '}');
                    if (inside) {
                        member();
                    }
                    return inside;
                }
                case '[' -> {
                    return open('[', ']');
                }
                case '"' -> string();
                case 't' -> word("true");
                case 'f' -> word("false");
                case 'n' -> word("null");
                default -> number();
            }
            return false;
        }

        /** Goes to the next element or member; returns false past the closing bracket. */
        private boolean next(int depth) throws Damaged {
            boolean object = objects.get(depth);
            if (!more(object ? '}' : ']')) {
                return false;
            }
            if (object) {
                member();
            }
            return true;
        }

        private void member() throws Damaged {
            string();
            space();
            expect(':');
            space();
        }

        private void string() throws Damaged {
            expect('"');
            while (at < bytes.length) {
                byte it = bytes[at];
                if (it == '"') {
                    at++;
                    return;
                }
                if (it >= 0 && it < ' ') {
                    throw new Damaged(at, "no bare control character in a text");
                }
                at++;
                if (it == '\\') {
                    escape();
                }
            }
            throw new Damaged(at, "the end of a text");
        }

        private void escape() throws Damaged {
            char it = peek();
            if ("\"\\/bfnrtu".indexOf(it) < 0) {
                throw new Damaged(at, "an escape of JSON");
            }
            at++;
            for (int i = 0; it == 'u' && i < 4; i++) {
                if (Character.digit(peek(), 16) < 0) {
                    throw new Damaged(at, "four hexadecimal digits");
                }
                at++;
            }
        }

        private void word(String word) throws Damaged {
            for (int i = 0; i < word.length(); i++) {
                expect(word.charAt(i));
            }
        }

        private void number() throws Damaged {
            if (peek() == '-') {
                at++;
            }
            if (peek() == '0') {
                at++;
            } else {
                digits();
            }
            if (at < bytes.length && bytes[at] == '.') {
                at++;
                digits();
            }
            if (at < bytes.length && (bytes[at] == 'e' || bytes[at] == 'E')) {
                at++;
                if (peek() == '+' || peek() == '-') {
                    at++;
                }
                digits();
            }
        }

        private void digits() throws Damaged {
            if (peek() < '0' || peek() > '9') {
                throw new Damaged(at, "a value");
            }
            while (at < bytes.length && bytes[at] >= '0' && bytes[at] <= '9') {
                at++;
            }
        }

        private void space() {
            while (at < bytes.length
                    && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) {
                at++;
            }
        }

        private char peek() throws Damaged {
            if (at >= bytes.length) {
                throw new Damaged(at, "more: the file is cut short");
            }
            return (char) (bytes[at] & 0xFF);
        }

        private void expect(char wanted) throws Damaged {
            if (peek() != wanted) {
                throw new Damaged(at, "'" + wanted + "'");
            }
            at++;
        }

        private boolean escaped(int from, int to) {
            for (int i = from; i < to; i++) {
                if (bytes[i] == '\\') {
                    return true;
                }
            }
            return false;
        }

        private String text(int from, int to) {
            return JsonScan.unescaped(new String(bytes, from, to - from, StandardCharsets.UTF_8));
        }
    }
}

package dev.daybook.session.ait42;

import dev.daybook.shape.JsonCursor;
import dev.daybook.shape.JsonCursor.Kind;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
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
    private static final int WINDOW_BYTES = 64 << 10;

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

        Damaged(long at, String wanted) {
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
        private JsonCursor in;

        Scan(byte[] bytes) {
            this.bytes = bytes;
            this.in = cursor(bytes);
        }

        private static JsonCursor cursor(byte[] bytes) {
            return JsonCursor.windows(new ByteArrayInputStream(bytes), WINDOW_BYTES, Integer.MAX_VALUE);
        }

        RecordSpans file() throws Damaged {
            if (in.isAtEnd()) {
                return new RecordSpans(bytes, -1, -1, List.of(), false);
            }
            RecordSpans spans = in.next() == Kind.OBJECT ? wrappedOrBare() : list();
            end("the end of the file");
            return spans;
        }

        Optional<String> single() throws Damaged {
            Optional<String> id = record();
            end("the end of the record");
            return id;
        }

        private void end(String wanted) throws Damaged {
            sound();
            if (!in.isAtEnd()) {
                throw new Damaged(in.offset(), wanted);
            }
        }

        private void sound() throws Damaged {
            if (!in.isSound()) {
                throw new Damaged(in.flawAt(), in.flaw());
            }
        }

        private RecordSpans wrappedOrBare() throws Damaged {
            Optional<RecordSpans> found = Optional.empty();
            for (in.enter(); in.member(); ) {
                if (in.isName(SESSIONS) && in.next() == Kind.LIST) {
                    found = Optional.of(list());
                } else {
                    in.skip();
                }
            }
            sound();
            return found.isPresent() ? found.get() : bare();
        }

        /** Records one after another, without a list around them. */
        private RecordSpans bare() throws Damaged {
            in = cursor(bytes);
            var elements = new ArrayList<Element>();
            while (!in.isAtEnd() && in.next() == Kind.OBJECT) {
                elements.add(element());
            }
            if (elements.stream().allMatch(element -> element.id().isEmpty())) {
                throw new Damaged(elements.getFirst().start(), "a list of sessions");
            }
            return new RecordSpans(
                    bytes, elements.getFirst().start(), elements.getLast().end(), elements, true);
        }

        private RecordSpans list() throws Damaged {
            if (in.next() != Kind.LIST) {
                throw new Damaged(in.offset(), "a list of sessions");
            }
            int start = (int) in.start();
            var elements = new ArrayList<Element>();
            for (in.enter(); in.element(); ) {
                elements.add(element());
            }
            sound();
            return new RecordSpans(bytes, start, (int) in.end(), elements, false);
        }

        private Element element() throws Damaged {
            Optional<String> id = Optional.empty();
            boolean object = in.next() == Kind.OBJECT;
            int start = (int) in.start();
            if (object) {
                id = record();
            } else {
                in.skip();
            }
            sound();
            return new Element(start, (int) in.end(), id);
        }

        private Optional<String> record() throws Damaged {
            Optional<String> id = Optional.empty();
            for (in.enter(); in.member(); ) {
                if (!in.isName(ID)) {
                    in.skip();
                } else if (in.next() == Kind.TEXT) {
                    id = Optional.of(in.text());
                } else {
                    in.skip();
                    id = Optional.empty();
                }
            }
            sound();
            return id;
        }
    }
}

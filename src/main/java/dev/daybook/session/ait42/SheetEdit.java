package dev.daybook.session.ait42;

import dev.daybook.session.SessionRecord;
import dev.daybook.session.SessionShape;
import dev.daybook.session.ait42.RecordSpans.Element;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What changes in one file of sessions, as pieces of it that are replaced: all other bytes are never touched. */
final class SheetEdit {

    private static final byte[] NOTHING = {};

    private final byte[] bytes;
    private final RecordSpans spans;
    private final List<Piece> pieces = new ArrayList<>();

    /** What stands from {@code from} to {@code to} becomes something else. */
    private static final class Piece {
        private final int from;
        private final int to;
        private final byte[] with;

        Piece(int from, int to, byte[] with) {
            this.from = from;
            this.to = to;
            this.with = with;
        }
    }

    SheetEdit(byte[] bytes, RecordSpans spans) {
        this.bytes = bytes;
        this.spans = spans;
    }

    /**
     * Makes the file say that a session is {@code now}; that there is none if it is absent.
     *
     * @param more further records of it that have to be there
     * @throws IOException if there is something under that id that is no session
     */
    SheetEdit put(String id, Optional<SessionRecord> now, List<byte[]> more) throws IOException {
        List<Element> own = spans.elements().stream()
                .filter(it -> it.id().filter(id::equals).isPresent())
                .toList();
        if (now.isEmpty()) {
            remove(own);
            return this;
        }
        var added = new ArrayList<byte[]>();
        if (own.isEmpty()) {
            added.add(spans.isBare() ? SessionRendering.line(now.get()) : SessionRendering.bytes(now.get()));
        } else {
            replace(own.getFirst(), now.get());
        }
        Set<Optional<SessionRecord>> there =
                own.stream().map(it -> Records.read(spans.bytes(it))).collect(Collectors.toSet());
        for (byte[] it : more) {
            if (!there.contains(Records.read(it))) {
                added.add(it);
            }
        }
        add(added);
        return this;
    }

    private void replace(Element element, SessionRecord now) throws IOException {
        byte[] record = spans.bytes(element);
        Optional<SessionRecord> said = Records.read(record);
        if (said.equals(Optional.of(now))) {
            return;
        }
        if (said.isEmpty()) {
            throw new IOException("the record at byte %d, which has the id of %s, cannot be read: it is left as it is"
                    .formatted(element.start(), now.id()));
        }
        boolean plain = Arrays.equals(SessionRendering.bytes(said.get()), record);
        byte[] with = plain ? SessionRendering.bytes(now) : SessionShape.RECORD.splice(record, said.get(), now);
        pieces.add(new Piece(element.start(), element.end(), with));
    }

    private void remove(List<Element> own) {
        List<Element> all = spans.elements();
        var gone = new HashSet<Element>(own);
        if (gone.isEmpty()) {
            return;
        }
        if (gone.size() == all.size()) {
            pieces.add(new Piece(spans.listStart(), spans.listEnd(), SessionRendering.EMPTY));
            return;
        }
        int kept = 0;
        while (gone.contains(all.get(kept))) {
            kept++;
        }
        if (kept > 0) {
            pieces.add(new Piece(all.getFirst().start(), all.get(kept).start(), NOTHING));
        }
        for (int i = kept + 1; i < all.size(); i++) {
            if (gone.contains(all.get(i))) {
                pieces.add(new Piece(all.get(i - 1).end(), all.get(i).end(), NOTHING));
            }
        }
    }

    private void add(List<byte[]> records) {
        if (records.isEmpty()) {
            return;
        }
        boolean first = spans.elements().isEmpty();
        byte[] between = spans.isBare() ? SessionRendering.LINE_END : SessionRendering.BETWEEN;
        var with = new ByteArrayOutputStream();
        for (byte[] it : records) {
            with.writeBytes(first && with.size() == 0 ? SessionRendering.OPEN : between);
            with.writeBytes(it);
        }
        if (!first) {
            int end = spans.elements().getLast().end();
            pieces.add(new Piece(end, end, with.toByteArray()));
            return;
        }
        with.writeBytes(SessionRendering.CLOSE);
        boolean list = spans.listStart() >= 0;
        pieces.add(new Piece(
                list ? spans.listStart() : bytes.length, list ? spans.listEnd() : bytes.length, with.toByteArray()));
    }

    boolean isNothing() {
        return pieces.isEmpty();
    }

    /** Returns the file as it should be. */
    List<ByteBuffer> result() {
        var result = new ArrayList<ByteBuffer>();
        var inOrder = new ArrayList<>(pieces);
        inOrder.sort(Comparator.comparingInt(it -> it.from));
        int at = 0;
        for (Piece it : inOrder) {
            result.add(ByteBuffer.wrap(bytes, at, it.from - at));
            result.add(ByteBuffer.wrap(it.with));
            at = it.to;
        }
        result.add(ByteBuffer.wrap(bytes, at, bytes.length - at));
        return result;
    }
}

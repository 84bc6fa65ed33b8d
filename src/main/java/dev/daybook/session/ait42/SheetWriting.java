package dev.daybook.session.ait42;

import dev.daybook.importing.Container.Damaged;
import dev.daybook.importing.ExportTree;
import dev.daybook.importing.Finding;
import dev.daybook.session.ait42.RecordStore.Place;
import dev.daybook.session.ait42.RecordStore.Sheet;
import dev.daybook.session.ait42.SessionFrames.Element;
import dev.daybook.session.ait42.SessionFrames.Sessions;
import dev.daybook.session.ait42.SessionFrames.Slot;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;

/** Writes one file of sessions: what its frame says, the records in their places, added ones last. */
final class SheetWriting {

    private static final byte[] RECORD = "{\"id\":\"\"}".getBytes(StandardCharsets.US_ASCII);

    private final String file;
    private final Sheet sheet;
    private final ExportTree tree;

    /** Gives the bytes of a record, or something in their place. */
    private interface Copy {
        void to(Place place, OutputStream out) throws IOException;
    }

    SheetWriting(String file, Sheet sheet, ExportTree tree) {
        this.file = file;
        this.sheet = sheet;
        this.tree = tree;
    }

    /**
     * @param frame how the file was
     * @param changed whether something in it is to be otherwise
     */
    void write(Sessions frame, boolean changed, RecordStore records) {
        Sessions used = frame;
        if (changed && !isReadable(frame)) {
            tree.finding(Finding.warn(
                    file,
                    "",
                    "TRUNCATED_JSON",
                    "was damaged, and something in it has changed: written without what was damaged"));
            used = withoutDamage(frame);
        }
        Sessions form = used;
        tree.write(file, out -> {
            var buffered = new BufferedOutputStream(out);
            write(form, records::copy, buffered);
            buffered.flush();
        });
    }

    /** Whether the tool could read what stands around the records. */
    private boolean isReadable(Sessions frame) {
        var skeleton = new ByteArrayOutputStream();
        try {
            write(frame, (_, out) -> out.write(RECORD), skeleton);
            Ait42.CONTAINER.places(skeleton.toByteArray(), "/id");
            return true;
        } catch (Damaged _) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Sessions withoutDamage(Sessions frame) {
        return new Sessions(
                frame.slots().stream()
                        .filter(it -> !(it.element() instanceof Element.Raw))
                        .map(it -> new Slot(Optional.empty(), it.element()))
                        .toList(),
                Optional.empty(),
                Optional.empty());
    }

    private void write(Sessions frame, Copy copy, OutputStream out) throws IOException {
        SequencedMap<String, Place> later = new LinkedHashMap<>(sheet.sessions());
        boolean any = false;
        for (Slot slot : frame.slots()) {
            Optional<Place> place = switch (slot.element()) {
                case Element.Session it -> Optional.ofNullable(later.remove(it.id()));
                case Element.Variant it -> Optional.ofNullable(sheet.variants().get(key(it.id(), it.place())));
                case Element.Raw _ -> Optional.empty();
            };
            Optional<byte[]> raw = slot.element() instanceof Element.Raw it
                    ? Optional.of(SessionFrames.bytes(it.content()))
                    : Optional.empty();
            if (place.isEmpty() && raw.isEmpty()) {
                continue; // there is no such session any more
            }
            out.write(
                    any
                            ? gap(slot, SessionRendering.BETWEEN)
                            : gap(frame.slots().getFirst(), SessionRendering.OPEN));
            any = true;
            if (place.isPresent()) {
                copy.to(place.get(), out);
            } else {
                out.write(raw.get());
            }
        }
        later.putAll(sheet.added());
        byte[] between = frame.isBare() ? SessionRendering.LINE_END : SessionRendering.BETWEEN;
        for (Place it : later.values()) {
            out.write(
                    any
                            ? between
                            : frame.slots().isEmpty()
                                    ? SessionRendering.OPEN
                                    : gap(frame.slots().getFirst(), SessionRendering.OPEN));
            any = true;
            copy.to(it, out);
        }
        if (any) {
            out.write(frame.end().map(SessionFrames::bytes).orElse(SessionRendering.CLOSE));
        } else {
            out.write(
                    frame.slots().isEmpty()
                            ? frame.empty().map(SessionFrames::bytes).orElse(SessionRendering.EMPTY)
                            : SessionRendering.EMPTY);
        }
    }

    private static byte[] gap(Slot slot, byte[] usual) {
        return slot.gap().map(SessionFrames::bytes).orElse(usual);
    }

    /** Names a variant. */
    static String key(String id, int place) {
        return place + " " + id;
    }
}

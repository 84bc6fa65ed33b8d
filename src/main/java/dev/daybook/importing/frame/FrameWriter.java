package dev.daybook.importing.frame;

import dev.daybook.domain.Spelling;
import dev.daybook.importing.ExportTree;
import dev.daybook.importing.ExportTree.Body;
import dev.daybook.importing.Finding;
import dev.daybook.importing.container.Container;
import dev.daybook.importing.container.Container.Damaged;
import dev.daybook.importing.container.Skeleton;
import dev.daybook.importing.container.Skeleton.Part;
import dev.daybook.importing.container.Skeleton.Parts;
import dev.daybook.importing.frame.FileEntity.Content;
import dev.daybook.importing.frame.Frame.Element;
import dev.daybook.importing.frame.Frame.Slot;
import dev.daybook.importing.frame.RecordStore.Added;
import dev.daybook.importing.frame.RecordStore.FileRecords;
import dev.daybook.importing.frame.RecordStore.Place;
import dev.daybook.shape.JsonCursor;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Writes files of records: what the frame says, the records in their places, added ones last. */
public record FrameWriter(ExportTree tree, RecordStore store) {

    /**
     * Writes a file. A list that its tool could not read, with something in it that is to be otherwise, is written
     * without what is wrong with it.
     *
     * @param as how what is added is spelled
     */
    public void write(String file, Frame frame, Container container, Spelling as, FileRecords sheet) {
        if (frame.whole().isPresent() && !sheet.changed) {
            tree.write(file, frame.whole().get().bytes());
            return;
        }
        List<Slot> slots = slots(frame, sheet);
        if (slots.isEmpty() && sheet.added.isEmpty()) {
            tree.write(file, frame.end().map(Content::bytes).orElseGet(container::empty));
            return;
        }
        Parts parts;
        try {
            parts = parts(frame, slots, container, as, sheet);
        } catch (Damaged _) {
            boolean kept = frame.as().isPresent();
            tree.finding(Finding.warn(
                    file,
                    "",
                    "TRUNCATED_JSON",
                    kept
                            ? "was damaged, and records were added or removed: those removed are left out, new ones too"
                            : "was damaged, and something in it has changed: written without what was damaged"));
            if (kept) {
                parts = damaged(frame, slots, container, sheet);
            } else {
                slots = slots.stream()
                        .filter(slot -> !(slot.element() instanceof Element.Raw))
                        .map(slot -> new Slot(Optional.empty(), slot.element()))
                        .toList();
                parts = undamaged(slots, container, as, sheet);
            }
        }
        List<Optional<Body>> bodies = bodies(slots, sheet);
        Parts form = parts;
        tree.write(file, out -> {
            var buffered = new BufferedOutputStream(out);
            for (Part part : form.parts()) {
                buffered.write(part.gap());
                if (part.number() < bodies.size()) {
                    bodies.get(part.number()).orElseThrow().to(buffered);
                } else {
                    Added added = sheet.added.get(part.number() - bodies.size());
                    buffered.write(added.print().apply(part.depth()));
                }
            }
            buffered.write(form.end());
            buffered.flush();
        });
    }

    /** What stands in the file: what its frame names, then all else. */
    private static List<Slot> slots(Frame frame, FileRecords sheet) {
        var slots = new ArrayList<>(frame.slots());
        Set<String> later = new LinkedHashSet<>(sheet.records.keySet());
        for (Slot slot : frame.slots()) {
            if (slot.element() instanceof Element.Named(String key)) {
                later.remove(key);
            }
        }
        later.forEach(key -> slots.add(new Slot(Optional.empty(), new Element.Named(key))));
        return slots;
    }

    private Parts parts(Frame frame, List<Slot> slots, Container container, Spelling as, FileRecords sheet)
            throws Damaged {
        Skeleton skeleton = frame.skeleton(slots, container.empty());
        List<Optional<Body>> bodies = bodies(slots, sheet);
        Set<Integer> missing = new HashSet<>();
        for (int i = 0; i < bodies.size(); i++) {
            if (bodies.get(i).isEmpty()) {
                missing.add(i);
            }
        }
        boolean lenient = frame.as().isPresent();
        boolean same = missing.isEmpty() && sheet.added.isEmpty();
        if (same && (lenient || !sheet.changed)) {
            return skeleton.parts();
        }
        for (Slot slot : slots) {
            if (!lenient
                    && slot.element() instanceof Element.Raw raw
                    && !isJson(raw.content().bytes())) {
                throw new Damaged(0, "JSON");
            }
        }
        return skeleton.edit(
                container,
                lenient,
                as,
                missing,
                sheet.added.stream().map(Added::names).toList());
    }

    /** Returns what is left of a file whose places cannot be told: only usual gaps go with the records behind them. */
    private Parts damaged(Frame frame, List<Slot> slots, Container container, FileRecords sheet) {
        Parts all = frame.skeleton(slots, container.empty()).parts();
        List<Optional<Body>> bodies = bodies(slots, sheet);
        var left = new ArrayList<Part>();
        var gap = new ByteArrayOutputStream();
        for (Part part : all.parts()) {
            boolean usual = slots.get(part.number()).gap().isEmpty();
            boolean there = bodies.get(part.number()).isPresent();
            if (!usual || (there && gap.size() == 0)) {
                gap.writeBytes(part.gap());
            }
            if (there) {
                left.add(new Part(gap.toByteArray(), part.number(), part.depth()));
                gap.reset();
            }
        }
        gap.writeBytes(all.end());
        return new Parts(left, gap.toByteArray());
    }

    private Parts undamaged(List<Slot> slots, Container container, Spelling as, FileRecords sheet) {
        try {
            return parts(Frame.PLAIN, slots, container, as, sheet);
        } catch (Damaged e) {
            throw new IllegalStateException("a plain list of records is damaged", e);
        }
    }

    private static boolean isJson(byte[] raw) {
        JsonCursor in = JsonCursor.lenient(raw, Integer.MAX_VALUE);
        in.skip();
        return in.isSound() && !in.isOdd() && in.isAtEnd();
    }

    private List<Optional<Body>> bodies(List<Slot> slots, FileRecords sheet) {
        return slots.stream()
                .map(slot -> switch (slot.element()) {
                    case Element.Named(String key) ->
                        Optional.ofNullable(sheet.records.get(key)).map(this::body);
                    case Element.Variant variant ->
                        Optional.ofNullable(sheet.variants.get(variant)).map(this::body);
                    case Element.Raw(Content content) -> Optional.<Body>of(out -> out.write(content.bytes()));
                })
                .toList();
    }

    private Body body(Place place) {
        return out -> store.copy(place, out);
    }
}

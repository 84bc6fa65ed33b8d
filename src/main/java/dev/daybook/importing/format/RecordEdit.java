package dev.daybook.importing.format;

import dev.daybook.domain.Spelling;
import dev.daybook.importing.container.Container.Damaged;
import dev.daybook.importing.container.Container.Place;
import dev.daybook.importing.container.Skeleton;
import dev.daybook.importing.format.RecordFiles.Now;
import dev.daybook.importing.format.RecordFiles.RecordFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** What changes in one file, as pieces of it that are replaced: all other bytes are never touched. */
final class RecordEdit {

    /** A record that is to be in a file, besides those that are. */
    private record Added(List<String> names, Now now) {}

    private final RecordFile sheet;
    private final byte[] text;
    private final List<Place> all;
    private final Map<String, List<Place>> byKey;
    private final Function<String, List<String>> names;
    private final Spelling as;
    private final Map<Place, Integer> numbers = new HashMap<>();
    private final Map<Integer, byte[]> replaced = new TreeMap<>();

    /**
     * Of a file that was read.
     *
     * @param all its records, in their order
     * @param byKey the same by their keys
     * @param names returns what a record of that key stands under
     * @param as how new records are spelled
     */
    RecordEdit(
            RecordFile sheet,
            byte[] text,
            List<Place> all,
            Map<String, List<Place>> byKey,
            Function<String, List<String>> names,
            Spelling as) {
        this.sheet = sheet;
        this.text = text;
        this.all = all;
        this.byKey = byKey;
        this.names = names;
        this.as = as;
        all.forEach(place -> numbers.put(place, numbers.size()));
    }

    private int number(Place place) {
        return Objects.requireNonNull(numbers.get(place));
    }

    /** Returns the file as it should be; nothing if it is so. */
    List<ByteBuffer> put(Map<String, List<Now>> wanted) throws IOException {
        Set<Integer> removed = new HashSet<>();
        var added = new ArrayList<Added>();
        for (Map.Entry<String, List<Now>> each : wanted.entrySet()) {
            List<Now> now = each.getValue();
            List<Place> own = byKey.getOrDefault(each.getKey(), List.of());
            List<Now> more = now;
            checkPlace(each.getKey(), own, now);
            if (now.isEmpty()) {
                own.forEach(place -> removed.add(number(place)));
            } else if (!own.isEmpty()) {
                byte[] record = bytes(own.getFirst());
                byte[] revised = now.getFirst().revise(sheet.container(), record, as);
                if (revised != record) {
                    replaced.put(number(own.getFirst()), revised);
                }
                more = missing(own, now.subList(1, now.size()));
            }
            List<String> under = sheet.name().isEmpty() ? names.apply(each.getKey()) : List.of();
            more.forEach(it -> added.add(new Added(under, it)));
        }
        if (removed.isEmpty() && added.isEmpty() && replaced.isEmpty()) {
            return List.of();
        }
        var skeleton = Skeleton.of(text, all);
        if (removed.isEmpty() && added.isEmpty()) {
            return buffers(skeleton.parts(), added);
        }
        try {
            return buffers(
                    skeleton.edit(
                            sheet.container(),
                            false,
                            as,
                            removed,
                            added.stream().map(Added::names).toList()),
                    added);
        } catch (Damaged e) {
            throw RecordFiles.damaged(sheet, e);
        }
    }

    /** A record that is known by its place cannot be taken out from among others, nor be put there. */
    private void checkPlace(String key, List<Place> own, List<Now> now) throws IOException {
        boolean moves = own.isEmpty()
                ? !now.isEmpty() && !key.endsWith("/" + (all.size() + 1))
                : now.isEmpty() && number(own.getFirst()) + 1 < all.size();
        if (moves && sheet.id().equals(Format.POSITION)) {
            throw new IOException(
                    "%s has no place for %s: its records are known by their numbers, and only the last one comes or goes"
                            .formatted(sheet.path(), key));
        }
    }

    private List<Now> missing(List<Place> own, List<Now> more) throws IOException {
        var missing = new ArrayList<Now>();
        for (Now it : more) {
            boolean there = false;
            for (Place place : own) {
                byte[] record = bytes(place);
                there |= it.revise(sheet.container(), record, as) == record;
            }
            if (!there) {
                missing.add(it);
            }
        }
        return missing;
    }

    private byte[] bytes(Place place) {
        return Arrays.copyOfRange(text, place.start(), place.end());
    }

    private List<ByteBuffer> buffers(Skeleton.Parts parts, List<Added> added) {
        var buffers = new ArrayList<ByteBuffer>();
        for (Skeleton.Part part : parts.parts()) {
            buffers.add(ByteBuffer.wrap(part.gap()));
            int number = part.number();
            if (number >= all.size()) {
                Now now = added.get(number - all.size()).now();
                buffers.add(ByteBuffer.wrap(now.print(sheet.container(), part.depth(), as)));
            } else if (replaced.containsKey(number)) {
                buffers.add(ByteBuffer.wrap(replaced.get(number)));
            } else {
                Place place = all.get(number);
                buffers.add(ByteBuffer.wrap(text, place.start(), place.end() - place.start()));
            }
        }
        buffers.add(ByteBuffer.wrap(parts.end()));
        return buffers;
    }
}

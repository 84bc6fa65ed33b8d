package dev.daybook.importing.container;

import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.importing.container.Container.Added;
import dev.daybook.importing.container.Container.Damaged;
import dev.daybook.importing.container.Container.Place;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What stands between the records of a file. Records are taken out of it and added to it with a number in the place of
 * each: however large they are, none of them has to be there.
 *
 * @param gaps before each record, and after the last one
 */
public record Skeleton(List<byte[]> gaps) {

    /**
     * A record in its place.
     *
     * @param gap what stands before it
     * @param number of the record, those that are added counted on
     * @param depth how many objects and lists it is in
     */
    @SuppressWarnings("ArrayRecordComponent") // written once
    public record Part(byte[] gap, int number, int depth) {}

    /** A file as its records, in their order, and what stands after the last one. */
    @SuppressWarnings("ArrayRecordComponent") // written once
    public record Parts(List<Part> parts, byte[] end) {}

    /** Returns what stands around these places of a text, which are in their order and do not overlap. */
    public static Skeleton of(byte[] text, List<Place> places) {
        var gaps = new ArrayList<byte[]>();
        int at = 0;
        for (Place place : places) {
            gaps.add(Arrays.copyOfRange(text, at, place.start()));
            at = place.end();
        }
        gaps.add(Arrays.copyOfRange(text, at, text.length));
        return new Skeleton(gaps);
    }

    /** Returns it as it is. */
    public Parts parts() {
        var parts = new ArrayList<Part>();
        for (int i = 0; i + 1 < gaps.size(); i++) {
            parts.add(new Part(gaps.get(i), i, 1));
        }
        return new Parts(parts, gaps.getLast());
    }

    /**
     * Returns it without some records and with others.
     *
     * @param removed their numbers
     * @param added what each stands under, as {@link Place#names} says it
     * @param lenient as of {@link Container#places}
     * @throws Damaged if its places cannot be told, were all records sound
     */
    public Parts edit(Container container, boolean lenient, Spelling as, Set<Integer> removed, List<List<String>> added)
            throws Damaged {
        byte[] text = text();
        List<Place> places = container.places(text, "", lenient);
        int count = gaps.size() - 1;
        if (places.size() != count) {
            throw new Damaged(0, "%d records, not %d".formatted(count, places.size()));
        }
        Map<List<String>, List<String>> paths = new HashMap<>(); // the text is looked through once for each
        var lists = new ArrayList<Added>();
        for (List<String> names : added) {
            List<String> path = paths.computeIfAbsent(names, key -> container.place(text, key));
            lists.add(new Added(path, number(count + lists.size())));
        }
        byte[] edited = container.edit(
                text,
                as,
                removed.stream().map(number -> places.get(number).path()).collect(Collectors.toSet()),
                lists);
        List<Place> after = container.places(edited, "", lenient);
        List<byte[]> between = of(edited, after).gaps();
        var parts = new ArrayList<Part>();
        for (Place place : after) {
            String number = new String(edited, place.start(), place.end() - place.start(), StandardCharsets.US_ASCII);
            parts.add(new Part(
                    between.get(parts.size()),
                    Integer.parseInt(number),
                    place.path().size()));
        }
        return new Parts(parts, between.getLast());
    }

    private byte[] text() {
        var text = new ByteArrayOutputStream();
        for (int i = 0; i + 1 < gaps.size(); i++) {
            text.writeBytes(gaps.get(i));
            text.writeBytes(number(i).text().getBytes(StandardCharsets.US_ASCII));
        }
        text.writeBytes(gaps.getLast());
        return text.toByteArray();
    }

    private static Json number(int number) {
        return new Json(Integer.toString(number));
    }
}

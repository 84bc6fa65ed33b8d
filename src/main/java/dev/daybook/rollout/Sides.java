package dev.daybook.rollout;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.daybook.event.JsonText;
import dev.daybook.importing.run.ReadModelLookup;
import dev.daybook.importing.run.StreamHistory;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import dev.daybook.rollout.Compared.Difference;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Looks at both sides of a unit. Thread-safe. */
final class Sides {

    /** A cut value still says which one it is. */
    private static final int VALUE_CHARS_MAX = 200;

    private final Journal journal;
    private final ReadModelLookup posted;
    private final StreamHistory streams;
    private final Map<String, Known> known = new HashMap<>();

    /** The units of a tool that the journal has up to a position: none ever goes away, so only newer entries are read. */
    private static final class Known {
        private final SortedSet<String> units = new TreeSet<>();
        private Position upTo = Position.START;
    }

    Sides(Journal journal, ReadModelLookup posted, StreamHistory streams) {
        this.journal = journal;
        this.posted = posted;
        this.streams = streams;
    }

    /** Waits until the read models show all that was written before the call. */
    void await() {
        posted.await(journal.head());
    }

    /** Returns the units of a tool that the files below {@code root} or the journal know. */
    SortedSet<String> units(Tool tool, Optional<Path> root) {
        var units = new TreeSet<String>();
        if (root.isPresent()) {
            try {
                units.addAll(tool.store().units(root.get()));
            } catch (IOException _) {
                // then those that the journal knows
            }
        }
        units.addAll(inJournal(tool));
        return units;
    }

    /** Asked every second: so what was read once is not read again. */
    private SortedSet<String> inJournal(Tool tool) {
        synchronized (known) {
            Position head = journal.head();
            Known it = known.get(tool.kind());
            if (it == null) {
                it = new Known();
                for (String category : tool.store().categories()) {
                    for (StreamId stream : journal.streams(category, "")) {
                        if (tool.holds(stream)) {
                            it.units.add(tool.unit(stream));
                        }
                    }
                }
                known.put(tool.kind(), it);
            } else if (head.isAfter(it.upTo)) {
                for (String category : tool.store().categories()) {
                    addNewer(tool, it, Selection.category(category));
                }
            }
            it.upTo = head;
            return new TreeSet<>(it.units);
        }
    }

    private void addNewer(Tool tool, Known it, Selection selection) {
        List<Entry> page = journal.readForward(selection, it.upTo, Journal.PAGE);
        while (!page.isEmpty()) {
            page.stream()
                    .filter(entry -> entry.revision() == 0 && tool.holds(entry.stream()))
                    .forEach(entry -> it.units.add(tool.unit(entry.stream())));
            page = journal.readForward(selection, page.getLast().position(), Journal.PAGE);
        }
    }

    /** Returns the streams of a unit that the journal has, each by its unit. */
    Map<String, List<StreamId>> byUnit(Tool tool) {
        var byUnit = new LinkedHashMap<String, List<StreamId>>();
        for (String category : tool.store().categories()) {
            journal.streams(category, "").stream()
                    .filter(tool::holds)
                    .forEach(streamId -> byUnit.computeIfAbsent(tool.unit(streamId), _ -> new ArrayList<>())
                            .add(streamId));
        }
        return byUnit;
    }

    /**
     * Compares all things of a unit.
     *
     * @param inJournal the streams that the journal has of it
     * @throws IOException if its files cannot be read
     */
    Compared compare(Tool tool, Unit unit, Stages.Place place, List<StreamId> inJournal) throws IOException {
        Path root = FileSide.root(tool.kind(), unit.name, place);
        var tally = new Tally();
        var told = new HashSet<StreamId>();
        unit.files.lock();
        try {
            tool.store().each(root, unit.name, (thing, file) -> {
                told.add(thing);
                tally.add(tool, unit, place, thing, posted.fields(thing), Optional.of(file));
            });
        } finally {
            unit.files.unlock();
        }
        for (StreamId thing : inJournal) {
            if (!told.contains(thing)) {
                tally.add(tool, unit, place, thing, posted.fields(thing), Optional.empty());
            }
        }
        return tally.compared();
    }

    /** As {@link #compare}, only these. Things that neither side tells of count as none. */
    Compared compare(Tool tool, Unit unit, Stages.Place place, Set<StreamId> things) throws IOException {
        Path root = FileSide.root(tool.kind(), unit.name, place);
        var tally = new Tally();
        unit.files.lock();
        try {
            Map<StreamId, Map<String, Object>> told = told(tool, unit, root, things);
            for (StreamId thing : things) {
                tally.add(tool, unit, place, thing, posted.fields(thing), Optional.ofNullable(told.get(thing)));
            }
        } finally {
            unit.files.unlock();
        }
        return tally.compared();
    }

    /** To look for one after the other would have all files read for each that is in none. */
    private static Map<StreamId, Map<String, Object>> told(Tool tool, Unit unit, Path root, Set<StreamId> things)
            throws IOException {
        var told = new HashMap<StreamId, Map<String, Object>>();
        if (things.size() == 1) {
            StreamId thing = things.iterator().next();
            tool.store().fields(root, thing).ifPresent(fields -> told.put(thing, fields));
        } else if (!things.isEmpty()) {
            tool.store().each(root, unit.name, (thing, fields) -> {
                if (things.contains(thing)) {
                    told.put(thing, fields);
                }
            });
        }
        return told;
    }

    /** What a comparison comes to, thing by thing. */
    private final class Tally {
        private long total;
        private long consistent;
        private long inconsistent;
        private long journalOnly;
        private long fileOnly;
        private long lost;
        private final Map<StreamId, Difference> different = new LinkedHashMap<>();
        private final List<Discrepancy> discrepancies = new ArrayList<>();

        void add(
                Tool tool,
                Unit unit,
                Stages.Place place,
                StreamId thing,
                Optional<Map<String, Object>> journal,
                Optional<Map<String, Object>> file) {
            if (journal.isEmpty() && file.isEmpty()) {
                return; // both know that it is no more
            }
            total++;
            List<Discrepancy> found;
            if (journal.isPresent() && file.isPresent()) {
                found = different(tool, unit, thing, journal.get(), file.get());
                inconsistent += found.isEmpty() ? 0 : 1;
            } else {
                found = List.of(new Discrepancy(
                        tool.kind(), unit.name, thing, "", journal.map(_ -> "is there"), file.map(_ -> "is there")));
                journalOnly += file.isEmpty() ? 1 : 0;
                fileOnly += journal.isEmpty() ? 1 : 0;
                lost += isLost(tool, unit, place, thing, journal.isEmpty()) ? 1 : 0;
            }
            if (found.isEmpty()) {
                consistent++;
                return;
            }
            different.put(thing, difference(journal.isPresent(), file.isPresent(), found));
            if (discrepancies.size() < Compared.LISTED_MAX) { // all of a thing: they are settled together
                discrepancies.addAll(found);
            }
        }

        private static Difference difference(boolean inJournal, boolean inFile, List<Discrepancy> found) {
            if (!inFile) {
                return Difference.JOURNAL_ONLY;
            }
            if (!inJournal) {
                return Difference.FILES_ONLY;
            }
            return found.stream().anyMatch(discrepancy -> discrepancy.journal().isPresent())
                    ? Difference.JOURNAL_SAYS_MORE
                    : Difference.FILES_SAY_MORE;
        }

        Compared compared() {
            return new Compared(
                    total, consistent, inconsistent, journalOnly, fileOnly, lost, different, discrepancies, Map.of());
        }
    }

    private static List<Discrepancy> different(
            Tool tool, Unit unit, StreamId thing, Map<String, Object> journal, Map<String, Object> file) {
        var different = new ArrayList<Discrepancy>();
        var pointers = new LinkedHashSet<>(file.keySet());
        if (tool.tellsAll()) {
            pointers.addAll(journal.keySet());
        }
        for (String pointer : pointers) {
            Optional<Object> inJournal = Optional.ofNullable(journal.get(pointer));
            Optional<Object> inFile = Optional.ofNullable(file.get(pointer));
            boolean isEmpty = !tool.tellsAll() && inJournal.isEmpty() && inFile.equals(Optional.of("null"));
            if (!inJournal.equals(inFile) && !isEmpty && !isText(inJournal, inFile)) {
                different.add(new Discrepancy(
                        tool.kind(), unit.name, thing, pointer, inJournal.map(Sides::cut), inFile.map(Sides::cut)));
            }
        }
        return different;
    }

    /** Whether a file has as a text what the journal has as an object or a list: a column has no other way. */
    private static boolean isText(Optional<Object> journal, Optional<Object> file) {
        return journal.map(Object::toString)
                .filter(json -> json.startsWith("{") || json.startsWith("["))
                .map(json -> JsonText.of(TextNode.valueOf(json)).text())
                .filter(text -> file.map(Object::toString).equals(Optional.of(text)))
                .isPresent();
    }

    /** Whether somebody was told that it is kept, and the side that has the truth knows nothing of it. */
    private boolean isLost(Tool tool, Unit unit, Stages.Place place, StreamId thing, boolean journalLacks) {
        boolean filesAreTruth = place.stage() == Stage.LEGACY || (place.stage() == Stage.DUAL && tool.filesFirst());
        return unit.isAcknowledged(thing)
                && (journalLacks ? !filesAreTruth && streams.of(thing).entries().isEmpty() : filesAreTruth);
    }

    private static String cut(Object value) {
        String text = value.toString();
        return text.length() <= VALUE_CHARS_MAX ? text : text.substring(0, VALUE_CHARS_MAX) + "…";
    }
}

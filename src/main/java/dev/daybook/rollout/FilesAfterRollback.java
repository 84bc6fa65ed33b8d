package dev.daybook.rollout;

import dev.daybook.event.Codec;
import dev.daybook.event.Recorded;
import dev.daybook.event.Timelines;
import dev.daybook.importing.StreamHistory;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.Source;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.Timeline;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Has the files of tools show what a rollback made of things, where their stage writes files: else what was taken back
 * would stand there still, and be taken for news of the tool. Only what commands did is undone in files; what a tool
 * wrote itself stays, and is known again by the next look. Thread-safe.
 */
final class FilesAfterRollback {

    private static final int PAGE = 1_000;

    private final Journal journal;
    private final Codec codec;
    private final Timelines timelines;
    private final Stages stages;
    private final Units units;
    private final FileSide files;
    private final StreamHistory streams;
    private final StageMonitor monitor;

    FilesAfterRollback(Rollouts.Ground on, Shared with, StreamHistory streams, StageMonitor monitor) {
        this.journal = on.journal();
        this.codec = on.codec();
        this.timelines = on.timelines();
        this.stages = with.stages();
        this.units = with.units();
        this.files = with.files();
        this.streams = streams;
        this.monitor = monitor;
    }

    /** Carries out {@code rollback}; the files follow also where it fails after its entry is written. */
    <T> T around(Supplier<T> rollback) {
        if (stages.isEmpty()) {
            return rollback.get();
        }
        monitor.look(); // what the tools wrote is known before, so that nothing of it is written over
        Timeline before = timelines.current();
        try {
            return rollback.get();
        } finally {
            Timeline after = timelines.current();
            if (after.number() > before.number()) {
                monitor.moving().forEach(tool -> follow(tool, before, after));
            }
        }
    }

    private void follow(Tool tool, Timeline before, Timeline after) {
        var byUnit = new LinkedHashMap<String, List<StreamId>>();
        for (String category : tool.store().categories()) {
            changed(category, before, after)
                    .forEach(thing -> byUnit.computeIfAbsent(tool.unit(thing), _ -> new ArrayList<>())
                            .add(thing));
        }
        byUnit.forEach((name, things) -> {
            Unit unit = units.of(tool.kind(), name);
            unit.alone().lock();
            try {
                follow(tool, unit, things, before);
            } finally {
                unit.alone().unlock();
            }
        });
    }

    /** Returns the things of which facts count differently that no file told. */
    private Set<StreamId> changed(String category, Timeline before, Timeline after) {
        Position read = after.since();
        for (Timeline each = after;
                each.number() > before.number();
                each = each.before().orElseThrow()) {
            read = each.changedFrom().isAfter(read) ? read : each.changedFrom();
        }
        read = new Position(Math.max(0, read.value() - 1));
        var changed = new LinkedHashSet<StreamId>();
        List<Entry> page = journal.readForward(Selection.category(category), read, PAGE);
        while (!page.isEmpty()) {
            for (Entry entry : page) {
                if (before.counts(entry) != after.counts(entry)
                        && !(entry.metadata().source() instanceof Source.File)) {
                    changed.add(entry.stream());
                }
            }
            page = journal.readForward(
                    Selection.category(category), page.getLast().position(), PAGE);
        }
        return changed;
    }

    private void follow(Tool tool, Unit unit, List<StreamId> things, Timeline before) {
        Stages.Place place = stages.of(tool.kind(), unit.name);
        if (!place.stage().writesFiles()) {
            return;
        }
        var there = new ArrayList<StreamId>();
        var gone = new ArrayList<StreamId>();
        for (StreamId thing : things) {
            if (!streams.of(thing).entries().isEmpty()) {
                there.add(thing);
            } else if (entries(thing, before).stream()
                    .noneMatch(recorded -> recorded.entry().metadata().source() instanceof Source.File)) {
                gone.add(thing);
            }
        }
        files.follow(tool, unit, place, there);
        files.remove(tool, unit, place, gone, thing -> entries(thing, before));
    }

    private List<Recorded> entries(StreamId thing, Timeline timeline) {
        return journal.readStream(thing, 0, Integer.MAX_VALUE).stream()
                .filter(timeline::counts)
                .map(codec::recorded)
                .toList();
    }
}

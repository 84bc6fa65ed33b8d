package dev.daybook.journal;

import dev.daybook.journal.Rollback.OfActor;
import dev.daybook.journal.Rollback.OfRun;
import dev.daybook.journal.Rollback.OfSession;
import dev.daybook.journal.Rollback.OfStream;
import dev.daybook.journal.Rollback.To;
import dev.daybook.journal.Rollback.Without;
import dev.daybook.journal.Rollback.WithoutEntries;
import dev.daybook.journal.Rollback.WithoutRollback;
import dev.daybook.journal.Timeline.Origin;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * What counts by the definition: asked entry by entry, rollback by rollback, without segments. Of rollbacks that leave
 * nothing alone and take out nothing beside their targets.
 */
public final class WhatCounts {

    private final List<Long> places = new ArrayList<>();
    private final List<Rollback> rollbacks = new ArrayList<>();

    public void add(long place, Rollback rollback) {
        places.add(place);
        rollbacks.add(rollback);
    }

    @Override
    public String toString() {
        return places + " " + rollbacks;
    }

    /** Returns whether an entry there counts after all rollbacks. */
    public boolean counts(long position, Origin origin) {
        return counts(rollbacks.size(), Set.of(), position, origin);
    }

    private boolean counts(int size, Set<Long> off, long position, Origin origin) {
        for (int i = size - 1; i >= 0; i--) {
            long at = places.get(i);
            if (position >= at) {
                return true;
            }
            if (off.contains(at)) {
                continue;
            }
            switch (rollbacks.get(i).target()) {
                case To to -> {
                    return position <= to.position().value() && counts(upTo(to.position()), Set.of(), position, origin);
                }
                case WithoutRollback gone -> {
                    var all = new HashSet<>(off);
                    all.add(gone.position().value());
                    return counts(i, all, position, origin);
                }
                case WithoutEntries(Range range) -> {
                    if (range.first() <= position && position <= range.last()) {
                        return false;
                    }
                }
                case Without(Rollback.Scope scope, Position after) -> {
                    if (position > after.value() && holds(scope, origin)) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private int upTo(Position position) {
        int size = 0;
        while (size < places.size() && places.get(size) <= position.value()) {
            size++;
        }
        return size;
    }

    private static boolean holds(Rollback.Scope scope, Origin origin) {
        return switch (scope) {
            case OfRun it -> origin.correlation().equals(Optional.of(it.run()));
            case OfStream it -> origin.stream().equals(it.stream());
            case OfActor it -> origin.actor().equals(it.actor());
            case OfSession it -> origin.session().equals(Optional.of(it.session()));
        };
    }

    /** Returns what a next rollback might take back; {@code timeline} is what the others led to. */
    public Rollback.Target target(Random random, long head, Timeline timeline, List<StreamId> streams) {
        long some = random.nextLong(head);
        List<Long> standing = places.stream()
                .filter(place -> !timeline.takenBack().contains(new Position(place)))
                .toList();
        return switch (random.nextInt(standing.isEmpty() ? 6 : 8)) {
            case 0 -> new To(new Position(some));
            case 1 -> new WithoutEntries(new Range(Math.max(1, some), Math.max(1, some) + random.nextInt(3)));
            case 2 -> new Without(new OfRun("RUN"), new Position(some));
            case 3 ->
                new Without(
                        new OfStream(streams.get(random.nextInt(streams.size()))),
                        new Position(random.nextBoolean() ? 0 : some));
            case 4 -> new Without(new OfActor("ada"), new Position(some));
            case 5 -> new Without(new OfSession("s-1"), new Position(some));
            default -> new WithoutRollback(new Position(standing.get(random.nextInt(standing.size()))));
        };
    }
}

package dev.daybook.importing.run;

import dev.daybook.event.Recorded;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.LegacySource.Entity;
import dev.daybook.importing.LegacySource.Known;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.LegacySource.Scope;
import dev.daybook.importing.Reading;
import dev.daybook.importing.Witness;
import dev.daybook.importing.run.Report.Difference;
import dev.daybook.importing.run.Report.Verified;
import dev.daybook.journal.StreamId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/**
 * Compares the files with the read model, field by field: first as the tool's reader understands them, then as its
 * {@link Witness} does, both at once, since neither believes the other. What users changed since is theirs, and not
 * compared. For one thread, which has ended a second one when it returns or throws.
 */
final class Verification {

    /** More than these are counted, not listed. */
    private static final int DIFFERENCES_MAX = 1_000;

    /** Of more it is not looked for the reason. */
    private static final int DIFFERING_MAX = 100_000;

    /** A cut value still says which one it is. */
    private static final int VALUE_CHARS_MAX = 200;

    private final ReadModelLookup posted;
    private final StreamHistory streamHistory;
    private final ProgressRate pace;
    private final Set<Difference> different = new LinkedHashSet<>();
    private final Set<StreamId> differing = new LinkedHashSet<>();
    private Predicate<StreamId> meant = _ -> true;
    private long compared;
    private long equal;

    /** @param streamHistory is asked only where there is a difference */
    Verification(ReadModelLookup posted, StreamHistory streamHistory, ProgressRate pace) {
        this.posted = posted;
        this.streamHistory = streamHistory;
        this.pace = pace;
    }

    /** Reads that part of the tree and compares it. */
    void run(LegacySource source, Root root, Scope scope) {
        hear(source, root, scope, () -> read(source, root, scope));
    }

    /** As {@link #run}, but reads the tree only if the read model does not show what an import expects of it. */
    void run(LegacySource source, Root root, Scope scope, Expected expected) {
        hear(
                source,
                root,
                scope,
                () -> expected.shown(posted, pace)
                        .ifPresentOrElse(
                                fields -> {
                                    compared += fields;
                                    equal += fields;
                                },
                                () -> {
                                    pace.phase("verifying");
                                    read(source, root, scope);
                                }));
    }

    /**
     * Compares some things once more, which an earlier comparison may have found different: only what is found now counts.
     *
     * @param scope what is compared, as before
     * @param part what is enough of it for the reader
     */
    void again(LegacySource source, Root root, Scope scope, Scope part, Set<StreamId> things) {
        compared = equal;
        different.clear();
        differing.clear();
        meant = things::contains;
        hear(source, root, scope, () -> read(source, root, part));
    }

    /** Returns the things of which something differs; nothing if they are too many to be compared once more. */
    Optional<Set<StreamId>> differing() {
        return differing.size() > DIFFERING_MAX ? Optional.empty() : Optional.of(Set.copyOf(differing));
    }

    /** Returns what was compared, without what differs. */
    Verified equal() {
        return new Verified(equal, equal, List.of());
    }

    private void read(LegacySource source, Root root, Scope scope) {
        try (Reading reading = source.read(root, scope, Known.NOTHING)) {
            reading.forEachRemaining(result -> {
                if (result instanceof Reading.Found(Entity entity)) {
                    compare(entity.stream(), entity.expected(), (_, known) -> entity.overridden(known));
                    pace.done();
                }
            });
        }
    }

    /** Compares by the reader, and what the witness says beside it: that one is heard about whole trees only. */
    private void hear(LegacySource source, Root root, Scope scope, Runnable reader) {
        Optional<Witness> witness = scope instanceof Scope.All ? source.witness() : Optional.empty();
        if (witness.isEmpty()) {
            reader.run();
            return;
        }
        var beside = new Verification(posted, streamHistory, pace); // asks nothing of the pace
        beside.meant = meant;
        var over = new AtomicBoolean();
        var heard = new FutureTask<>(() -> beside.hear(witness.get(), root, over), true);
        Thread.ofPlatform().daemon().name("witness").start(heard);
        boolean read = false;
        try {
            reader.run();
            read = true;
        } finally {
            over.set(!read);
            await(heard, read);
        }
        add(beside);
    }

    /** @param over whether nobody wants to know any more */
    private void hear(Witness witness, Root root, AtomicBoolean over) {
        witness.read(root, statement -> {
            if (over.get()) {
                throw new CancellationException("the reader failed");
            }
            compare(
                    statement.stream(),
                    statement.fields(),
                    (different, known) -> witness.changedSince(root, statement, different, known));
        });
    }

    /** @param wanted whether a failure is one of the verification: else the reader's own is the one to tell */
    private static void await(FutureTask<Boolean> heard, boolean wanted) {
        boolean interrupted = false;
        while (true) {
            try {
                heard.get();
                break;
            } catch (InterruptedException _) {
                interrupted = true; // it reads files of the caller's: it ends before he goes on
            } catch (ExecutionException e) {
                if (wanted) {
                    switch (e.getCause()) {
                        case RuntimeException cause -> throw cause;
                        case Error cause -> throw cause;
                        case null, default -> throw new IllegalStateException("the files cannot be compared", e);
                    }
                }
                break;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void add(Verification other) {
        long unlisted = other.compared - other.equal - other.different.size();
        compared += other.equal + unlisted;
        equal += other.equal;
        other.different.forEach(this::differs);
        differing.addAll(other.differing);
    }

    Verified verified() {
        return new Verified(compared, equal, List.copyOf(different));
    }

    /** Returns which of the fields that differ users changed since. */
    private interface Changed {
        Set<String> since(Set<String> different, List<Recorded> known);
    }

    private void compare(StreamId stream, Map<String, Object> expected, Changed changed) {
        if (!meant.test(stream)) {
            return;
        }
        Optional<Map<String, Object>> posted = this.posted.fields(stream);
        Map<String, Object> fields = posted.orElse(Map.of());
        var different = new LinkedHashSet<String>();
        expected.forEach((field, value) -> {
            if (value.equals(fields.get(field))) {
                compared++;
                equal++;
            } else {
                different.add(field);
            }
        });
        if (!different.isEmpty()) {
            StreamHistory.Known known = streamHistory.of(stream);
            if (!known.erased().isEmpty()) {
                return; // what the files say of it was erased
            }
            if (!known.entries().isEmpty()) { // else nobody has said anything of it
                different.removeAll(changed.since(different, known.entries()));
            }
        }
        if (!different.isEmpty() && differing.size() <= DIFFERING_MAX) {
            differing.add(stream);
        }
        for (String field : different) {
            differs(
                    posted.isEmpty()
                            ? new Difference(stream.toString(), "", Optional.of("is there"), Optional.empty())
                            : new Difference(
                                    stream.toString(),
                                    field,
                                    Optional.ofNullable(expected.get(field)).map(Verification::cut),
                                    Optional.ofNullable(fields.get(field)).map(Verification::cut)));
        }
    }

    /** What reader and witness both find is one difference; a thing that is missing is one, too. */
    private void differs(Difference difference) {
        if (different.size() == DIFFERENCES_MAX || different.add(difference)) {
            compared++;
        }
    }

    private static String cut(Object value) {
        String text = value.toString();
        return text.length() <= VALUE_CHARS_MAX ? text : text.substring(0, VALUE_CHARS_MAX) + "…";
    }
}

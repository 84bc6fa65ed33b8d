package dev.daybook.rollout;

import dev.daybook.command.Submission.IdempotencyKey;
import dev.daybook.importing.file.FileChanges;
import dev.daybook.importing.file.FileStamp;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.StreamId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Has the journal get what it lacks of a unit once it takes entries again: what was acknowledged without it first, as what
 * was begun is decided upon that. The former needs no files, nor to keep them: wherever the unit stands by now, and whoever
 * keeps its files, it was acknowledged. Thread-safe.
 */
final class CatchUp {

    private final UnitFacts facts;
    private final FileChanges news;
    private final PendingCommands pending;
    private final AheadFacts ahead;
    private final Predicate<IdempotencyKey> carriedOut;

    /** @param carriedOut whether the journal knows a key */
    CatchUp(
            UnitFacts facts,
            FileChanges news,
            PendingCommands pending,
            AheadFacts ahead,
            Predicate<IdempotencyKey> carriedOut) {
        this.facts = facts;
        this.news = news;
        this.pending = pending;
        this.ahead = ahead;
        this.carriedOut = carriedOut;
    }

    /**
     * Appends what was acknowledged, all at once. Where others wrote to one of the things meanwhile nothing is appended: the
     * journal gets what the files tell, by {@link #level}, or what still fits, by {@link #appendFitting}.
     *
     * @throws JournalUnavailable if the journal takes nothing
     */
    void append(Unit unit) {
        unit.files.lock();
        try {
            if (unit.isAhead()) {
                ahead.keep(unit);
                if (pending.append(
                        PendingCommands.before(unit.ahead()),
                        unit.lacking().stream()
                                .flatMap(it -> it.drafts().stream())
                                .toList())) {
                    ahead.level(unit);
                    pending.forgetAnswered(carriedOut);
                }
            }
        } finally {
            unit.files.unlock();
        }
    }

    /** As {@link #append}, where nobody here takes in what files tell: what others wrote upon is set aside, and told. */
    void appendFitting(Unit unit) {
        unit.files.lock();
        try {
            ahead.sift(unit);
            append(unit);
        } finally {
            unit.files.unlock();
        }
    }

    /** The journal has what the files tell. */
    void level(Unit unit) {
        ahead.level(unit);
    }

    /**
     * Appends what was acknowledged, and finds out what became of the commands on a unit at whose end no process was. For
     * whoever has the files.
     *
     * @throws IOException if the files cannot be read
     * @throws JournalUnavailable if the journal takes nothing
     */
    void withFiles(Tool tool, Unit unit, Stages.Place place) throws IOException {
        try {
            append(unit);
        } catch (JournalUnavailable e) {
            recognize(tool, unit, FileSide.root(tool.kind(), unit.name, place));
            throw e;
        }
        pending.settle(tool, unit, FileSide.root(tool.kind(), unit.name, place));
    }

    /** Where files tell nothing but what is known, they are as an earlier process left them, and can be written. */
    private void recognize(Tool tool, Unit unit, Path root) throws IOException {
        Map<Path, FileStamp> look = unit.look(tool.store(), root);
        if (unit.isSeen(look)) {
            return;
        }
        var things = new HashSet<>(tool.store().things(root, unit.name));
        things.addAll(unit.ahead().keySet());
        for (StreamId it : things) {
            if (!tool.store().says(root, it, facts.known(unit, it))) {
                return;
            }
        }
        if (unit.ahead()
                .keySet()
                .containsAll(news.untaken(tool.kind(), root, List.copyOf(look.keySet()), facts.shown(tool, unit)))) {
            unit.taken(look);
        }
    }
}

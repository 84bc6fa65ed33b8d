package dev.daybook.sbi.deespec;

import dev.daybook.sbi.Decision;
import dev.daybook.sbi.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the journals say of the turns of one SBI, and what each turn therefore was.
 *
 * <p>An entry belongs to the file that it names, whatever its turn and step. Before the database era a file was named
 * after the step that comes next: {@code review_2.md} holds an implementation, {@code done_3.md} the review.
 */
final class TurnEntries {

    private record Place(int turn, Step step) {}

    private final Map<Place, JournalEntry> byPlace = new HashMap<>();
    private final Map<String, List<JournalEntry>> byFile = new HashMap<>();
    private final IdentityHashMap<JournalEntry, Step> before = new IdentityHashMap<>();
    private final boolean namesNextStep;
    private final boolean anonymous;

    TurnEntries(SbiFiles files) {
        Optional<Step> last = Optional.empty();
        for (JournalEntry it : files.entries()) {
            List<String> named = it.files(files.sbi());
            named.forEach(
                    file -> byFile.computeIfAbsent(file, _ -> new ArrayList<>()).add(it));
            if (it.turn().isPresent() && it.step().isPresent() && named.isEmpty() && !it.isFailedRun()) {
                byPlace.put(new Place(it.turn().get(), it.step().get()), it); // of several the last counts
            }
            last.ifPresent(step -> before.put(it, step));
            last = it.step();
        }
        anonymous = FirstEras.isAnonymous(files.sbi());
        namesNextStep = anonymous
                || (files.stateFile().isEmpty() && files.entries().stream().anyMatch(JournalEntry::namesNextStep));
    }

    /** Returns the entry that was written when the turn ended: of several the last one counts. */
    Optional<JournalEntry> entry(SbiFiles.TurnText text) {
        List<JournalEntry> named = byFile.getOrDefault(text.file(), List.of());
        if (!named.isEmpty() || anonymous) { // the first era counted a turn on before it wrote
            return named.isEmpty() ? Optional.empty() : Optional.of(named.getLast());
        }
        return Optional.ofNullable(
                byPlace.get(new Place(text.what().turn(), text.what().step())));
    }

    /** Returns the word on how the turn ended: an agent's own, where the run around it says nothing. */
    Optional<String> decision(SbiFiles.TurnText text) {
        List<JournalEntry> named = byFile.getOrDefault(text.file(), List.of());
        Optional<String> last = entry(text).flatMap(JournalEntry::decision);
        return last.flatMap(Decision::of).equals(Optional.of(Decision.PENDING))
                ? named.stream()
                        .filter(JournalEntry::isReport)
                        .flatMap(journalEntry -> journalEntry.decision().stream())
                        .filter(oneText -> !oneText.isEmpty())
                        .reduce((_, later) -> later)
                        .or(() -> last)
                : last;
    }

    /** Returns what was done. */
    Step step(SbiFiles.TurnText text, Optional<JournalEntry> entry) {
        Step named = text.what().step();
        if (!entry.map(JournalEntry::namesNextStep).orElse(namesNextStep)) {
            return named;
        }
        Optional<Step> rollup = entry.flatMap(JournalEntry::rollup);
        if (rollup.isPresent()) {
            return rollup.get();
        }
        boolean statusEra = !FirstEras.isInTurn(text.file());
        return switch (named) {
            case PLAN -> Step.PLAN;
            case TEST -> statusEra ? Step.TEST : Step.IMPLEMENT;
            case IMPLEMENT -> decides(text, entry) ? Step.REVIEW : statusEra ? Step.IMPLEMENT : Step.PLAN;
            case REVIEW -> !statusEra ? Step.TEST : decides(text, entry) ? Step.REVIEW : Step.IMPLEMENT;
            case DONE ->
                entry.map(before::get).filter(step -> step == Step.DONE).isPresent() ? Step.DONE : Step.REVIEW;
        };
    }

    private static boolean decides(SbiFiles.TurnText text, Optional<JournalEntry> entry) {
        return entry.flatMap(JournalEntry::decision)
                .filter(oneText -> !oneText.isEmpty() && !entry.get().fiveKeys())
                .or(() -> Turn.inText(text.text()))
                .flatMap(Decision::of)
                .filter(decision -> decision != Decision.PENDING)
                .isPresent();
    }
}

package dev.daybook.legacy.deespec;

import dev.daybook.domain.sbi.Decision;
import dev.daybook.domain.sbi.Step;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the journal says of the turns of one SBI, and what each turn therefore was.
 *
 * <p>The status era named a file after the step that comes next: {@code review_2.md} holds an implementation,
 * {@code done_3.md} the review. What it is, the notes it was added to tell, else its heading, else whether it decides.
 */
final class TurnEntries {

    private static final Pattern HEADING = Pattern.compile(
            "^#{1,3}[ \\t]+(plan|implement|test|review|done)(?:ation)?\\b",
            Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);

    private record Place(int turn, Step step) {}

    private final Map<Place, JournalEntry> byPlace = new HashMap<>();
    private final Map<String, JournalEntry> byPath = new HashMap<>();
    private final Map<Integer, Instant> times = new HashMap<>();
    private final boolean namesNextStep;
    private final boolean anonymous;

    TurnEntries(SbiFiles files) {
        for (JournalEntry it : files.entries()) { // of several the last counts
            if (it.turn().isPresent() && it.step().isPresent()) {
                byPlace.put(new Place(it.turn().get(), it.step().get()), it);
            }
            if (it.line().isPresent()) {
                it.artifacts().forEach(path -> byPath.put(path, it));
            }
            if (it.turn().isPresent() && it.at().isPresent()) {
                times.put(it.turn().get(), it.at().get());
            }
        }
        namesNextStep = files.stateFile().isEmpty() && files.entries().stream().anyMatch(JournalEntry::namesNextStep);
        anonymous = AnonymousTask.is(files.sbi());
    }

    /** Returns the entry that was written when the turn ended. */
    Optional<JournalEntry> entry(SbiFiles.TurnText text) {
        JournalEntry named = byPath.get(text.file());
        if (named != null || anonymous) { // the first era counted a turn on before it wrote
            return Optional.ofNullable(named);
        }
        return Optional.ofNullable(
                byPlace.get(new Place(text.what().turn(), text.what().step())));
    }

    /** Returns when something else of the same turn happened. */
    Optional<Instant> sameTurnAt(SbiFiles.TurnText text) {
        return anonymous
                ? Optional.empty()
                : Optional.ofNullable(times.get(text.what().turn()));
    }

    /** Returns what was done. */
    Step step(SbiFiles.TurnText text, Optional<JournalEntry> entry) {
        Step named = text.what().step();
        if (!entry.map(JournalEntry::namesNextStep).orElse(namesNextStep)) {
            return named;
        }
        return entry.flatMap(JournalEntry::rollup)
                .or(() -> heading(text.text()))
                .orElseGet(() -> byDecision(named, text, entry));
    }

    private static Optional<Step> heading(String text) {
        Matcher matcher = HEADING.matcher(text);
        return matcher.find() ? Step.of(matcher.group(1)) : Optional.empty();
    }

    private static Step byDecision(Step named, SbiFiles.TurnText text, Optional<JournalEntry> entry) {
        boolean decides = Turn.inText(text.text()).isPresent()
                || entry.flatMap(JournalEntry::decision)
                        .flatMap(Decision::of)
                        .filter(it -> it != Decision.PENDING)
                        .isPresent();
        if (decides) {
            return Step.REVIEW;
        }
        return switch (named) {
            case REVIEW -> Step.IMPLEMENT;
            case DONE -> Step.REVIEW;
            case PLAN, IMPLEMENT, TEST -> named;
        };
    }
}

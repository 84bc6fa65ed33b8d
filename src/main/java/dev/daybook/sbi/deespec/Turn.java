package dev.daybook.sbi.deespec;

import dev.daybook.sbi.Decision;
import dev.daybook.sbi.SbiEvent;
import dev.daybook.sbi.Status;
import dev.daybook.sbi.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One execution, as files and journal together tell it.
 *
 * @param told without content if there is no file: only the database knows of it; without a decision if nothing says how
 *     it ended
 * @param attemptTold whether the attempt was written somewhere, not concluded
 */
record Turn(
        SbiFiles.TurnText text,
        SbiEvent.ExecutionFinished told,
        boolean attemptTold,
        Optional<JournalEntry> entry,
        Instant startedAt,
        Instant finishedAt) {

    private static final int ATTEMPTS_MAX = 3;
    private static final Pattern DECISION =
            Pattern.compile("^DECISION:[ \\t]+(\\S[^\\r\\n]*?)[ \\t]*\\r?$", Pattern.MULTILINE);

    /** Returns the turns in their order. {@code otherwiseAt}: when they happened if the journal does not say. */
    static List<Turn> of(SbiFiles files, Instant otherwiseAt) {
        var told = new TurnEntries(files);
        var turns = new ArrayList<Turn>();
        int attempt = 1;
        for (int i = 0; i < files.turns().size(); i++) {
            SbiFiles.TurnText text = files.turns().get(i);
            Optional<JournalEntry> entry = told.entry(text);
            Step step = told.step(text, entry);
            Optional<String> word =
                    word(files, text, step, told, i == files.turns().size() - 1);
            Optional<Decision> decision =
                    word.map(oneText -> Decision.of(oneText).orElse(Decision.NEEDS_CHANGES));
            Optional<Integer> written = text.what().attempt().or(() -> entry.flatMap(JournalEntry::attempt));
            attempt = written.orElse(attempt);
            Optional<Instant> at =
                    entry.flatMap(JournalEntry::at).or(() -> text.log().flatMap(DatabaseRows.Log::at));
            Instant finishedAt = at.orElse(otherwiseAt);
            var finished = new SbiEvent.ExecutionFinished(
                    files.sbi(),
                    text.what().turn(),
                    step,
                    attempt,
                    Optional.of(text.name()).filter(_ -> text.written()),
                    decision,
                    word.filter(oneText -> !oneText.isEmpty()
                            && decision.filter(known -> oneText.equals(known.name()))
                                    .isEmpty()),
                    Optional.of(text.text()).filter(_ -> text.written()),
                    artifacts(text, entry),
                    at.isPresent());
            Instant startedAt = entry.map(journalEntry -> finishedAt.minus(journalEntry.elapsed()))
                    .orElse(finishedAt);
            turns.add(new Turn(text, finished, written.isPresent(), entry, startedAt, finishedAt));
            if (step == Step.REVIEW && decision.equals(Optional.of(Decision.NEEDS_CHANGES))) {
                attempt = Math.min(ATTEMPTS_MAX, attempt + 1); // the tool counts up here and nowhere else
            }
        }
        return turns;
    }

    private static List<String> artifacts(SbiFiles.TurnText text, Optional<JournalEntry> entry) {
        return entry.map(JournalEntry::artifacts)
                .orElseGet(() ->
                        text.log().flatMap(DatabaseRows.Log::path).stream().toList());
    }

    private static Optional<String> word(
            SbiFiles files, SbiFiles.TurnText text, Step step, TurnEntries told, boolean last) {
        Optional<JournalEntry> entry = told.entry(text);
        boolean decides = step == Step.REVIEW || step == Step.DONE;
        boolean closed = files.state()
                .flatMap(State::status)
                .flatMap(Status::of)
                .filter(status -> status == Status.DONE || status == Status.FAILED)
                .isPresent();
        if (entry.filter(JournalEntry::fiveKeys).isPresent()) {
            return step == Step.REVIEW ? inText(text.text()).or(() -> told.decision(text)) : Optional.of("");
        }
        return told.decision(text)
                .or(() -> decides ? inText(text.text()) : Optional.empty())
                .or(() -> text.log().map(log -> log.decision().orElse("")))
                .or(() -> last && (decides || closed) ? files.state().flatMap(State::decision) : Optional.empty())
                .or(() -> entry.map(_ -> "")); // nothing was decided
    }

    /** The last line that decides counts. */
    static Optional<String> inText(String text) {
        return DECISION.matcher(text)
                .results()
                .map(matchResult -> matchResult.group(1))
                .filter(oneText -> Decision.of(oneText).isPresent())
                .reduce((_, last) -> last);
    }
}

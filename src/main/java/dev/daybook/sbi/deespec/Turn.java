package dev.daybook.sbi.deespec;

import dev.daybook.sbi.Decision;
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
 * @param attemptTold whether the attempt was written somewhere, not concluded
 * @param content absent if there is no file: only the database knows of it
 * @param dated whether something says when it happened
 * @param logged whether the database tells of it
 * @param decision absent if nothing says how it ended
 * @param word the decision as it was written, if that is not the decision's own name
 */
record Turn(
        String file,
        String name,
        int turn,
        Step step,
        int attempt,
        boolean attemptTold,
        Optional<JournalEntry> entry,
        boolean dated,
        boolean logged,
        Instant startedAt,
        Instant finishedAt,
        Optional<Decision> decision,
        Optional<String> word,
        Optional<String> content,
        List<String> artifacts) {

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
            turns.add(new Turn(
                    text.file(),
                    text.name(),
                    text.what().turn(),
                    step,
                    attempt,
                    written.isPresent(),
                    entry,
                    at.isPresent(),
                    text.log().isPresent(),
                    entry.map(journalEntry -> finishedAt.minus(journalEntry.elapsed()))
                            .orElse(finishedAt),
                    finishedAt,
                    decision,
                    word.filter(oneText -> !oneText.isEmpty()
                            && decision.filter(known -> oneText.equals(known.name()))
                                    .isEmpty()),
                    Optional.of(text.text()).filter(_ -> text.written()),
                    artifacts(text, entry)));
            if (step == Step.REVIEW && decision.equals(Optional.of(Decision.NEEDS_CHANGES))) {
                attempt = Math.min(ATTEMPTS_MAX, attempt + 1); // the tool counts up here and nowhere else
            }
        }
        return turns;
    }

    /** Returns the name of its file, if there is one. */
    Optional<String> written() {
        return content.map(_ -> name);
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

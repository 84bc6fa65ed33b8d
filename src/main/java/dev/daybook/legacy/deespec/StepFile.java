package dev.daybook.legacy.deespec;

import dev.daybook.domain.sbi.Step;
import dev.daybook.legacy.Finding;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the name of a file in an SBI folder says: the output of a turn, something known, an attachment, or nothing of
 * the tool.
 */
sealed interface StepFile {

    /** The output of a turn. */
    record Turn(Step step, int turn, Optional<Integer> attempt, boolean spelledOddly) implements StepFile {}

    /** A file that the tool knows by name. */
    record Known() implements StepFile {}

    /** Markdown that is no turn, with what is odd about its name. */
    record Attachment(Optional<String> code, String message) implements StepFile {}

    /** Not of the tool. */
    record Foreign() implements StepFile {}

    Pattern NAME = Pattern.compile("([a-z]+)(?:_attempt(\\d{1,9}))?_(\\d+)\\.md", Pattern.CASE_INSENSITIVE);
    int TURN_DIGITS_MAX = 9;

    Set<String> KNOWN = Set.of(
            "spec.md",
            "state.json",
            "meta.yaml",
            "meta.yml",
            "impl_notes.md",
            "review_notes.md",
            "done.md",
            "fb_draft.yaml",
            "fb_context.md",
            "fb_evidence.txt");

    static StepFile of(String name) {
        if (KNOWN.contains(name)) {
            return new Known();
        }
        if (name.startsWith(".")
                || name.endsWith(".tmp")
                || name.endsWith(".swp")
                || name.endsWith("~")
                || !name.toLowerCase(Locale.ROOT).endsWith(".md")) {
            return new Foreign();
        }
        Matcher matcher = NAME.matcher(name);
        return matcher.matches() ? turn(name, matcher) : new Attachment(Optional.empty(), "");
    }

    private static StepFile turn(String name, Matcher matcher) {
        String digits = matcher.group(3);
        Optional<Step> step = Step.of(matcher.group(1));
        if (step.isEmpty()) {
            return new Attachment(
                    Optional.of("UNKNOWN_ENUM"), "'%s' is no step: kept as an attachment".formatted(matcher.group(1)));
        }
        if (digits.length() > TURN_DIGITS_MAX || Integer.parseInt(digits) < 1) {
            return new Attachment(
                    Optional.of("FOREIGN_NAME"), "turn %s is out of range: kept as an attachment".formatted(digits));
        }
        Optional<Integer> attempt = Optional.ofNullable(matcher.group(2)).map(Integer::valueOf);
        boolean odd = !name.equals(name.toLowerCase(Locale.ROOT))
                || digits.startsWith("0")
                || attempt.filter(it -> matcher.group(2).startsWith("0")).isPresent();
        return new Turn(step.get(), Integer.parseInt(digits), attempt, odd);
    }

    /** Returns the finding about an attachment's name, if there is one. */
    static Optional<Finding> finding(String file, Attachment attachment) {
        return attachment.code().map(code -> Finding.warn(file, "", code, "%s", attachment.message()));
    }
}

package dev.daybook.sbi.deespec;

import dev.daybook.importing.Finding;
import dev.daybook.importing.Finding.Severity;
import dev.daybook.sbi.Step;
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

    /** Markdown that is no turn. {@code odd}: what is about its name, if it is like that of one. */
    record Attachment(Optional<Finding> odd) implements StepFile {

        Attachment(Severity severity, String file, String code, String message) {
            this(Optional.of(new Finding(file, "", severity, code, message + ": kept as an attachment")));
        }
    }

    /** Not of the tool. */
    record Foreign() implements StepFile {}

    Pattern NAME = Pattern.compile("([a-z]+)(?:_attempt(\\d{1,9}))?_(\\d+)\\.md", Pattern.CASE_INSENSITIVE);
    int TURN_DIGITS_MAX = 9;

    /** A word that may be a step, and whatever follows it. */
    Pattern WORD = Pattern.compile("([A-Za-z]+)(?![A-Za-z])(.*)\\.md", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /** What follows a step's word with a number that counts nothing. */
    Pattern NO_NUMBER = Pattern.compile("(?:_attempt[-+]?\\d+)?_[-+]?\\d+", Pattern.CASE_INSENSITIVE);

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

    /** What an agent answered, which one version put beside the steps. */
    Pattern RESPONSE = Pattern.compile("raw_response_.*\\.txt");

    /** {@code file}: its path, as findings name it. */
    static StepFile of(String name, String file) {
        if (KNOWN.contains(name) || RESPONSE.matcher(name).matches()) {
            return new Known();
        }
        if (name.startsWith(".") || !name.toLowerCase(Locale.ROOT).endsWith(".md")) {
            return new Foreign();
        }
        Matcher matcher = NAME.matcher(name);
        return matcher.matches() ? turn(file, name, matcher) : attachment(file, name);
    }

    private static Attachment attachment(String file, String name) {
        Matcher word = WORD.matcher(name);
        if (!word.matches() || Step.of(word.group(1)).isEmpty()) {
            return new Attachment(Optional.empty());
        }
        return NO_NUMBER.matcher(word.group(2)).matches()
                ? new Attachment(Severity.WARN, file, "FOREIGN_NAME", "has a number that no turn or attempt has")
                : new Attachment(
                        Severity.INFO, file, "FOREIGN_NAME", "is called like a step, but not <step>_<turn>.md");
    }

    private static StepFile turn(String file, String name, Matcher matcher) {
        String digits = matcher.group(3);
        Optional<Step> step = Step.of(matcher.group(1));
        if (step.isEmpty()) {
            return new Attachment(Severity.WARN, file, "UNKNOWN_ENUM", "'%s' is no step".formatted(matcher.group(1)));
        }
        if (digits.length() > TURN_DIGITS_MAX || Integer.parseInt(digits) < 1) {
            return new Attachment(Severity.WARN, file, "FOREIGN_NAME", "turn %s is out of range".formatted(digits));
        }
        Optional<Integer> attempt = Optional.ofNullable(matcher.group(2)).map(Integer::valueOf);
        boolean odd = !name.equals(name.toLowerCase(Locale.ROOT))
                || digits.startsWith("0")
                || attempt.filter(number -> matcher.group(2).startsWith("0")).isPresent();
        return new Turn(step.get(), Integer.parseInt(digits), attempt, odd);
    }
}

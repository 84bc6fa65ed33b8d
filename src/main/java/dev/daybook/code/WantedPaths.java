package dev.daybook.code;

import dev.daybook.domain.Rejected;
import dev.daybook.text.PathPatterns;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/** Which paths somebody asks for, by patterns: the same in all operations. */
final class WantedPaths {

    static final String SAYS =
            "only files with this in their path; with *, **, ?, [a-z], {a,b} or / in front a pattern as in .gitignore,"
                    + " with ! in front all but those; repeat it for more";

    static final int CHARS_MAX = 500;
    static final int MOST = 32;

    /** Patterns are lines where they are handed on. */
    static final String LINE = "^[^\\p{Cntrl}]+$";

    static final String WANT = "no control characters";

    private WantedPaths() {}

    /**
     * @param argument by which they were given
     * @throws Rejected if one is no pattern, with the place in it
     */
    static PathPatterns of(String argument, List<String> texts) {
        try {
            return PathPatterns.of(texts);
        } catch (PatternSyntaxException e) {
            throw Rejected.invalidAt(
                    "/" + argument,
                    "'%s' is no pattern of paths: %s (character %d)",
                    e.getPattern(),
                    e.getDescription(),
                    e.getIndex() + 1);
        }
    }
}

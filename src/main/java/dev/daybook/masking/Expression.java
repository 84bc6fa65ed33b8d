package dev.daybook.masking;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.Optional;

/** An expression of RE2 that is compiled when it is first tried: most commands try none. Thread-safe. */
final class Expression {

    private final String text;
    private volatile Optional<Pattern> compiled = Optional.empty();

    Expression(String text) {
        this.text = text;
    }

    /** @throws com.google.re2j.PatternSyntaxException if it is none */
    private Pattern pattern() {
        if (compiled.isEmpty()) {
            compiled = Optional.of(Pattern.compile(text));
        }
        return compiled.orElseThrow();
    }

    Matcher matcher(String in) {
        return pattern().matcher(in);
    }

    boolean isIn(String other) {
        return matcher(other).find();
    }

    /** As {@link Pattern#groupCount}. */
    int groups() {
        return pattern().groupCount();
    }
}

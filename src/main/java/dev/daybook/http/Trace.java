package dev.daybook.http;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a request belongs to, and what led to it.
 *
 * @param correlation as {@code Daybook-Correlation} says, else the trace of {@code traceparent} (W3C), else the request
 * @param causation the span that asked, if {@code traceparent} names one
 */
record Trace(String correlation, Optional<String> causation) {

    private static final Pattern PARENT = Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}.*");

    static Trace of(NamedValues headers, String instance) {
        Optional<Matcher> parent = Optional.ofNullable(headers.get("traceparent"))
                .map(PARENT::matcher)
                .filter(Matcher::matches);
        String correlation = Optional.ofNullable(headers.get("Daybook-Correlation"))
                .or(() -> parent.map(ids -> ids.group(1)))
                .orElse(instance);
        return new Trace(correlation, parent.map(ids -> ids.group(2)));
    }
}

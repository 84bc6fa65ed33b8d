package dev.daybook.secret;

import dev.daybook.shape.Says;
import java.time.Instant;
import java.util.Optional;

/** A likely secret at one position, without what it is. */
record SecretView(
        long position,
        @Says("the rule by which it was found") String rule,
        @Says("what is shown in its place") String mask,
        @Says("kind/id") String thing,

        @Says("the JSON pointer to the text in which it stands first, in what the fact tells")
        String where,

        @Says("the texts of the fact in which it stands") long places,
        @Says("when that happened") Instant at,
        String by,
        @Says("the door, or the file that it came from") String source,
        @Says("open, or allowed") String status,
        @Says("why it is allowed") Optional<String> why,

        @Says("tells it from other secrets, and is the same wherever it stands")
        String fingerprint,

        @Says("the command that takes it out for good") String erase) {}

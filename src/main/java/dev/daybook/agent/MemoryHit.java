package dev.daybook.agent;

import dev.daybook.shape.Says;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A memory that was found. */
record MemoryHit(
        String id,

        @Says("as of a memory") String status,

        Optional<String> agent,

        @Says("its beginning, on one line") String text,

        @Says("some of the text around what was found") String snippet,

        List<String> tags,

        @Says("from 0 to 1") Optional<Double> importance,

        Instant createdAt,

        @Says("bm25: higher is better; comparable within one search only")
        double score) {}

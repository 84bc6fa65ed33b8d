package dev.daybook.http;

import dev.daybook.rollout.StagedReads;

/** Answers that say which side they come from, where that is not the journal as usual. */
final class StagedAnswers {

    private static final String HEADER = "Daybook-Read-From";

    static Answer of(StagedReads.Answer<Answer> read) {
        read.header().ifPresent(it -> read.value().with(HEADER, it));
        return read.value();
    }

    private StagedAnswers() {}
}

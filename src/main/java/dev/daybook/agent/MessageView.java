package dev.daybook.agent;

import dev.daybook.domain.Json;
import dev.daybook.shape.Says;
import java.util.Optional;

/** A message between agents. Times are as Daybook writes them, or as the file that told of it. */
record MessageView(
        String id,

        @Says(
                value = "how far it is; dead: nobody reads it",
                words = {"waiting", "delivered", "acknowledged", "dead"})
        String status,

        @Says("who sent it") Optional<String> from,

        @Says("who is to read it; nobody: it is for whoever reads the file")
        Optional<String> to,

        Optional<String> type,

        @Says("1 is the most urgent; 5 counts if there is none")
        Optional<Long> priority,

        @Says("a text, or what else its sender wrote") Json content,

        Optional<String> sentAt,

        @Says("when its receiver first saw it") Optional<String> deliveredAt,

        @Says("when its receiver had dealt with it") Optional<String> acknowledgedAt,

        @Says("the message that it answers") Optional<String> answers,

        @Says("the message that answers it") Optional<String> answeredBy,

        @Says("until when somebody has to deal with it") Optional<String> expiresAt,

        @Says("when it was given up") Optional<String> deadAt,

        Optional<String> deadWhy,

        @Says("of the last entry of its stream that this answer has seen: what ETag and If-Match name")
        long revision,

        @Says("of the entry that changed it last") long position) {}

package dev.daybook.journal;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Facts for tests of journals. The same number gives the same fact. */
public final class Drafts {

    public static final Instant OCCURRED = Instant.parse("2025-10-01T12:00:00.123456Z");
    public static final Metadata BY_ALICE = Metadata.of("alice", "http");

    public static Draft draft(StreamId stream, int number) {
        return draft(stream, number, "sbi.registered");
    }

    public static Draft draft(StreamId stream, int number, String type) {
        return new Draft(
                id(number),
                stream,
                type,
                1,
                Payload.of("{\"number\":%d}".formatted(number)),
                List.of(),
                BY_ALICE,
                OCCURRED);
    }

    public static Draft large(StreamId stream, int number, String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        Sha256 hash = Sha256.hash(bytes);
        return new Draft(
                id(number),
                stream,
                "sbi.noted",
                1,
                Payload.of("{\"text\":{\"$blob\":\"%s\",\"sizeBytes\":%d}}".formatted(hash, bytes.length)),
                List.of(new Draft.Blob(hash, Payload.of(bytes))),
                BY_ALICE,
                OCCURRED);
    }

    public static UUID id(int number) {
        return new UUID(0x1234_5678_9abc_7defL, 0x8000_0000_0000_0000L | number);
    }

    private Drafts() {}
}

package dev.daybook.journal;

import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Facts that say that others are no more, for tests of journals. */
public final class Erasing {

    /** Returns the append that erases what is at these positions. */
    public static Append of(Journal journal, List<Sha256> blobs, Long... positions) {
        String named = Stream.of(positions).map(String::valueOf).collect(Collectors.joining(","));
        String hashes = blobs.stream()
                .map(hash -> '"' + HexFormat.of().formatHex(hash.bytes()) + '"')
                .collect(Collectors.joining(","));
        var fact = new Draft(
                UUID.nameUUIDFromBytes((named + hashes).getBytes(java.nio.charset.StandardCharsets.US_ASCII)),
                StreamId.parse("journal/journal"),
                "journal.erased",
                1,
                Payload.of("{\"positions\":[%s],\"blobs\":[%s],\"why\":\"leaked\"}".formatted(named, hashes)),
                List.of(),
                Metadata.of("ada", "http"),
                Instant.EPOCH);
        return new Append(
                List.of(fact),
                Map.of(),
                new Erasure(Stream.of(positions).map(Position::new).toList(), blobs, journal.head()));
    }

    private Erasing() {}
}

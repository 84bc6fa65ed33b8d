package dev.daybook.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Json;
import dev.daybook.journal.Blobs;
import dev.daybook.journal.Payload;
import dev.daybook.journal.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Values that the journal holds aside, as rows refer to them. */
final class LargeValuesTest {

    private static final String TEXT = "é".repeat(5_000);
    private static final Json VALUE = new Json("\"" + TEXT + "\"");
    private static final Sha256 HASH = Sha256.hash(VALUE.text().getBytes(StandardCharsets.UTF_8));
    private static final String REFERENCE = "{\"$blob\":\"%s\",\"sizeBytes\":10002,\"as\":\"json\"}".formatted(HASH);
    private static final Blobs BLOBS =
            hash -> Optional.ofNullable(Map.of(HASH, Payload.of(VALUE.text())).get(hash));

    private static LargeValues of(String payload) {
        return LargeValues.of(Entries.entry("sbi.noted", 1, payload));
    }

    @Test
    void a_row_refers_to_a_value_that_stands_aside_and_reads_it_back() {
        JsonNode reference =
                of("{\"text\":%s}".formatted(REFERENCE)).reference(VALUE).orElseThrow();

        assertThat(reference.path("$blob").asText()).isEqualTo(HASH.toString());
        assertThat(LargeValues.referredBytes(reference)).isEqualTo(10_000);
        assertThat(LargeValues.value(reference, BLOBS).asText()).isEqualTo(TEXT);
    }

    @Test
    void what_is_short_or_stands_in_the_payload_itself_is_not_referred_to() {
        LargeValues aside = of("{\"text\":%s}".formatted(REFERENCE));

        assertThat(aside.reference(new Json("\"" + "x".repeat(BlobRefs.SHARED_CHARS_MAX - 2) + "\"")))
                .isEmpty();
        assertThat(aside.reference(new Json("\"" + "x".repeat(5_000) + "\""))).isEmpty();
        assertThat(of("{\"text\":%s}".formatted(VALUE.text())).reference(VALUE)).isEmpty();
    }

    @Test
    void sizes_are_bytes_of_the_text_or_of_the_json() {
        assertThat(LargeValues.sizeBytes(JsonText.tree(VALUE))).isEqualTo(10_000);
        assertThat(LargeValues.sizeBytes(JsonText.tree(new Json("{\"a\":\"é\"}"))))
                .isEqualTo(10);
    }

    @Test
    void a_payload_is_resolved_but_for_what_is_larger_than_is_wanted() {
        String payload = "{\"a\":1,\"list\":[%s]}".formatted(REFERENCE);

        assertThat(LargeValues.resolved(payload, () -> BLOBS, 10_002))
                .isEqualTo("{\"a\":1,\"list\":[%s]}".formatted(VALUE.text()));
        assertThat(LargeValues.resolved(payload, () -> BLOBS, 10_001)).isEqualTo(payload);
        assertThat(LargeValues.resolved("{\"a\":1}", () -> BLOBS, 0)).isEqualTo("{\"a\":1}");
    }

    @Test
    void the_hashes_that_a_payload_refers_to_are_told() {
        assertThat(LargeValues.referred("{\"a\":1,\"list\":[%s]}".formatted(REFERENCE)))
                .containsExactly(HASH);
        assertThat(LargeValues.referred("{\"a\":{\"$blob\":7}}")).isEmpty();
        assertThat(LargeValues.referred("{\"a\":1}")).isEmpty();
    }
}

package dev.daybook.upkeep;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.journal.Link;
import dev.daybook.journal.Position;
import dev.daybook.journal.Sha256;
import dev.daybook.upkeep.StoreVerification.Finding;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is known of earlier proofs of a journal.
 *
 * @param proven the last entry up to which all was proven, whenever that was; the start if nothing was
 * @param provenAt when that was; none if nothing was
 * @param round the proof of the whole journal that is under way, or was when its process ended
 * @param last the last proof of the whole journal that came to its end
 */
public record VerificationState(Link proven, Optional<Instant> provenAt, Optional<Round> round, Optional<Whole> last) {

    static final VerificationState NONE =
            new VerificationState(Link.START, Optional.empty(), Optional.empty(), Optional.empty());

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** A proof of the whole journal, and the last entry that it has reached with nothing wrong so far. */
    public record Round(Link reached, Instant startedAt) {}

    /** A proof of the whole journal that came to its end, and what it found. */
    public record Whole(Instant at, long entries, List<Finding> findings) {
        public Whole {
            findings = List.copyOf(findings);
        }
    }

    VerificationState proven(Link link, Instant at) {
        return link.position().isAfter(proven.position())
                ? new VerificationState(link, Optional.of(at), round, last)
                : this;
    }

    VerificationState reached(Link link, Instant startedAt) {
        return new VerificationState(proven, provenAt, Optional.of(new Round(link, startedAt)), last);
    }

    /** All is known anew: what was proven before and does not hold any more is not believed again. */
    VerificationState ended(Whole whole, Link end) {
        return new VerificationState(
                whole.findings().isEmpty() ? end : Link.START,
                whole.findings().isEmpty() ? Optional.of(whole.at()) : Optional.empty(),
                Optional.empty(),
                Optional.of(whole));
    }

    String toJson() {
        ObjectNode json = JSON.createObjectNode();
        link(json.putObject("proven"), proven);
        provenAt.ifPresent(at -> json.put("provenAt", at.toString()));
        round.ifPresent(it -> link(json.putObject("round"), it.reached())
                .put("startedAt", it.startedAt().toString()));
        last.ifPresent(it -> {
            ObjectNode whole =
                    json.putObject("last").put("at", it.at().toString()).put("entries", it.entries());
            var findings = whole.putArray("findings");
            it.findings().forEach(finding -> {
                ObjectNode row = findings.addObject().put("where", finding.where());
                finding.position().ifPresent(at -> row.put("position", at.value()));
                row.put("what", finding.what());
            });
        });
        return json.toPrettyString();
    }

    private static ObjectNode link(ObjectNode json, Link link) {
        return json.put("position", link.position().value())
                .put("chain", link.hash().toString());
    }

    /** @throws java.io.IOException if it is no JSON, and IllegalArgumentException if it is another one */
    static VerificationState fromJson(String text) throws java.io.IOException {
        JsonNode json = JSON.readTree(text);
        return new VerificationState(
                link(json.required("proven")),
                time(json.path("provenAt")),
                json.has("round")
                        ? Optional.of(new Round(
                                link(json.path("round")),
                                time(json.path("round").required("startedAt")).orElseThrow()))
                        : Optional.empty(),
                json.has("last") ? Optional.of(whole(json.path("last"))) : Optional.empty());
    }

    private static Whole whole(JsonNode json) {
        return new Whole(
                time(json.required("at")).orElseThrow(),
                json.required("entries").asLong(),
                json.required("findings")
                        .valueStream()
                        .map(row -> new Finding(
                                row.required("where").asText(),
                                row.has("position")
                                        ? Optional.of(new Position(
                                                row.path("position").asLong()))
                                        : Optional.empty(),
                                row.required("what").asText()))
                        .toList());
    }

    private static Optional<Instant> time(JsonNode json) {
        return json.isTextual() ? Optional.of(Instant.parse(json.asText())) : Optional.empty();
    }

    private static Link link(JsonNode json) {
        return new Link(
                new Position(json.required("position").asLong()),
                Sha256.parse(json.required("chain").asText()));
    }
}

package dev.daybook.http;

import dev.daybook.access.Refusals.Why;
import dev.daybook.domain.file.StoredContent;
import dev.daybook.http.Problem.Kind;
import dev.daybook.importing.frame.Contents;
import dev.daybook.importing.frame.Contents.Stored;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Source;
import dev.daybook.masking.Masking;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Role;
import dev.daybook.secret.Masks;
import dev.daybook.secret.SecretCommand;
import dev.daybook.slice.Ground;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Content that is too large to be held, in and out as it is: things name it then. Whoever reads it gets the very bytes or a
 * refusal, never others that are masked.
 */
final class ContentRoutes {

    private static final String CONTENTS = "/contents";
    private static final String BYTES = "application/octet-stream";

    /** A secret may stand at the end of one piece and at the beginning of the next. */
    private static final int OVERLAP_CHARS = 4_096;

    private final Ground ground;
    private final Contents contents;
    private final CommandRequests writing;
    private final Masking masking;
    private final CpuBoundWork heavy = new CpuBoundWork();

    ContentRoutes(Ground ground, CommandRequests writing) {
        this.ground = ground;
        this.contents = new Contents(ground.journal(), ground.codec());
        this.writing = writing;
        this.masking = Masks.of(ground);
    }

    void mount(Routes on) {
        on.filing("POST " + CONTENTS, RouteForm.ofContent("storeContent"), this::store);
        on.on(
                "GET " + CONTENTS + "/{hash}",
                RouteForm.of("getContent", BYTES)
                        .taking(
                                new Parameter(
                                        "hash",
                                        Parameter.PATH,
                                        true,
                                        false,
                                        Optional.empty(),
                                        Parameter.like("^[0-9a-f]{64}$", 64)),
                                Parameter.flag(Operation.REVEAL)),
                this::read);
    }

    private Answer store(Request request) {
        BodyFile body = request.file().orElseThrow();
        if (body.sizeBytes() == 0) {
            throw Problem.thrown(Kind.INVALID_REQUEST, "the body is empty: want the content, as it is");
        }
        Trace trace = Trace.of(request.headers(), request.instance());
        var metadata = new Metadata(
                CommandRequests.actor(request),
                new Source.Channel(CommandRequests.source(request)),
                request.header("Daybook-Session"),
                Optional.of(trace.correlation()),
                trace.causation(),
                Optional.empty());
        Stored stored = heavy.work("store-content", () -> {
            try {
                return contents.store(body::open, metadata, ground.clock().instant());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        var answer = new LinkedHashMap<String, Object>();
        answer.put("content", stored.content().toString());
        answer.put("sha256", stored.content().sha256());
        answer.put("sizeBytes", stored.content().sizeBytes());
        answer.put("position", stored.position().value());
        return Answer.json(stored.isNew() ? 201 : 200, answer)
                .with(
                        "Location",
                        "%s%s/%s"
                                .formatted(
                                        Routes.API, CONTENTS, stored.content().sha256()))
                .at(stored.position().value());
    }

    private Answer read(Request request) throws IOException {
        String hash = request.path("hash");
        StoredContent content = contents.find(hash)
                .orElseThrow(() -> Problem.thrown(
                        Kind.NOT_FOUND, "there is no content of the SHA-256 %s: POST %s stores some", hash, CONTENTS));
        if (!contents.isWhole(content)) {
            throw Problem.thrown(Kind.GONE, "a part of this content was erased: the journal has the hashes of it");
        }
        if (request.flag(Operation.REVEAL)) {
            if (!request.caller().role().covers(Role.ADMIN)) {
                throw Problem.refusal(
                        Why.WEAK,
                        Kind.FORBIDDEN,
                        "the token '%s' may not reveal secrets",
                        request.caller().name());
            }
            var reveal = new SecretCommand.Reveal("getContent", request.uri().split("\\?", 2)[0]);
            writing.submit(
                    writing.submission(request, reveal, OptionalLong.empty()).unkeyed());
        } else if (hasSecrets(content)) {
            throw Problem.refusal(
                    Why.WEAK,
                    Kind.FORBIDDEN,
                    "there are likely secrets in this content: with ?%s somebody who may admin reads it, which is written down; a false alarm is allowed by daybook secrets allow",
                    Operation.REVEAL);
        }
        return Answer.streamed(BYTES, out -> contents.write(content, out)).with("ETag", "\"" + hash + "\"");
    }

    /** What bytes they are does not matter: a secret is told by what stands around it in plain letters. */
    private boolean hasSecrets(StoredContent content) throws IOException {
        var before = new StringBuilder();
        var found = new boolean[1];
        contents.read(content, piece -> {
            String text = before + new String(piece.bytes(), StandardCharsets.ISO_8859_1);
            found[0] |= !masking.text(text).equals(text);
            before.setLength(0);
            before.append(text, Math.max(0, text.length() - OVERLAP_CHARS), text.length());
        });
        return found[0];
    }
}

package dev.daybook.maintenance;

import dev.daybook.journal.Link;
import dev.daybook.journal.Position;
import dev.daybook.node.Nodes;
import dev.daybook.operation.Call;
import dev.daybook.operation.None;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operations;
import dev.daybook.operation.Outcome;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import dev.daybook.upkeep.HeadKey;
import dev.daybook.upkeep.Installation;
import dev.daybook.upkeep.JournalProof;
import dev.daybook.upkeep.SignedHead;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What proves to others what the journal says, without trust in whoever keeps it. */
final class HeadOperations {

    private record Asked(
            @Says("signed with the key of this data directory, to be kept elsewhere")
            boolean sign) {}

    private record Which(
            @Says(value = "the position of the entry", min = 1, max = Long.MAX_VALUE, like = "2")
            long position,

            @Says(
                    value =
                            "up to which position the chain is told and signed, such as that of a head that was kept elsewhere;"
                                    + " its own if none is named",
                    min = 1,
                    max = Long.MAX_VALUE,
                    like = "2")
            Optional<Long> upTo) {}

    /** Where the journal ends, as the contract has it; {@code text} is what is kept. */
    private record Head(
            long position,
            String chain,
            Optional<Instant> at,
            Optional<String> key,
            Optional<String> fingerprint,
            Optional<String> signature,
            String text) {

        static Head of(SignedHead head) {
            return new Head(
                    head.link().position().value(),
                    HexFormat.of().formatHex(head.link().hash().bytes()),
                    Optional.of(head.at()),
                    Optional.of(head.key()),
                    Optional.of(head.fingerprint()),
                    Optional.of(head.signature()),
                    head.text());
        }
    }

    private record Text(String text) {}

    private record Key(String fingerprint, String text) {}

    static final Operations<Ground> ALL = new Operations<>(
            "",
            "history",
            "The proof.",
            List.of(
                    Operation.<Asked, Ground>reads("head", "getHead", "GET /head", Asked.class)
                            .says(
                                    "Where the journal ends: its last position, and the hash that stands for all up to there.",
                                    "--sign signs it: kept in a file, a git note or another Daybook, it shows later that"
                                            + " nothing was changed or cut off (verify --head FILE).")
                            .ofNow()
                            .called(commandForm -> commandForm.shows("text"))
                            .answers(
                                    "Head",
                                    Head.class,
                                    (asked, call, ground) -> Outcome.shown(head(asked, call, ground))),
                    Operation.<None, Ground>reads("head key", "getHeadKey", "GET /head/key", None.class)
                            .says("The public half of the key that heads are signed with, as openssl reads it.")
                            .ofNow()
                            .called(commandForm -> commandForm.shows("text"))
                            .answers(
                                    "HeadKey",
                                    Key.class,
                                    (_, _, ground) -> Outcome.shown(new Key(
                                            key(ground).fingerprint(),
                                            key(ground).publicPem()))),
                    Operation.<Which, Ground>reads("prove", "proveEntry", "GET /journal/{position}/proof", Which.class)
                            .says(
                                    "A text that proves to anybody that an entry stands in this journal as it is.",
                                    "The program that daybook verifier prints checks it without Daybook.")
                            .ofNow()
                            .also(404)
                            .called(commandForm -> commandForm.words("position").shows("text"))
                            .answers(
                                    "Proof",
                                    Text.class,
                                    (which, call, ground) -> Outcome.shown(proof(which, call, ground))),
                    Operation.<None, Ground>reads("verifier", "getVerifier", "GET /verifier", None.class)
                            .says(
                                    "The program that checks a proof: one file of Java, without Daybook or any library.",
                                    "Kept as DaybookProof.java it is run by java DaybookProof.java PROOF [HEAD].")
                            .ofNow()
                            .called(commandForm -> commandForm.shows("text"))
                            .answers("Verifier", Text.class, (_, _, _) -> Outcome.shown(new Text(verifier())))));

    private static Head head(Asked asked, Call call, Ground ground) {
        Position end = ground.journal().head();
        var link = new Link(end, ground.journal().link(end).orElseThrow());
        if (asked.sign()) {
            return Head.of(key(ground).sign(link, call.now()));
        }
        String chain = HexFormat.of().formatHex(link.hash().bytes());
        return new Head(
                end.value(),
                chain,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "position %s\nchain %s\n".formatted(end, chain));
    }

    private static Text proof(Which which, Call call, Ground ground) {
        return new Text(new JournalProof(ground.journal(), key(ground))
                .of(new Position(which.position()), new Position(which.upTo().orElse(which.position())), call.now()));
    }

    private static HeadKey key(Ground ground) {
        return ground.once(HeadKey.class, () -> {
            try {
                Path directory = ground.service(Installation.class).data();
                Optional<Nodes> several = ground.find(Nodes.class).filter(Nodes::areSeveral);
                return several.isPresent()
                        ? HeadKey.shared(several.get().values(), directory)
                        : HeadKey.make(directory);
            } catch (IOException e) {
                throw new UncheckedIOException(
                        "the key that heads are signed with can neither be read nor made: " + e.getMessage(), e);
            }
        });
    }

    private static String verifier() {
        try (InputStream source =
                Objects.requireNonNull(HeadOperations.class.getResourceAsStream("/DaybookProof.java"))) {
            return new String(source.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the program cannot be read from the jar", e);
        }
    }

    private HeadOperations() {}
}

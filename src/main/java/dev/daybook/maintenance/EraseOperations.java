package dev.daybook.maintenance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Rejected;
import dev.daybook.domain.Texts;
import dev.daybook.journal.ChainStep;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Position;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.StreamId;
import dev.daybook.operation.Call;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Revision;
import dev.daybook.operation.Operations;
import dev.daybook.operation.Outcome;
import dev.daybook.operation.Part;
import dev.daybook.operation.Role;
import dev.daybook.shape.Says;
import dev.daybook.shape.TextForm;
import dev.daybook.slice.Ground;
import dev.daybook.text.ShellWord;
import dev.daybook.upkeep.Erasing;
import dev.daybook.upkeep.ErasurePlan;
import dev.daybook.upkeep.ErasurePlanner;
import dev.daybook.upkeep.PendingSearch;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Taking out for good what was told. */
final class EraseOperations {

    /** Numbers with commas between them, thousands of them: without a group that repeats, whose matcher calls itself. */
    static final String POSITIONS = "^(?![0-9,]*(?:[0-9]{17}|,,|,$))[0-9][0-9,]*$";

    private record Asked(
            @Says(value = "erase all that was ever told of one thing", form = TextForm.KIND_AND_ID)
            Optional<String> entity,

            @Says(
                    value = "erase what these facts tell, by their positions, separated by commas",
                    label = "N[,N]",
                    max = 100_000,
                    pattern = POSITIONS,
                    want = "positions, separated by commas")
            Optional<String> position,

            @Says(
                    value = "erase every fact that tells this text, whatever else it tells",
                    label = "TEXT",
                    min = 4,
                    max = 10_000,
                    like = "AKIA2E0A8F3B244C9986")
            Optional<String> match,

            @Says(
                    value = "why: it stays in the journal, so it must not repeat what is erased",
                    label = "TEXT",
                    max = 2_000,
                    like = "a key in a title")
            String reason,

            @Says(value = "show what would be erased, erase nothing", like = "true")
            boolean dryRun) {}

    /**
     * What is erased, as it is answered: the certificate of it.
     *
     * @param entries what stays of each
     */
    private record Certificate(
            boolean dryRun,

            @Says("the journal's last position before") long head,

            @Says("where the facts stand that say that these are erased")
            List<Long> positions,

            @Says("when it was erased, or would be") Instant at,
            String by,
            String reason,
            List<Item> entries,

            @Says("those of these facts that are told again without the text, as the journal cannot go without them")
            List<Long> retold,

            @Says("positions of what tells the text still: what says what the journal itself is, is never erased")
            List<Long> kept,

            @Says("the things that begin with one of these facts while later ones stay: they have to be begun anew")
            List<String> beginnings,

            @Says("the hashes of the large values that go with them")
            List<String> blobs,

            @Says("large values that stay, as other facts name them, too")
            List<String> blobsLeft,

            @Says("positions whose headers have the text: kind, id, actor and source stay")
            List<Long> headers,

            @Says("copies that have it, or may have it, still; each with the command that removes it")
            List<Copy> copies,

            @Says("what stays by design") String stays) {}

    private record Item(
            long position,
            @Says("kind/id") String entity,
            String type,
            String actor,
            String source,
            Instant recordedAt,
            int sizeBytes,
            @Says("SHA-256 of what it told") String payloadHash) {

        static Item of(ChainStep step) {
            Entry entry = step.entry();
            return new Item(
                    entry.position().value(),
                    entry.stream().toString(),
                    entry.type(),
                    entry.metadata().actor(),
                    entry.metadata().source().text(),
                    entry.recordedAt(),
                    entry.payload().sizeBytes(),
                    step.payloadHash().toString());
        }
    }

    private record Copy(String path, String command) {}

    private static final String STAYS =
            "of each fact its header stays: position, kind and id of the thing, type, times, actor, session, source with its"
                    + " path, and the SHA-256 of what it told; whoever guesses a short secret can confirm the guess by that"
                    + " hash, so change the secret, too";

    static final Operations<Ground> ALL = new Operations<>(
            "",
            "erasing",
            "Taking out for good.",
            List.of(Operation.<Asked, Ground>destroys("erase", "erase", "POST /erasures", Asked.class)
                    .says(
                            "Erases what facts tell: in the journal, in all that is made of it, and in later backups.",
                            "Nothing takes it back. The facts keep their places and the hashes of what they told, so that the"
                                    + " journal still proves itself; one more fact says who erased it, and why.",
                            "Backups that were made before have it still: they are named, with the command that removes them.")
                    .wants(Role.ADMIN)
                    .revision(Revision.NONE)
                    .also(404, 409)
                    .called(commandForm -> commandForm
                            .oneOf("entity", "position", "match")
                            .asks("dryRun", "Erase this for good? [y/N] ", "nothing was erased")
                            .shows(
                                    Part.line(EraseOperations::told),
                                    Part.rows(
                                            "/entries",
                                            "",
                                            "position",
                                            "entity",
                                            "type",
                                            "actor",
                                            "source",
                                            "sizeBytes"),
                                    Part.line(answer ->
                                            "stays: " + answer.path("stays").asText()),
                                    Part.rows("/copies", "", "path", "command")))
                    .answers("Erased", Certificate.class, EraseOperations::erase)));

    private static Outcome erase(Asked it, Call call, Ground ground) {
        Texts.reason("/reason", it.reason());
        if (Stream.of(it.entity(), it.position(), it.match())
                        .filter(Optional::isPresent)
                        .count()
                != 1) {
            throw Rejected.invalidAt("", "want exactly one of entity, position and match");
        }
        if (it.match().filter(it.reason()::contains).isPresent()) {
            throw Rejected.invalidAt("/reason", "repeats what is to be erased, and it stays in the journal");
        }
        var planner = ground.service(ErasurePlanner.class);
        var pending = ground.service(PendingSearch.class);
        return call.busily(it.dryRun() ? "erase-dry-run" : "erase", () -> {
            if (!pending(it, pending, planner).isEmpty()) {
                ground.rollouts().catchUp(); // then it is erased like all else
                refusePending(pending(it, pending, planner));
            }
            Erasing.Look look = gone -> plan(it, planner, gone);
            Erasing.Done done = it.dryRun()
                    ? new Erasing.Done(look.besides(Set.of()), List.of())
                    : ground.service(Erasing.class)
                            .run(look, Metadata.of(call.actor(), call.source()), it.reason(), call.now(), _ -> {});
            return Outcome.shown(certificate(it, call, done.plan(), done.said()));
        });
    }

    private static ErasurePlan plan(Asked it, ErasurePlanner planner, Set<Position> gone) {
        return it.entity()
                .map(thing -> planner.ofThing(StreamId.parse(thing)))
                .or(() -> it.position()
                        .map(numbers -> planner.of(Stream.of(numbers.split(",", -1))
                                .map(number -> new Position(Long.parseLong(number)))
                                .filter(position -> !gone.contains(position))
                                .toList())))
                .or(() -> it.match().map(text -> planner.telling(text, _ -> {})))
                .orElseThrow();
    }

    private static List<Path> pending(Asked it, PendingSearch pending, ErasurePlanner planner) {
        if (pending.files().isEmpty()) {
            return List.of();
        }
        return it.entity()
                .map(thing -> pending.ofThing(StreamId.parse(thing)))
                .or(() -> it.match().map(pending::telling))
                .orElseGet(() -> pending.of(plan(it, planner, Set.of()).entries()));
    }

    /** What is to be erased would come to the journal later. */
    private static void refusePending(List<Path> files) {
        if (!files.isEmpty()) {
            throw Rejected.conflict(
                    "%d request%s that the journal has not got yet %s it, so nothing is erased: try again once the journal has"
                            + " all that files have (daybook status says what it lacks), or stop the server and give up what"
                            + " they tell: rm -- %s",
                    files.size(),
                    files.size() == 1 ? "" : "s",
                    files.size() == 1 ? "has" : "have",
                    files.stream().map(Path::toString).map(ShellWord::of).collect(Collectors.joining(" ")));
        }
    }

    private static Certificate certificate(Asked it, Call call, ErasurePlan plan, List<Position> said) {
        return new Certificate(
                it.dryRun(),
                plan.lookedAt().value(),
                said.stream().map(Position::value).toList(),
                call.now(),
                call.actor(),
                it.reason(),
                plan.entries().stream().map(Item::of).toList(),
                plan.retold().stream().map(one -> one.position().value()).toList(),
                plan.kept().stream().map(Position::value).toList(),
                plan.beginnings().stream().map(StreamId::toString).toList(),
                plan.blobs().stream().map(Sha256::toString).toList(),
                plan.blobsLeft().stream().map(Sha256::toString).toList(),
                plan.headers().stream().map(Position::value).toList(),
                plan.copies().stream()
                        .map(path -> new Copy(path.toString(), "rm -r -- " + ShellWord.of(path.toString())))
                        .toList(),
                STAYS);
    }

    private static String told(JsonNode answer) {
        int facts = answer.path("entries").size();
        String what = "%d fact%s and %d large value%s"
                .formatted(
                        facts,
                        facts == 1 ? "" : "s",
                        answer.path("blobs").size(),
                        answer.path("blobs").size() == 1 ? "" : "s");
        String beside = (answer.path("headers").isEmpty()
                        ? ""
                        : "; the text stands in headers, too, which stay: positions " + joined(answer.path("headers")))
                + (answer.path("retold").isEmpty()
                        ? ""
                        : "; told again without it: positions " + joined(answer.path("retold")))
                + (answer.path("kept").isEmpty()
                        ? ""
                        : "; still told by what says what the journal itself is, which is never erased: positions "
                                + joined(answer.path("kept")))
                + (answer.path("beginnings").isEmpty()
                        ? ""
                        : "; %s begins with it: it has to be begun anew".formatted(joined(answer.path("beginnings"))))
                + (answer.path("blobsLeft").isEmpty()
                        ? ""
                        : "; %d large values stay, as other facts name them, too"
                                .formatted(answer.path("blobsLeft").size()));
        return answer.path("dryRun").asBoolean()
                ? "dry run, nothing is changed: would erase %s%s".formatted(what, beside)
                : "erased %s, as position %s says%s".formatted(what, joined(answer.path("positions")), beside);
    }

    private static String joined(JsonNode numbers) {
        return String.join(", ", numbers.valueStream().map(JsonNode::asText).toList());
    }

    private EraseOperations() {}
}

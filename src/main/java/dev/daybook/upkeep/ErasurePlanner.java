package dev.daybook.upkeep;

import dev.daybook.domain.Rejected;
import dev.daybook.domain.file.FileEvent;
import dev.daybook.event.Codec;
import dev.daybook.journal.ChainStep;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.StreamId;
import dev.daybook.upkeep.ErasurePlan.Retold;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Finds what would have to be erased: all that a thing told, single entries, or whatever has a text. Changes nothing. */
public final class ErasurePlanner {

    private final Journal journal;
    private final Codec codec;
    private final BackupPlan backups;
    private final Path backupFolder;

    /** @param backupFolder where backups lie that are not made by the plan, and other copies of the directory */
    public ErasurePlanner(Journal journal, Codec codec, BackupPlan backups, Path backupFolder) {
        this.journal = journal;
        this.codec = codec;
        this.backups = backups;
        this.backupFolder = backupFolder;
    }

    /**
     * Returns what would go with all that a thing ever told; of a file that is kept in pieces, all of them.
     *
     * @throws Rejected if nothing of it is left, or it says what the journal is
     */
    public ErasurePlan ofThing(StreamId stream) {
        List<StreamId> streams = Stream.concat(
                        Stream.of(stream), journal.streams(stream.category(), stream.key() + FileEvent.PIECE).stream())
                .filter(each -> journal.revision(each) >= 0)
                .toList();
        if (streams.isEmpty()) {
            throw Rejected.notFound("nothing ever happened to %s", stream);
        }
        return plan(
                streams.stream()
                        .flatMap(each -> steps(each).stream())
                        .filter(ErasurePlanner::isThere)
                        .toList(),
                Beside.NOTHING);
    }

    private List<ChainStep> steps(StreamId stream) {
        var steps = new ArrayList<ChainStep>();
        long revision = 0;
        List<Entry> page = journal.readStream(stream, revision, Journal.PAGE);
        while (!page.isEmpty()) {
            page.forEach(entry -> steps.add(step(entry.position())));
            revision += page.size();
            page = journal.readStream(stream, revision, Journal.PAGE);
        }
        return steps;
    }

    /** As {@link #ofThing}, of single entries. */
    public ErasurePlan of(List<Position> positions) {
        for (Position position : positions) {
            if (!position.isAfter(Position.START) || position.isAfter(journal.head())) {
                throw Rejected.notFound("there is no position %s: the journal ends at %s", position, journal.head());
            }
            journal.erasedBy(position).ifPresent(by -> {
                throw Rejected.conflict("what position %s told was erased at position %s", position, by);
            });
        }
        return plan(positions.stream().distinct().sorted().map(this::step).toList(), Beside.NOTHING);
    }

    /**
     * As {@link #ofThing}, of all entries that tell a text anywhere, also in a large value. What the journal cannot go without is
     * told again without the text, as far as it can be.
     */
    public ErasurePlan telling(String text, Consumer<Position> progress) {
        var search = new ErasureSearch(text);
        var retelling = new Retelling(text, codec);
        var split = new SplitText(text);
        var found = new ArrayList<ChainStep>();
        var beside = new Beside(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        Position at = Position.START;
        List<ChainStep> page = journal.chain(at, Journal.PAGE);
        while (!page.isEmpty()) {
            for (ChainStep step : page) {
                at = step.entry().position();
                if (isThere(step)) {
                    split.add(step, journal.blobs());
                }
                if (isThere(step) && search.isIn(step, journal.blobs())) {
                    Optional<Draft> again = isErasable(step.entry()) ? Optional.empty() : retelling.of(step);
                    if (isErasable(step.entry()) || again.isPresent()) {
                        found.add(step);
                    } else {
                        beside.kept.add(at);
                    }
                    Position position = at;
                    again.ifPresent(fact -> beside.retold.add(new Retold(position, fact)));
                }
                if (search.isInHeader(step)) {
                    beside.headers.add(at);
                }
            }
            progress.accept(at);
            page = journal.chain(at, Journal.PAGE);
        }
        split.found().stream().filter(step -> !found.contains(step)).forEach(found::add);
        found.sort(Comparator.comparing(step -> step.entry().position()));
        return plan(found, beside);
    }

    private ChainStep step(Position position) {
        return journal.chain(new Position(position.value() - 1), 1).getFirst();
    }

    private static boolean isThere(ChainStep step) {
        return !step.entry().payload().isErased();
    }

    /** What says what the journal is cannot go without it: what counts, which runs there were, who may what. */
    private static boolean isErasable(Entry entry) {
        return switch (entry.stream().category()) {
            case "journal", "rollout", "access", "secret" -> false;
            case "import" -> entry.type().equals("import.rejected");
            default -> true;
        };
    }

    /** What a plan says beside what goes. */
    private record Beside(List<Retold> retold, List<Position> kept, List<Position> headers) {
        static final Beside NOTHING = new Beside(List.of(), List.of(), List.of());

        boolean isRetold(Position position) {
            return retold.stream().anyMatch(one -> one.position().equals(position));
        }
    }

    private ErasurePlan plan(List<ChainStep> entries, Beside beside) {
        Position lookedAt = journal.head();
        var positions = new HashSet<Position>();
        var named = new LinkedHashSet<Sha256>();
        for (ChainStep step : entries) {
            if (!isErasable(step.entry()) && !beside.isRetold(step.entry().position())) {
                throw Rejected.conflict(
                        "position %s is %s of %s: what says what the journal itself is, is never erased%s",
                        step.entry().position(),
                        step.entry().type(),
                        step.entry().stream(),
                        Retelling.isOf(step.entry().type())
                                ? "; by the text (--match TEXT) it is told again without it"
                                : "");
            }
            positions.add(step.entry().position());
            named.addAll(step.blobs());
        }
        Set<Sha256> left = journal.named(named, positions);
        return new ErasurePlan(
                entries,
                beside.retold,
                beside.kept,
                entries.stream()
                        .map(ChainStep::entry)
                        .filter(entry -> entry.revision() == 0 && isLeft(entry.stream(), positions))
                        .map(Entry::stream)
                        .toList(),
                named.stream().filter(Predicate.not(left::contains)).toList(),
                named.stream().filter(left::contains).toList(),
                beside.headers,
                lookedAt,
                copies(entries));
    }

    /** Returns whether more is told of a thing than at these positions. */
    private boolean isLeft(StreamId stream, Set<Position> positions) {
        return steps(stream).stream()
                .anyMatch(step ->
                        isThere(step) && !positions.contains(step.entry().position()));
    }

    private List<Path> copies(List<ChainStep> entries) {
        var copies = new ArrayList<Path>();
        BackupRepository.existing(backups.folder())
                .ifPresent(repository -> repository.all().stream()
                        .flatMap(found -> found.manifest().stream())
                        .filter(manifest -> entries.stream()
                                .map(step -> step.entry().position())
                                .anyMatch(position ->
                                        position.isAfter(manifest.from()) && !position.isAfter(manifest.position())))
                        .forEach(manifest -> copies.add(repository.folder().resolve(manifest.id()))));
        if (Files.isDirectory(backupFolder)) {
            try (Stream<Path> files = Files.list(backupFolder)) {
                files.filter(file -> !file.equals(backups.folder()) && !file.startsWith(backups.folder()))
                        .sorted()
                        .forEach(copies::add);
            } catch (IOException e) {
                throw new UncheckedIOException("%s cannot be listed: %s".formatted(backupFolder, e.getMessage()), e);
            }
        }
        return copies;
    }
}

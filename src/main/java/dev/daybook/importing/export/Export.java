package dev.daybook.importing.export;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.domain.history.HistoryEvent.ExportFinished;
import dev.daybook.event.Codec;
import dev.daybook.event.JsonText;
import dev.daybook.event.Timelines;
import dev.daybook.importing.ExportTree;
import dev.daybook.importing.Finding;
import dev.daybook.importing.frame.LegacyWriter;
import dev.daybook.importing.frame.ProjectHistory;
import dev.daybook.importing.run.Projects;
import dev.daybook.importing.run.Report;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Position;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.Source;
import dev.daybook.journal.StreamId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/** Writes the files of legacy tools back, and puts on record what it has written where. Thread-safe. */
public final class Export {

    /** What the first project is called where several are written. */
    private static final String FIRST = "main";

    private final Journal journal;
    private final Codec codec;
    private final Timelines timelines;
    private final List<LegacyWriter> writers;
    private final InstantSource clock;
    private final Exports exports;

    public Export(Journal journal, Codec codec, Timelines timelines, List<LegacyWriter> writers, InstantSource clock) {
        this.journal = journal;
        this.codec = codec;
        this.timelines = timelines;
        this.writers = List.copyOf(writers);
        this.clock = clock;
        this.exports = new Exports(journal, codec);
    }

    /** Returns the tools whose files can be written. */
    public List<String> kinds() {
        return writers.stream().map(LegacyWriter::kind).toList();
    }

    /**
     * Returns the tool that is meant if none is named: the one whose files were taken over, the first one if none were.
     *
     * @throws Rejected if those of several were
     */
    public String meant() {
        SortedSet<String> known = new Projects(journal, codec).kinds();
        known.retainAll(kinds());
        if (known.size() > 1) {
            throw Rejected.invalidAt(
                    "/kind",
                    "is not given, and files of %s were taken over: want one of them",
                    String.join(", ", known));
        }
        return known.isEmpty() ? kinds().getFirst() : known.first();
    }

    /**
     * What to write where.
     *
     * @param era in which form; the writer's own choice if absent
     * @param project which one; absent is all, each in a folder of its own if there are several
     * @param at as of which position; absent is now
     * @param force whether files that are there may be overwritten
     */
    public record Options(
            String kind,
            Path out,
            Optional<String> era,
            Optional<String> project,
            Optional<Position> at,
            boolean force) {}

    /** What was written. */
    public record Report(
            String kind,
            String era,
            Optional<String> project,
            String out,
            long asOf,
            long files,
            long bytes,
            SortedMap<String, Long> entities,
            List<Finding> findings,
            long durationMs) {

        /** Returns it as documented for {@code daybook export --format json}. */
        public Json toJson() {
            ObjectNode report =
                    JsonNodeFactory.instance.objectNode().put("kind", kind).put("era", era);
            project.ifPresent(text -> report.put("project", text));
            report.put("out", out).put("asOf", asOf).put("files", files).put("bytes", bytes);
            ObjectNode counts = report.putObject("entities");
            entities.forEach(counts::put);
            var told = report.putArray("findings");
            for (Finding it : findings) {
                told.addObject()
                        .put("file", it.file())
                        .put("where", it.where())
                        .put("severity", it.severity().name())
                        .put("code", it.code())
                        .put("message", it.message());
            }
            return JsonText.of(report.put("durationMs", durationMs));
        }
    }

    /** Returns what stands in each folder that files were written into, the newest first. */
    public List<ExportFinished> onRecord() {
        return exports.latest();
    }

    /** Returns the paths of the files of an export, below its folder. */
    public static Set<String> files(ExportFinished it) {
        return Exports.hashes(it).keySet();
    }

    /** Returns whether things of a category stand in the files of a tool. */
    public boolean holds(String kind, StreamId thing) {
        return writers.stream()
                .anyMatch(writer ->
                        writer.kind().equals(kind) && writer.categories().contains(thing.category()));
    }

    /**
     * A file of a tool, as far as it tells of one thing.
     *
     * @param project of the tool; empty: the first one
     */
    @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
    public record ThingFile(String tool, String project, String file, byte[] bytes) {}

    /**
     * Returns the files that an export would write of a thing now: of those in which several stand, only what tells of it.
     * Nothing is put on record.
     *
     * @return none if no tool has files of such things, or nothing counts of it
     */
    public List<ThingFile> files(StreamId thing) {
        var files = new ArrayList<ThingFile>();
        for (LegacyWriter writer : writers) {
            if (!writer.categories().contains(thing.category())) {
                continue;
            }
            ProjectHistory all = ProjectHistory.open(journal, codec, timelines, journal.head(), writer);
            ProjectHistory.Account account = all.account(thing);
            Set<String> told = account.entries().stream()
                    .flatMap(recorded -> recorded.entry().metadata().file(writer.kind()).stream())
                    .map(Source.File::path)
                    .collect(Collectors.toSet());
            boolean foreign = account.entries().stream()
                            .anyMatch(recorded -> recorded.entry().metadata().source() instanceof Source.File)
                    && told.isEmpty();
            if (account.entries().isEmpty() || foreign) {
                continue;
            }
            String project = all.only(List.of(account), told).project();
            try {
                new InPlace(journal, codec, timelines, writer)
                        .alone(List.of(account), told)
                        .forEach((file, bytes) -> files.add(new ThingFile(writer.kind(), project, file, bytes)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return List.copyOf(files);
    }

    /**
     * Writes the tree. What an export of the same tool into that folder has written there before, and this one does
     * not, is removed if nobody has changed it since.
     *
     * @param by who asked for it, as it is put on record
     * @param written hears how many files are written; what it throws ends the export, and leaves those that are
     * @throws Rejected if there is no such tool, era, project or position, or the folder is not free
     */
    public Report run(Options options, Metadata by, LongConsumer written) {
        Instant startedAt = clock.instant();
        LegacyWriter writer = writers.stream()
                .filter(legacyWriter -> legacyWriter.kind().equals(options.kind()))
                .findFirst()
                .orElseThrow(() -> Rejected.invalidAt(
                        "/kind", "'%s' is no tool whose files are written: want one of %s", options.kind(), kinds()));
        String era = options.era().orElse(writer.eras().getFirst());
        if (!writer.eras().contains(era)) {
            throw Rejected.invalidAt("/era", "'%s' is no era of %s: want one of %s", era, writer.kind(), writer.eras());
        }
        Position head = journal.head();
        Position asOf = options.at().orElse(head);
        if (asOf.isAfter(head)) {
            throw Rejected.invalidAt("/at", "position %s is yet to come: the journal ends at %s", asOf, head);
        }
        ProjectHistory book = ProjectHistory.open(journal, codec, timelines, asOf, writer);
        List<String> projects = projects(book, options);
        var totals = new ExportTree.Totals(written);
        SortedMap<String, Sha256> hashes;
        Path out = options.out().toAbsolutePath().normalize();
        try (ExportTree tree = ExportTree.open(out, options.force(), totals)) {
            for (String it : projects) {
                ExportTree own = projects.size() == 1 ? tree : tree.below(it.isEmpty() ? FIRST : it);
                writer.write(book.of(it), era, own);
            }
            exports.last(out, writer.kind(), options.project())
                    .ifPresent(before -> tree.removeStale(Exports.hashes(before)));
            hashes = tree.hashes();
        }
        exports.record(
                new ExportFinished(
                        writer.kind(),
                        out.toString(),
                        era,
                        options.project(),
                        asOf.value(),
                        totals.files(),
                        totals.bytes(),
                        Exports.tree(hashes)),
                by,
                clock.instant());
        return new Report(
                writer.kind(),
                era,
                options.project(),
                options.out().toString(),
                asOf.value(),
                totals.files(),
                totals.bytes(),
                totals.entities(),
                totals.findings(),
                Duration.between(startedAt, clock.instant()).toMillis());
    }

    private static List<String> projects(ProjectHistory book, Options options) {
        List<String> all = book.projects();
        if (options.project().isEmpty()) {
            return all;
        }
        String wanted = options.project().get().equals(FIRST) && !all.contains(FIRST)
                ? ""
                : options.project().get();
        if (!all.contains(wanted)) {
            throw Rejected.notFound(
                    "there is no project '%s': want one of %s",
                    wanted,
                    all.stream().map(text -> text.isEmpty() ? FIRST : text).toList());
        }
        return List.of(wanted);
    }
}

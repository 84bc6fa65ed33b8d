package dev.daybook.sbi.deespec;

import dev.daybook.event.JsonText;
import dev.daybook.importing.Results;
import dev.daybook.importing.SideFile;
import dev.daybook.importing.SourceTree.Node;
import dev.daybook.importing.container.TextFile;
import dev.daybook.importing.container.Timestamps;
import dev.daybook.importing.container.YamlFile;
import dev.daybook.importing.frame.KeptFiles;
import dev.daybook.importing.frame.KeptFiles.Why;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/** Reads the folder of one PBI. For one use. */
final class PbiFolder {

    /** Deeper folders are not of the tool. */
    private static final int DEPTH_MAX = 8;

    private final KeptFiles kept;
    private final Timestamps times;
    private final Results results;
    private final SbiContents contents;
    private final List<SbiFiles.Attachment> attachments = new ArrayList<>();
    private final List<SbiFiles.Claim> claims = new ArrayList<>();
    private final Set<String> names = new TreeSet<>();
    private Optional<Node> approval = Optional.empty();
    private Optional<byte[]> approvalBytes = Optional.empty();
    private Optional<String> body = Optional.empty();
    private boolean described;

    PbiFolder(KeptFiles kept, Timestamps times, Results results) {
        this.kept = kept;
        this.times = times;
        this.results = results;
        this.contents = new SbiContents(kept, Map.of(), results);
    }

    /**
     * Reads all of it; nothing if there is nothing to import.
     *
     * @param found what the database says of the same plan: what a file says as well counts from the file
     */
    Optional<PlanFiles> read(Node folder, String id, Optional<PlanFiles> found) {
        list(folder, "", 0);
        if (!described && attachments.isEmpty() && approval.isEmpty()) {
            results.info(folder.file(), "", "EMPTY_FILE", "holds nothing to import");
            return found;
        }
        String bodyFile = folder.file() + "/pbi.md";
        Instant madeAt = SbiName.of(id).flatMap(SbiName::madeAt).orElse(contents.modifiedAt());
        PlanFiles row = found.orElseGet(() -> PlanFiles.nothing(id, folder.file(), bodyFile, madeAt));
        if (!described) {
            results.warn(bodyFile, "", "MISSING_FILE", "the PBI has no description");
        } else if (body.filter(String::isEmpty).isPresent() && row.title().isEmpty()) {
            // the tool itself empties the file of a plan that its database describes
            results.warn(bodyFile, "", "EMPTY_FILE", "is empty: PBI with empty description");
        }
        Optional<Approvals> approvals = approvals(id, madeAt);
        Optional<String> title = body.flatMap(Heading.OF_PLAN::of).map(Heading::title);
        if (title.isPresent()
                && row.title().filter(text -> !title.get().equals(text)).isPresent()) {
            results.warn(bodyFile, "", "CONFLICT", "is titled otherwise in the database: the file counts");
        }
        claims.addAll(0, row.claims());
        Instant updatedAt = Stream.<Function<Approvals, Optional<Instant>>>of(
                        Approvals::generatedAt, Approvals::registeredAt)
                .map(function -> approvals.flatMap(function).orElse(row.createdAt()))
                .reduce(row.updatedAt(), (one, other) -> one.isAfter(other) ? one : other);
        return Optional.of(new PlanFiles(
                id,
                row.kind(),
                described ? bodyFile : row.source(),
                title.or(row::title),
                body.or(row::body),
                body.isPresent() ? bodyFile : row.bodyFile(),
                row.standing(),
                row.points(),
                row.priority(),
                row.parent(),
                List.copyOf(attachments),
                approvals.map(Approvals::each).orElse(List.of()),
                List.copyOf(claims),
                row.dated(),
                row.createdAt(),
                updatedAt));
    }

    private void list(Node folder, String below, int depth) {
        for (Node node : kept.list(folder, results)) {
            String name = below + node.name();
            boolean deeper =
                    node.isDirectory() && depth < DEPTH_MAX && !node.name().startsWith(".");
            if (deeper) {
                list(node, name + "/", depth + 1);
            } else if (node.isFile() && SideFile.of(node.name()) == SideFile.KEPT) {
                names.add(name);
                file(node, name);
            } else {
                kept.keep(node, Why.FOREIGN, results);
            }
        }
    }

    private void file(Node node, String name) {
        switch (name) {
            case "pbi.md" -> {
                described = true;
                body = contents.text(node);
            }
            case "approval.yaml" -> {
                approval = Optional.of(node);
                approvalBytes = contents.bytes(node);
                approvalBytes.ifPresent(bytes -> {
                    if (TextFile.of(node.file(), bytes, kept.tree().limits()).faithful()) {
                        kept.plain(node, results);
                    } else {
                        kept.raw(node, bytes, results);
                    }
                });
            }
            default -> contents.bytes(node).ifPresent(bytes -> attach(node, name, bytes));
        }
    }

    private void attach(Node node, String name, byte[] bytes) {
        attachments.add(contents.attachment(node, bytes, name, Optional.empty(), name.endsWith(".md")));
    }

    /** What no YAML parser reads is kept as any other file of the folder. */
    private Optional<Approvals> approvals(String id, Instant otherwiseAt) {
        return approval.flatMap(node -> approvalBytes.flatMap(bytes -> {
            Optional<YamlFile> read =
                    YamlFile.read(node.file(), bytes, kept.tree().limits(), results);
            if (read.isEmpty()) {
                attach(node, "approval.yaml", bytes);
            }
            return read.map(yamlFile -> {
                claims.add(new SbiFiles.Claim(node.file(), JsonText.of(yamlFile.object()), yamlFile.spelling()));
                return new Approvals.Reader(node.file(), id, names, times, results)
                        .read(yamlFile.object(), otherwiseAt);
            });
        }));
    }
}

package dev.daybook.sbi.deespec;

import dev.daybook.event.JsonText;
import dev.daybook.importing.Results;
import dev.daybook.importing.SourceTree;
import dev.daybook.importing.SourceTree.Node;
import dev.daybook.importing.TextFile;
import dev.daybook.importing.Timestamps;
import dev.daybook.importing.YamlFile;
import dev.daybook.sbi.PlanEvent.Kind;
import dev.daybook.sbi.deespec.KeptFiles.Why;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads the folder of one PBI. For one use. */
final class PbiFolder {

    /** Deeper folders are not of the tool. */
    private static final int DEPTH_MAX = 8;

    private final SourceTree tree;
    private final Timestamps times;
    private final KeptFiles kept;
    private final Results results;
    private final SbiContents contents;
    private final List<SbiFiles.Attachment> attachments = new ArrayList<>();
    private final List<SbiFiles.Claim> claims = new ArrayList<>();
    private final Set<String> names = new TreeSet<>();
    private Optional<Node> approval = Optional.empty();
    private Optional<byte[]> approvalBytes = Optional.empty();
    private Optional<String> body = Optional.empty();
    private boolean described;

    PbiFolder(SourceTree tree, Timestamps times, KeptFiles kept, Results results) {
        this.tree = tree;
        this.times = times;
        this.kept = kept;
        this.results = results;
        this.contents = new SbiContents(tree, kept, Map.of(), results);
    }

    /**
     * Reads all of it; nothing if there is nothing to import.
     *
     * @param row what the database says of the same plan: what a file says as well counts from the file
     */
    Optional<PlanFiles> read(Node folder, String id, Optional<PlanFiles> row) {
        list(folder, "", 0);
        if (!described && attachments.isEmpty() && approval.isEmpty()) {
            results.info(folder.file(), "", "EMPTY_FILE", "holds nothing to import");
            return row;
        }
        String bodyFile = folder.file() + "/pbi.md";
        if (!described) {
            results.warn(bodyFile, "", "MISSING_FILE", "the PBI has no description");
        } else if (body.filter(String::isEmpty).isPresent()
                && row.flatMap(PlanFiles::title).isEmpty()) {
            // the tool itself empties the file of a plan that its database describes
            results.warn(bodyFile, "", "EMPTY_FILE", "is empty: PBI with empty description");
        }
        Instant madeAt = SbiName.of(id).flatMap(SbiName::madeAt).orElse(contents.modifiedAt());
        Optional<Approvals> approvals = approvals(id, madeAt);
        Optional<String> title = title();
        row.flatMap(PlanFiles::title)
                .filter(it -> title.filter(heading -> !heading.equals(it)).isPresent())
                .ifPresent(it ->
                        results.warn(bodyFile, "", "CONFLICT", "is titled otherwise in the database: the file counts"));
        row.ifPresent(it -> claims.addAll(0, it.claims()));
        Instant createdAt = row.map(PlanFiles::createdAt).orElse(madeAt);
        Instant updatedAt = latest(
                row.map(PlanFiles::updatedAt).orElse(createdAt),
                approvals.flatMap(Approvals::generatedAt).orElse(createdAt),
                approvals.flatMap(Approvals::registeredAt).orElse(createdAt));
        return Optional.of(new PlanFiles(
                id,
                row.map(PlanFiles::kind).orElse(Kind.PBI),
                described ? bodyFile : row.map(PlanFiles::source).orElse(folder.file()),
                title.or(() -> row.flatMap(PlanFiles::title)),
                body.or(() -> row.flatMap(PlanFiles::body)),
                body.isPresent() ? bodyFile : row.map(PlanFiles::bodyFile).orElse(bodyFile),
                row.flatMap(PlanFiles::standing),
                row.flatMap(PlanFiles::points),
                row.flatMap(PlanFiles::priority),
                row.flatMap(PlanFiles::parent),
                List.copyOf(attachments),
                approvals.map(Approvals::each).orElse(List.of()),
                List.copyOf(claims),
                createdAt,
                updatedAt));
    }

    private static Instant latest(Instant... instants) {
        return List.of(instants).stream().max(Instant::compareTo).orElseThrow();
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
                approvalBytes
                        .filter(it ->
                                !TextFile.of(node.file(), it, tree.limits()).faithful())
                        .ifPresent(it -> contents.raw(node, it));
            }
            default -> contents.bytes(node).ifPresent(it -> attach(node, name, it));
        }
    }

    private void attach(Node node, String name, byte[] bytes) {
        attachments.add(contents.attachment(node, bytes, name, Optional.empty(), name.endsWith(".md")));
    }

    /** What no YAML parser reads is kept as any other file of the folder. */
    private Optional<Approvals> approvals(String id, Instant otherwiseAt) {
        return approval.flatMap(node -> approvalBytes.flatMap(bytes -> {
            Optional<YamlFile> read = YamlFile.read(node.file(), bytes, tree.limits(), results);
            if (read.isEmpty()) {
                attach(node, "approval.yaml", bytes);
            }
            return read.map(it -> {
                claims.add(new SbiFiles.Claim(node.file(), JsonText.of(it.object()), it.spelling()));
                return Approvals.of(node.file(), it.object(), id, names, otherwiseAt, times, results);
            });
        }));
    }

    private Optional<String> title() {
        return body.flatMap(Heading.OF_PLAN::of).map(Fields::title);
    }
}

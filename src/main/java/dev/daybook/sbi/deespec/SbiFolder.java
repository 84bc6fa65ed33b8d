package dev.daybook.sbi.deespec;

import dev.daybook.event.JsonText;
import dev.daybook.importing.Finding;
import dev.daybook.importing.Results;
import dev.daybook.importing.SideFile;
import dev.daybook.importing.SourceTree;
import dev.daybook.importing.SourceTree.Node;
import dev.daybook.importing.container.JsonFile;
import dev.daybook.importing.container.Timestamps;
import dev.daybook.importing.frame.KeptFiles;
import dev.daybook.sbi.SbiId;
import dev.daybook.sbi.Step;
import dev.daybook.text.Utf8;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads the folders of one SBI: usually one, two where the tool put specification and turns apart. For one use. */
final class SbiFolder {

    /** Folders of the tool inside an SBI folder, whose files are kept as attachments. */
    private static final List<String> SIDE_FOLDERS = List.of("results", "histories");

    private static final Set<String> DESCRIBING = Set.of("spec.md", "meta.yaml", "meta.yml");

    /** What reports are called by: a run and its agent write files of one name, in any order. */
    static final String REPORTS = "reports/";

    private static final Set<String> NOTES = Set.of("impl_notes.md", "review_notes.md", "done.md");
    private static final Optional<String> AS_NOTES = Optional.of("notes");
    private static final Optional<String> AS_ATTACHMENT = Optional.of("attachments");

    private final SourceTree tree;
    private final Timestamps times;
    private final SbiId sbi;
    private final SbiContents contents;
    private final KeptFiles kept;
    private final Results results;

    private final Set<String> names = new HashSet<>();
    private final List<Meta> metas = new ArrayList<>();
    private final List<SbiFiles.TurnText> turns = new ArrayList<>();
    private final List<SbiFiles.Attachment> attachments = new ArrayList<>();
    private final List<SbiFiles.Claim> claims = new ArrayList<>();
    private Optional<State> state = Optional.empty();
    private String stateFile = "";
    private boolean stateUnreadable;
    private Optional<SbiFiles.Text> spec = Optional.empty();
    private boolean unreadableSpec;
    private boolean described;
    private final List<Node> others = new ArrayList<>();

    SbiFolder(KeptFiles kept, Timestamps times, SbiId sbi, Map<String, Optional<Node>> replaced, Results results) {
        this.tree = kept.tree();
        this.times = times;
        this.sbi = sbi;
        this.results = results;
        this.kept = kept;
        this.contents = new SbiContents(kept, replaced, results);
    }

    /** What a folder holds of an SBI. */
    enum Holds {
        /** Its specification, and in most eras its turns. */
        SBI,
        /** Its turns only. */
        REPORTS,
        /** One turn, in files named after the step. */
        TURN,
        /** It is a file of notes. */
        NOTES,
        /** It is a file of notes that is counted elsewhere. */
        SHARED_NOTES
    }

    /** What is in a folder, listed beforehand. */
    record Listed(Node folder, List<Node> nodes, Holds holds) {

        long sizeBytes() {
            return nodes.stream().mapToLong(Node::sizeBytes).sum();
        }
    }

    /**
     * Reads all of it; nothing if there is nothing to import.
     *
     * @param stateExpected whether this is the layout in which a missing state file is a flaw
     * @param tool what the tool's own state says, of whatever task
     */
    Optional<SbiFiles> read(
            List<Listed> folders,
            JournalFolders.JournalOfTask told,
            Optional<DatabaseRows.Task> rows,
            boolean stateExpected,
            Optional<VarState> tool) {
        for (Listed listed : folders) {
            for (Node node : contents.nodes(listed)) {
                switch (listed.holds()) {
                    case TURN -> ofTurn(listed.folder(), node);
                    case NOTES -> attach(node, "artifacts/" + node.name(), AS_NOTES, false);
                    case SHARED_NOTES -> attach(node, "artifacts/" + node.name(), Optional.empty(), false);
                    case SBI, REPORTS -> read(listed, node);
                }
            }
        }
        duplicates(folders);
        rows.ifPresent(task -> merge(task, !folders.isEmpty()));
        boolean anonymous = FirstEras.isAnonymous(sbi);
        String folder = Stream.of(
                        folders.stream().map(oneListed -> oneListed.folder().file()),
                        told.entries().stream().map(JournalEntry::file),
                        told.transactions().stream().map(Transaction::folder),
                        rows.stream().map(DatabaseRows.Task::stateFile),
                        tool.stream().map(VarState::file))
                .flatMap(texts -> texts)
                .findFirst()
                .orElse("");
        boolean nothing = !described && turns.isEmpty() && attachments.isEmpty();
        if (nothing && !folders.isEmpty()) {
            results.info(folder, "", "EMPTY_FILE", "holds nothing to import");
        }
        if (nothing && told.entries().isEmpty() && !anonymous) {
            return Optional.empty();
        }
        var checks = new SbiChecks(sbi, results);
        boolean fromDatabase = rows.isPresent() && folders.isEmpty();
        if (!anonymous && !fromDatabase) {
            if (rows.isEmpty() && folders.stream().allMatch(oneListed -> oneListed.holds() != Holds.SBI)) {
                checks.placeholder(folder);
            } else if (!described) {
                checks.undescribed(folder);
            } else {
                checks.missing(
                        folder,
                        spec.isPresent() || unreadableSpec,
                        !stateExpected || rows.isPresent() || !stateFile.isEmpty());
            }
        }
        turns.sort(Comparator.comparingInt(
                        (SbiFiles.TurnText turnText) -> turnText.what().turn())
                .thenComparing(turnText -> turnText.what().step())
                .thenComparing(SbiFiles.TurnText::name));
        checks.turns(folder, turns, stateFile, state.flatMap(State::turn));
        checks.conflicts(metas);
        rows.flatMap(DatabaseRows.Task::state)
                .ifPresent(row -> state =
                        state.map(own -> own.or(row)).or(() -> Optional.of(row).filter(_ -> stateFile.isEmpty())));
        stateFile = stateFile.isEmpty() ? rows.map(DatabaseRows.Task::stateFile).orElse("") : stateFile;
        return Optional.of(new SbiFiles(
                sbi,
                folder,
                !described,
                described || anonymous,
                state,
                stateFile,
                stateUnreadable,
                tool,
                List.copyOf(metas),
                spec,
                List.copyOf(turns),
                List.copyOf(attachments),
                List.copyOf(claims),
                told.entries(),
                told.transactions(),
                contents.modifiedAt()));
    }

    /** Returns what stands in the folders and is not of the SBI: to be kept by whoever holds no more than one of them. */
    List<Node> others() {
        return List.copyOf(others);
    }

    /** Specification and turns apart is how the tool does it; two that describe the same task is something else. */
    private void duplicates(List<Listed> folders) {
        folders.stream()
                .filter(listed -> listed.holds() == Holds.SBI
                        && listed.nodes().stream().anyMatch(node -> DESCRIBING.contains(node.name())))
                .map(listed -> listed.folder().file())
                .sorted()
                .skip(1)
                .forEach(text -> results.warn(
                        text, "", "DUPLICATE_ID", "is a second folder of %s: one task, both are kept", sbi));
    }

    /** Adds what the database says: what a file says as well counts from the file. */
    private void merge(DatabaseRows.Task rows, boolean hasFolder) {
        described |= rows.state().isPresent();
        claims.addAll(rows.claims());
        var merge = new DatabaseMerge(sbi, tree.top().file() + "/" + TaskDatabase.NAME, results);
        merge.contradictions(rows, state);
        if (spec.isEmpty() && !unreadableSpec) {
            spec = merge.spec(rows, hasFolder);
        }
        merge.turns(rows, turns);
    }

    private void read(Listed in, Node node) {
        if (node.isDirectory() && SIDE_FOLDERS.contains(node.name())) {
            side(in, node);
            return;
        }
        if (!node.isFile()) {
            others.add(node);
            return;
        }
        switch (StepFile.of(node.name(), node.file())) {
            case StepFile.Known _ -> known(in, node);
            case StepFile.Turn turn -> turn(node, name(in, node.name()), turn);
            case StepFile.Attachment it -> {
                it.odd().ifPresent(results::finding);
                attach(node, name(in, node.name()), AS_ATTACHMENT, true);
            }
            case StepFile.Foreign _ -> others.add(node);
        }
    }

    /** Returns the name of a file; with its folder, if a file of another folder is or may be called so too. */
    private String name(Listed in, String name) {
        return in.holds() == Holds.REPORTS
                ? REPORTS + name
                : names.add(name) ? name : in.folder().name() + "/" + name;
    }

    private void side(Listed in, Node folder) {
        for (Node node : kept.list(folder, results)) {
            if (node.isFile() && SideFile.of(node.name()) == SideFile.KEPT) {
                attach(node, name(in, folder.name() + "/" + node.name()), AS_ATTACHMENT, false);
            } else {
                others.add(node);
            }
        }
    }

    /** A file of the eras that had one folder per turn. */
    private void ofTurn(Node folder, Node node) {
        String name = folder.name() + "/" + node.name();
        Optional<Step> step = node.name().endsWith(".md")
                ? Step.of(node.name().substring(0, node.name().length() - ".md".length()))
                : Optional.empty();
        if (!node.isFile()) {
            others.add(node);
        } else if (step.isPresent()) {
            turn(node, name, new StepFile.Turn(step.get(), FirstEras.turn(folder.name()), Optional.empty(), false));
        } else if (StepFile.of(node.name(), node.file()) instanceof StepFile.Foreign) {
            others.add(node);
        } else {
            boolean notes = FirstEras.NOTES.contains(node.name());
            attach(node, name, notes ? AS_NOTES : AS_ATTACHMENT, !notes);
        }
    }

    private void known(Listed in, Node node) {
        boolean here = in.holds() == Holds.SBI;
        switch (node.name()) {
            case "spec.md" -> {
                if (!here || spec.isPresent()) {
                    attach(node, name(in, node.name()), AS_ATTACHMENT, false);
                    return;
                }
                names.add(node.name());
                described = true;
                spec = contents.text(node, "SBI with empty content").map(text -> new SbiFiles.Text(node.file(), text));
                unreadableSpec = spec.isEmpty();
            }
            case "state.json" -> state(node);
            case "meta.yaml", "meta.yml" -> meta(node);
            default ->
                attach(node, name(in, node.name()), NOTES.contains(node.name()) ? AS_NOTES : AS_ATTACHMENT, false);
        }
    }

    private void turn(Node node, String name, StepFile.Turn turn) {
        if (turn.spelledOddly()) {
            results.warn(
                    node.file(),
                    "",
                    "FOREIGN_NAME",
                    "is spelled unlike <step>_<turn>.md: read as turn %d",
                    turn.turn());
        }
        contents.text(node, "execution with empty content")
                .ifPresent(text -> turns.add(new SbiFiles.TurnText(node.file(), name, turn, text)));
    }

    /** @param asText whether what is odd about its text is told */
    private void attach(Node node, String name, Optional<String> counted, boolean asText) {
        contents.bytes(node)
                .map(bytes -> contents.attachment(node, bytes, name, counted, asText))
                .ifPresent(attachments::add);
    }

    private void state(Node node) {
        described = true;
        stateFile = node.file();
        Optional<byte[]> bytes = contents.bytes(node);
        if (bytes.isEmpty()) {
            stateUnreadable = true;
            return;
        }
        JsonFile read = JsonFile.told(node.file(), bytes.get(), tree.limits(), JsonFile.Role.PIECE, results);
        if (read.altered() || read.object().isEmpty()) {
            kept.raw(node, bytes.get(), results);
        } else {
            kept.plain(node, results);
        }
        if (read.object().isPresent()) {
            state = Optional.of(State.of(node.file(), sbi, read.object().get(), times, results));
            claims.add(new SbiFiles.Claim(node.file(), read.json().orElseThrow(), read.style()));
        } else if (read.tree().isPresent()) {
            stateUnreadable = true;
            results.rejected(
                    Finding.error(
                            node.file(),
                            "",
                            "WRONG_TYPE",
                            "is %s, not an object: kept raw",
                            JsonFile.kind(read.tree().get())),
                    bytes.get());
        } else {
            stateUnreadable =
                    read.findings().stream().noneMatch(finding -> finding.code().equals("EMPTY_FILE"));
        }
    }

    private void meta(Node node) {
        described = true;
        Optional<byte[]> bytes = contents.bytes(node);
        if (bytes.isEmpty()) {
            return;
        }
        Optional<Meta> meta = Meta.of(node.file(), bytes.get(), sbi, tree.limits(), times, results);
        meta.ifPresent(oneMeta -> {
            metas.add(oneMeta);
            claims.add(new SbiFiles.Claim(node.file(), JsonText.of(oneMeta.object()), oneMeta.style()));
        });
        if (meta.isEmpty() || Utf8.decode(bytes.get()).isEmpty()) {
            kept.raw(node, bytes.get(), results);
        } else {
            kept.plain(node, results);
        }
    }
}

package dev.daybook.sbi.deespec;

import dev.daybook.domain.Json;
import dev.daybook.sbi.SbiId;
import dev.daybook.sbi.Status;
import dev.daybook.sbi.deespec.SbiFields.Labels;
import dev.daybook.sbi.deespec.SbiFields.Standing;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What the files of one SBI say together: which of them counts where several speak, and what is left open where none
 * does. An open field changes nothing in what is known already.
 */
final class TaskFields {

    /** A lease lasts minutes: one that ends later than this from now is a mistake. */
    private static final Duration LEASE_MAX = Duration.ofDays(1);

    private final SbiFiles files;
    private final Optional<State> state;
    private final Optional<Meta> meta;
    private final Instant now;
    private final Optional<JournalEntry> lastEntry;
    private final SpecTail tail;
    private final boolean stateDeleted;
    private final Predicate<JournalEntry> isNew;
    private final Optional<LastStanding> said;

    /** What files say of which none that said more was deleted. */
    TaskFields(SbiFiles files, Instant now) {
        this(files, now, false, _ -> true);
    }

    /**
     * @param stateDeleted whether a state was there that said more: it stays, whatever others had said before
     * @param isNew whether an entry of the journal says something new
     */
    TaskFields(SbiFiles files, Instant now, boolean stateDeleted, Predicate<JournalEntry> isNew) {
        this.stateDeleted = stateDeleted;
        this.isNew = isNew;
        this.files = files;
        this.state = files.state();
        this.meta = files.metas().stream().findFirst();
        this.now = now;
        this.tail = files.spec()
                .filter(_ -> !stateDeleted)
                .map(text -> SpecTail.of(text.text()))
                .orElse(SpecTail.NOTHING);
        this.lastEntry = files.entries().stream().reduce((one, other) -> isOlder(other, one) ? one : other);
        this.said = said();
    }

    /** The lines of a file are in their order, whatever their times say; folders are not. */
    private static boolean isOlder(JournalEntry it, JournalEntry other) {
        boolean lines = it.line().isPresent() && it.file().equals(other.file());
        return !lines && it.at().orElse(Instant.MIN).isBefore(other.at().orElse(Instant.MIN));
    }

    /** The file that facts about the SBI as a whole come from. */
    String mainFile() {
        if (state.isPresent()) {
            boolean row = files.stateFile().indexOf('#') >= 0; // a file that says more than the row comes first
            return files.spec()
                    .map(SbiFiles.Text::file)
                    .filter(text -> row && text.indexOf('#') < 0)
                    .orElse(files.stateFile());
        }
        return meta.map(Meta::file)
                .or(() -> tool().filter(_ -> FirstEras.isAnonymous(files.sbi())).map(VarState::file))
                .or(() -> files.spec().map(SbiFiles.Text::file))
                .orElse(files.folder());
    }

    String title() {
        return titleTold().or(this::heading).orElse(files.sbi().value());
    }

    /** Returns the title, unless only the heading says one while the state cannot be read. */
    Optional<String> titleTold() {
        return first(State::title, Meta::title)
                .or(() -> tool().filter(_ -> FirstEras.isAnonymous(files.sbi())).flatMap(VarState::todo))
                .filter(text -> !text.isBlank())
                .or(() -> files.stateUnreadable() || stateDeleted ? Optional.empty() : heading());
    }

    private Optional<String> heading() {
        return files.spec().map(SbiFiles.Text::text).flatMap(Heading.OF_SPEC::of);
    }

    Optional<Labels> labels() {
        Optional<List<String>> labels = state.flatMap(State::labels)
                .filter(texts -> !texts.isEmpty())
                .or(() -> meta.flatMap(Meta::labels))
                .or(() -> state.flatMap(State::labels))
                .or(tail::labels);
        Optional<String> label = state.flatMap(State::label);
        return labels.isEmpty() && label.isEmpty()
                ? Optional.empty()
                : Optional.of(new Labels(label.orElse(""), labels.orElse(List.of())));
    }

    /** Returns what the state says of a field, else what the meta file says. */
    private <T> Optional<T> first(Function<State, Optional<T>> ofState, Function<Meta, Optional<T>> ofMeta) {
        return state.flatMap(ofState).or(() -> meta.flatMap(ofMeta));
    }

    Optional<Integer> priority() {
        return first(State::priority, Meta::priority);
    }

    Optional<String> parent() {
        return first(State::parent, Meta::parent)
                .filter(text -> !text.isBlank())
                .or(tail::parent);
    }

    /** Returns all that any file says it depends on: an edge is a fact, whoever tells it. */
    Optional<List<SbiId>> dependsOn() {
        boolean told = state.flatMap(State::dependsOn).isPresent()
                || files.metas().stream().anyMatch(meta -> meta.dependsOn().isPresent());
        return told
                ? Optional.of(edges().stream()
                        .map(Dependencies.Edge::to)
                        .distinct()
                        .map(SbiId::new)
                        .toList())
                : Optional.empty();
    }

    /** Returns each dependency with the place that says it. */
    List<Dependencies.Edge> edges() {
        var edges = new ArrayList<Dependencies.Edge>();
        state.flatMap(State::dependsOn).ifPresent(texts -> edges(files.stateFile(), texts, edges));
        files.metas().forEach(meta -> meta.dependsOn().ifPresent(texts -> edges(meta.file(), texts, edges)));
        return edges;
    }

    private void edges(String file, List<String> ids, List<Dependencies.Edge> edges) {
        for (int i = 0; i < ids.size(); i++) {
            edges.add(new Dependencies.Edge(files.sbi().value(), ids.get(i), file, "depends_on[%d]".formatted(i)));
        }
    }

    Optional<Json> metadata() {
        return state.flatMap(State::metadata)
                .or(() -> state.isPresent() ? Optional.empty() : meta.flatMap(Meta::ranks));
    }

    /** Returns when it was made, if a file says so. */
    Optional<Instant> createdTold() {
        return first(State::createdAt, Meta::createdAt).map(ShownFields::stored);
    }

    Instant createdAt() {
        return first(State::createdAt, Meta::createdAt)
                .or(() -> SbiName.of(files.sbi().value()).flatMap(SbiName::madeAt))
                .or(() -> state.flatMap(State::updatedAt))
                .or(this::firstEntryAt)
                .orElse(files.modifiedAt());
    }

    Instant updatedAt() {
        return state.flatMap(State::updatedAt)
                .or(() -> Stream.of(
                                meta.flatMap(Meta::updatedAt),
                                lastEntry.flatMap(JournalEntry::at),
                                tool().flatMap(VarState::updatedAt))
                        .flatMap(Optional::stream)
                        .max(Comparator.naturalOrder()))
                .orElseGet(this::createdAt);
    }

    /** Returns when it was read. */
    Instant now() {
        return now;
    }

    /** Returns when it was completed, if it is and its state says so. */
    Optional<Instant> completedTold() {
        return standing()
                .filter(standing -> standing.status() == Status.DONE)
                .flatMap(_ -> state.flatMap(State::completedAt))
                .map(ShownFields::stored);
    }

    /** What the tool's own state says of this SBI. */
    private Optional<VarState> tool() {
        return files.current();
    }

    private Optional<Instant> firstEntryAt() {
        return files.entries().stream()
                .flatMap(journalEntry -> journalEntry.at().stream())
                .min(Instant::compareTo);
    }

    /** Returns the newest entry; of several at the same time the last in file order. */
    Optional<JournalEntry> lastEntry() {
        return lastEntry;
    }

    /** Where it stands, and who says so since when. */
    private record LastStanding(Standing standing, String file, Instant at) {}

    /** Returns where it stands; unknown if there is a state that cannot be read and nothing else tells. */
    Optional<Standing> standing() {
        return said.map(LastStanding::standing)
                .or(() -> files.stateUnreadable()
                        ? Optional.of(new Standing(Status.UNKNOWN, Optional.empty()))
                        : Optional.empty());
    }

    Instant standingAt() {
        return said.map(LastStanding::at).orElseGet(this::updatedAt);
    }

    String standingFile() {
        return said.map(LastStanding::file).orElseGet(this::mainFile);
    }

    /** By its own state, else by the newer of the tool's state and the journal, else by what a hand wrote. */
    private Optional<LastStanding> said() {
        Optional<LastStanding> byEntry = lastEntry
                .filter(entry -> !stateDeleted || isNew.test(entry))
                .flatMap(entry -> entry.statusWord().map(word -> said(word, entry.file(), entry.at())));
        Optional<LastStanding> own = state.flatMap(State::status)
                .map(text -> said(text, files.stateFile(), Optional.empty()))
                .map(said -> same(byEntry, said)
                        ? new LastStanding(
                                said.standing(), said.file(), byEntry.get().at())
                        : said);
        Optional<LastStanding> byTool = tool().flatMap(this::byTool)
                .filter(said -> byEntry.isEmpty()
                        || !said.at()
                                .isBefore(byEntry.get().at().truncatedTo(ChronoUnit.SECONDS))) // as the tool writes
                .map(said -> same(byEntry, said) ? byEntry.get() : said);
        return own.or(() -> byTool).or(() -> byEntry).or(this::byHand);
    }

    private LastStanding said(String word, String file, Optional<Instant> at) {
        return new LastStanding(SbiEntity.standing(word), file, at.orElseGet(this::updatedAt));
    }

    private static boolean same(Optional<LastStanding> one, LastStanding other) {
        return one.filter(said -> said.standing().equals(other.standing())).isPresent();
    }

    /** The eras without a status tell it by the step that comes next. */
    private Optional<LastStanding> byTool(VarState tool) {
        Optional<String> word = tool.status()
                .filter(text -> !text.isEmpty())
                .or(() -> tool.step()
                        .map(step -> switch (step) {
                            case DONE -> Status.DONE;
                            case REVIEW -> Status.REVIEW;
                            case IMPLEMENT, TEST -> Status.WIP;
                            case PLAN -> tool.turn().orElse(0) == 0 ? Status.READY : Status.WIP;
                        })
                        .map(Status::text));
        return word.map(text -> said(text, tool.file(), tool.updatedAt()));
    }

    private Optional<LastStanding> byHand() {
        return meta.flatMap(meta -> switch (meta.object().path("status").asText()) {
            case "done" -> Optional.of(said(Status.DONE.text(), meta.file(), Optional.empty()));
            case "doing" -> Optional.of(said(Status.WIP.text(), meta.file(), Optional.empty()));
            default -> Optional.empty();
        });
    }

    /**
     * Returns the lease, if the state speaks of one: outer: whether it does; inner: until when. One that nobody can
     * read has expired; one far in the future is cleared, so that a dead process holds nothing.
     */
    Optional<Optional<Instant>> lease() {
        if (state.flatMap(State::lease).isPresent()) {
            return Optional.of(capped(state.flatMap(State::leaseExpiresAt)));
        }
        if (tool().isPresent()) {
            return Optional.of(capped(tool().flatMap(VarState::leaseExpiresAt)));
        }
        boolean others = state.isEmpty() && files.tool().isPresent();
        return others ? Optional.of(Optional.empty()) : Optional.empty(); // it left off with this one
    }

    private Optional<Instant> capped(Optional<Instant> expiresAt) {
        return expiresAt.filter(instant -> !instant.isAfter(now.plus(LEASE_MAX)));
    }

    String leaseFile() {
        return state.isPresent()
                ? files.stateFile()
                : files.tool().map(VarState::file).orElseGet(this::mainFile);
    }

    Instant leaseAt() {
        return state.isPresent()
                ? updatedAt()
                : files.tool().flatMap(VarState::updatedAt).orElseGet(this::updatedAt);
    }
}

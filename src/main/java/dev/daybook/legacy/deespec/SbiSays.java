package dev.daybook.legacy.deespec;

import dev.daybook.domain.Json;
import dev.daybook.domain.sbi.SbiId;
import dev.daybook.domain.sbi.Status;
import dev.daybook.legacy.deespec.DeespecView.Labels;
import dev.daybook.legacy.deespec.DeespecView.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the files of one SBI say together: which of them counts where several speak, and what is left open where none
 * does. An open field changes nothing in what is known already.
 */
final class SbiSays {

    private static final Pattern HEADING = Pattern.compile("^# +(\\S.*?)\\s*$", Pattern.MULTILINE);

    /** A lease lasts minutes: one that ends later than this from now is a mistake. */
    private static final Duration LEASE_MAX = Duration.ofDays(1);

    private final SbiFiles files;
    private final Optional<State> state;
    private final Optional<Meta> meta;
    private final Instant now;
    private final Optional<JournalEntry> lastEntry;
    private final SpecTail tail;

    SbiSays(SbiFiles files, Instant now) {
        this.files = files;
        this.state = files.state();
        this.meta = files.metas().stream().findFirst();
        this.now = now;
        this.tail = files.spec().map(it -> SpecTail.of(it.text())).orElse(SpecTail.NOTHING);
        this.lastEntry = files.entries().stream()
                .reduce((one, other) ->
                        other.at().orElse(Instant.MIN).isBefore(one.at().orElse(Instant.MIN)) ? one : other);
    }

    /** The file that facts about the SBI as a whole come from. */
    String mainFile() {
        if (state.isPresent()) {
            return files.stateFile();
        }
        return meta.map(Meta::file)
                .or(() -> files.spec().map(SbiFiles.Text::file))
                .orElse(files.folder());
    }

    String title() {
        return titleTold().or(this::heading).orElse(files.sbi().value());
    }

    /** Returns the title, unless only the heading says one while the state cannot be read. */
    Optional<String> titleTold() {
        return state.flatMap(State::title)
                .or(() -> meta.flatMap(Meta::title))
                .filter(it -> !it.isBlank())
                .or(() -> files.stateUnreadable() ? Optional.empty() : heading());
    }

    private Optional<String> heading() {
        Matcher matcher = HEADING.matcher(files.spec().map(SbiFiles.Text::text).orElse(""));
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    Optional<Labels> labels() {
        Optional<List<String>> labels = state.flatMap(State::labels)
                .filter(it -> !it.isEmpty())
                .or(() -> meta.flatMap(Meta::labels))
                .or(() -> state.flatMap(State::labels))
                .or(tail::labels);
        Optional<String> label = state.flatMap(State::label);
        return labels.isEmpty() && label.isEmpty()
                ? Optional.empty()
                : Optional.of(new Labels(label.orElse(""), labels.orElse(List.of())));
    }

    Optional<Integer> priority() {
        return state.flatMap(State::priority);
    }

    Optional<String> parent() {
        return state.flatMap(State::parent)
                .or(() -> meta.flatMap(Meta::parent))
                .filter(it -> !it.isBlank())
                .or(tail::parent);
    }

    /** Returns all that any file says it depends on: an edge is a fact, whoever tells it. */
    Optional<List<SbiId>> dependsOn() {
        var ids = new LinkedHashSet<String>();
        state.flatMap(State::dependsOn).ifPresent(ids::addAll);
        files.metas().forEach(it -> it.dependsOn().ifPresent(ids::addAll));
        boolean told = state.flatMap(State::dependsOn).isPresent()
                || files.metas().stream().anyMatch(it -> it.dependsOn().isPresent());
        return told ? Optional.of(ids.stream().map(SbiId::new).toList()) : Optional.empty();
    }

    /** Returns each dependency with the place that says it. */
    List<Dependencies.Edge> edges() {
        var edges = new ArrayList<Dependencies.Edge>();
        state.flatMap(State::dependsOn).ifPresent(it -> edges(files.stateFile(), it, edges));
        files.metas().forEach(meta -> meta.dependsOn().ifPresent(it -> edges(meta.file(), it, edges)));
        return edges;
    }

    private void edges(String file, List<String> ids, List<Dependencies.Edge> edges) {
        for (int i = 0; i < ids.size(); i++) {
            edges.add(new Dependencies.Edge(files.sbi().value(), ids.get(i), file, "depends_on[%d]".formatted(i)));
        }
    }

    Optional<Json> metadata() {
        return state.flatMap(State::metadata);
    }

    Instant createdAt() {
        return state.flatMap(State::createdAt)
                .or(() -> meta.flatMap(Meta::createdAt))
                .or(() -> SbiName.of(files.sbi().value()).flatMap(SbiName::madeAt))
                .or(() -> state.flatMap(State::updatedAt))
                .or(this::firstEntryAt)
                .orElse(files.modifiedAt());
    }

    Instant updatedAt() {
        return state.flatMap(State::updatedAt)
                .or(() -> meta.flatMap(Meta::updatedAt))
                .or(() -> lastEntry().flatMap(JournalEntry::at))
                .orElseGet(this::createdAt);
    }

    private Optional<Instant> firstEntryAt() {
        return files.entries().stream().flatMap(it -> it.at().stream()).min(Instant::compareTo);
    }

    /** Returns the newest entry; of several at the same time the last in file order. */
    Optional<JournalEntry> lastEntry() {
        return lastEntry;
    }

    /** Returns where it stands: by its state, else by the journal; unknown if there is a state that cannot be read. */
    Optional<Standing> standing() {
        Optional<Standing> told = state.flatMap(State::status).map(SbiEntity::standing);
        if (told.isPresent()) {
            return told;
        }
        Optional<Standing> lastTold = lastEntry().flatMap(JournalEntry::status).map(SbiEntity::standing);
        if (lastTold.isPresent()) {
            return lastTold;
        }
        return files.stateUnreadable() ? Optional.of(new Standing(Status.UNKNOWN, Optional.empty())) : Optional.empty();
    }

    Instant standingAt() {
        boolean byEntry = lastEntry()
                .flatMap(JournalEntry::status)
                .map(SbiEntity::standing)
                .equals(standing());
        return byEntry ? lastEntry().flatMap(JournalEntry::at).orElseGet(this::updatedAt) : updatedAt();
    }

    String standingFile() {
        return state.flatMap(State::status).isPresent()
                ? files.stateFile()
                : lastEntry().map(JournalEntry::file).orElseGet(this::mainFile);
    }

    /**
     * Returns the lease, if the state speaks of one: outer: whether it does; inner: until when. One that nobody can
     * read has expired; one far in the future is cleared, so that a dead process holds nothing.
     */
    Optional<Optional<Instant>> lease() {
        if (state.flatMap(State::lease).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(state.flatMap(State::leaseExpiresAt).filter(it -> !it.isAfter(now.plus(LEASE_MAX))));
    }
}

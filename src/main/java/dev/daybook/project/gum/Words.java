package dev.daybook.project.gum;

import dev.daybook.domain.Event;
import dev.daybook.event.Recorded;
import dev.daybook.importing.Fact;
import dev.daybook.journal.Source;
import dev.daybook.project.DirectoryEvent;
import dev.daybook.project.ProjectEvent;
import dev.daybook.project.ProjectFacts;
import dev.daybook.project.ProjectFacts.Remote;
import dev.daybook.project.RemoteIdentity;
import dev.daybook.project.RepositoryEvent;
import dev.daybook.project.RepositoryFacts;
import dev.daybook.project.ScanEvent;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The last word on each part of one thing. Words may come in any order and come to the same: what was said later counts,
 * of the same time what the better file says, of counters the highest. That a thing is gone is a word, too: whoever
 * spoke of it before does not bring it back. For one thread.
 */
final class Words {

    /** One remote of a project is all that gum knows, and not by its name. */
    private static final String REMOTE = "remote";

    private static final String REMOTES = "remotes";

    /** @param weight counts more than the time */
    private record Word(Object value, long weight, Instant at, int rank, Optional<Fact> by) {

        boolean isBefore(Word other) {
            int order = Long.compare(weight, other.weight);
            order = order == 0 ? at.compareTo(other.at) : order;
            return (order == 0 ? Integer.compare(rank, other.rank) : order) < 0;
        }
    }

    private final Map<String, Word> words = new HashMap<>();
    private final FileWords files = new FileWords();
    private Optional<Record> shown = Optional.empty();
    private Optional<Record> like = Optional.empty();
    private boolean there;
    private Instant goneAt = Instant.MIN;

    /** Returns what was said so far, by anybody. */
    static Words known(List<Recorded> known) {
        var words = new Words();
        for (Recorded it : known) {
            Optional<Record> content = content(it.event());
            if (content.isPresent()) {
                words.known(content.get(), it);
            } else {
                switch (it.event()) {
                    case ProjectEvent.Reappeared _ -> words.there = true;
                    case ProjectEvent.Moved _,
                            ProjectEvent.Vanished _,
                            RepositoryEvent.Gone _,
                            ScanEvent.RootRemoved _ -> words.gone(it.occurredAt());
                    case DirectoryEvent.Forgotten _ -> {
                        words.words.clear(); // it is counted from nothing
                        words.gone(it.occurredAt());
                    }
                    default -> {}
                }
            }
        }
        return words;
    }

    private void gone(Instant at) {
        there = false;
        goneAt = at.isAfter(goneAt) ? at : goneAt;
    }

    /** Of what an import of gum said, only what was new then: the rest it took over. */
    private void known(Record content, Recorded it) {
        Optional<String> file = it.entry().metadata().file(Gum.TOOL).map(Source.File::path);
        Map<String, Object> before =
                shown.filter(_ -> !words.isEmpty()).map(Words::parts).orElse(Map.of());
        Map<String, Object> told = file.isEmpty() ? parts(content) : spoken(content);
        if (file.isPresent()) {
            if (content instanceof RepositoryFacts) { // what is no more, the file says so
                parts(content).forEach((name, value) -> {
                    if (before.containsKey(name)) {
                        told.putIfAbsent(name, value);
                    }
                });
            }
            told.entrySet().removeIf(part -> part.getValue().equals(before.get(part.getKey())));
            files.said(file.get(), it.occurredAt(), told);
        }
        int rank = file.map(Gum::rank).orElse(Integer.MAX_VALUE);
        told.forEach((name, value) -> put(content, name, value, it.occurredAt(), rank, Optional.empty()));
        shown = Optional.of(content);
        like = shown;
        there = true;
    }

    /** Returns whether all of these facts say the same of a thing as a whole. */
    static boolean agree(List<Fact> facts) {
        Optional<Record> first = content(facts.getFirst().event());
        return facts.stream().allMatch(fact -> content(fact.event()).equals(first));
    }

    /** Returns what each file is known to have said. */
    FileWords files() {
        return files;
    }

    /** Returns what these files say together. */
    static Words of(Collection<Fact> facts, FileWords.Told told) {
        var words = new Words();
        facts.forEach(fact -> words.tell(fact, _ -> true, told));
        return words;
    }

    /** @param parts which parts to hear of */
    void tell(Fact fact, Predicate<String> parts, FileWords.Told told) {
        Record content = content(fact.event()).orElseThrow();
        Instant at =
                content instanceof DirectoryEvent.Used it ? it.lastSeen().orElse(fact.occurredAt()) : fact.occurredAt();
        if (!at.isAfter(goneAt)) {
            return;
        }
        there = true;
        like = like.or(() -> Optional.of(content));
        told.parts(fact).forEach((name, value) -> {
            if (parts.test(name)) {
                Instant said = told.isEdited(fact, name) ? Instant.MAX : fact.occurredAt();
                put(content, name, value, said, Gum.rank(fact.file()), Optional.of(fact));
            }
        });
    }

    private void put(Record content, String name, Object value, Instant at, int rank, Optional<Fact> by) {
        long weight = 0;
        Instant when = at;
        switch (content) {
            case DirectoryEvent.Used it -> {
                weight = name.equals("frequency") ? it.frequency() : 0;
                when = it.lastSeen().orElse(at);
            }
            case ScanEvent.RootSet it -> {
                weight = name.equals("origin") ? RootFacts.weight(it.origin()) : 0;
                when = it.scannedAt().filter(_ -> !name.equals("origin")).orElse(at);
            }
            default -> {}
        }
        words.merge(name, new Word(value, weight, when, rank, by), (old, word) -> word.isBefore(old) ? old : word);
    }

    /** Returns whether that fact has the last word on a part. */
    Predicate<String> by(Fact fact) {
        return name -> Optional.ofNullable(words.get(name)).flatMap(Word::by).equals(Optional.of(fact));
    }

    /** Returns what was shown last before the files said anything. */
    Optional<Record> shown() {
        return shown;
    }

    boolean isThere() {
        return there;
    }

    /** Returns what it all comes to; nothing if nobody has spoken of the thing. */
    Optional<Record> content() {
        return like.map(record -> {
            Map<String, Object> parts = parts(record);
            words.forEach((name, word) -> parts.put(name, word.value()));
            if (record instanceof ProjectFacts) {
                parts.put(REMOTES, remotes());
            }
            return Parts.made(record.getClass(), parts);
        });
    }

    /** Remotes with names are not gum's: they stay, with its spelling of theirs, unless it has another repository. */
    @SuppressWarnings("unchecked") // as it was taken apart
    private List<Remote> remotes() {
        var named = (List<Remote>) value(REMOTES).orElse(List.of());
        var url = (Optional<String>) value(REMOTE).orElse(Optional.empty());
        Optional<Remote> primary = ProjectFacts.primary(named);
        if (url.isEmpty()) {
            return named.stream().filter(remote -> !remote.name().isEmpty()).toList();
        }
        return primary.filter(remote -> isSame(remote.url(), url.get())).isPresent()
                ? named.stream()
                        .map(remote -> remote.equals(primary.get()) ? new Remote(remote.name(), url.get()) : remote)
                        .toList()
                : List.of(new Remote("", url.get()));
    }

    private Optional<Object> value(String name) {
        return Optional.ofNullable(words.get(name)).map(Word::value);
    }

    private static boolean isSame(String one, String other) {
        Optional<RemoteIdentity> repository = RemoteIdentity.of(one);
        return one.equals(other) || (repository.isPresent() && repository.equals(RemoteIdentity.of(other)));
    }

    /** Returns all parts of what is said; may be changed. */
    static Map<String, Object> parts(Record content) {
        Map<String, Object> parts = Parts.of(content);
        if (content instanceof ProjectFacts it) {
            parts.put(REMOTE, it.primary().map(Remote::url));
        }
        return parts;
    }

    /** Returns the parts of which gum speaks; may be changed. */
    static Map<String, Object> spoken(Record content) {
        Map<String, Object> parts = parts(content);
        parts.entrySet().removeIf(part -> !isSpoken(content, part.getKey(), part.getValue()));
        return parts;
    }

    /** Whether gum speaks of a part: what is absent it may only not know. */
    private static boolean isSpoken(Record content, String name, Object value) {
        boolean absent = value.equals(Optional.empty()) || value.equals(List.of());
        return switch (content) {
            case ProjectFacts _ ->
                name.equals(REMOTE)
                        || (!absent && Stream.of("branch", "modifiedAt").anyMatch(name::equals));
            case ScanEvent.Refreshed _, ScanEvent.SyncReported _ -> true;
            default -> !absent;
        };
    }

    /** Returns what a fact says of the thing as a whole; nothing if it is about something else. */
    static Optional<Record> content(Event event) {
        return switch (event) {
            case ProjectEvent.Seen it -> Optional.of(it.facts());
            case ProjectEvent.Changed it -> Optional.of(it.facts());
            case RepositoryEvent.Seen it -> Optional.of(it.facts());
            case DirectoryEvent.Used it -> Optional.of(it);
            case ScanEvent.RootSet it -> Optional.of(it);
            case ScanEvent.Refreshed it -> Optional.of(it);
            case ScanEvent.SyncReported it -> Optional.of(it);
            default -> Optional.empty();
        };
    }
}

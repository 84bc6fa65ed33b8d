package dev.daybook.importing.run;

import dev.daybook.config.ConfigEvent;
import dev.daybook.domain.Json;
import dev.daybook.event.Recorded;
import dev.daybook.importing.Fact;
import dev.daybook.importing.Finding;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.Reading;
import dev.daybook.importing.Results;
import dev.daybook.importing.Witness;
import dev.daybook.journal.StreamId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A tool as small as can be: each file below {@code .notes} holds one setting as JSON. One that holds {@code bad} is an
 * error, one that holds {@code odd} is kept and not taken over, one that holds {@code crash} ends the reading,
 * {@code heap} as if there were no memory left.
 */
public final class Notebook implements LegacySource {

    private static final String BAD = "bad";
    private static final String ODD = "odd";
    private static final String CRASH = "crash";
    private static final String HEAP = "heap";

    /** How often the notes were read. */
    int readings;

    /** What others do when the notes are read to their end, each time. */
    Runnable afterwards = () -> {};

    /** Which notes the reader does not see. */
    Predicate<String> passesOver = _ -> false;

    /** Whether something else than the reader is asked for the notes, too. */
    boolean witnessed;

    @Override
    public String kind() {
        return "notes";
    }

    @Override
    public boolean recognizes(Path root) {
        return Files.isDirectory(notes(root));
    }

    private static Path notes(Path root) {
        return root.resolve(".notes");
    }

    @Override
    public long countEntities(Path root) {
        return 1;
    }

    @Override
    public List<Watched> watched(Path root) {
        return List.of(new Watched(notes(root), true));
    }

    @Override
    public Reading read(Root root, Scope scope, Known known) {
        readings++;
        return Results.reading(results -> results.then(() -> {
            try (var files = Files.list(notes(root.path()))) {
                results.each(files.sorted().toList(), file -> read(root, scope, file, results));
            }
            results.then(afterwards::run);
        }));
    }

    @Override
    public Optional<Witness> witness() {
        return witnessed ? Optional.of(new NoteWitness()) : Optional.empty();
    }

    private static final class NoteWitness implements Witness {
        @Override
        public void read(Root root, Consumer<Statement> statements) {
            try (var files = Files.list(notes(root.path()))) {
                for (Path file : files.toList()) {
                    statements.accept(new Statement(
                            new StreamId("config", String.valueOf(file.getFileName())),
                            Map.of("/value", Files.readString(file))));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Set<String> changedSince(Root root, Statement stated, Set<String> fields, List<Recorded> known) {
            return Set.of();
        }
    }

    private void read(Root root, Scope scope, Path file, Results results) throws IOException {
        String name = ".notes/" + file.getFileName();
        if (passesOver.test(String.valueOf(file.getFileName()))) {
            return;
        }
        if (scope instanceof Scope.Files(var wanted) && !wanted.contains(name)) {
            return;
        }
        String text = Files.readString(file);
        results.file(name, true);
        switch (text) {
            case BAD -> results.rejected(Finding.error(name, "", "INVALID_JSON", "is bad"), Files.readAllBytes(file));
            case ODD -> {
                Finding odd = Finding.warn(name, "", "ODD", "is odd");
                results.finding(odd);
                results.kept(odd, name, Files.readAllBytes(file));
            }
            case HEAP -> throw new OutOfMemoryError("Java heap space");
            case CRASH -> throw new IllegalStateException("a mistake of the reader");
            default -> results.found(new Note(root.qualified(String.valueOf(file.getFileName())), name, text));
        }
    }

    private record Note(String key, String file, String text) implements Entity {

        @Override
        public StreamId stream() {
            return new StreamId("config", key);
        }

        @Override
        public Map<String, Integer> counts() {
            return Map.of("notes", 1);
        }

        @Override
        public List<Fact> facts(List<Recorded> known) {
            var event = new ConfigEvent.Set(key, new Json(text));
            boolean told = known.stream()
                    .filter(it -> it.entry().metadata().isFrom("notes"))
                    .reduce((_, last) -> last)
                    .filter(it -> it.event().equals(event))
                    .isPresent();
            return told ? List.of() : List.of(new Fact(event, file, Instant.EPOCH));
        }

        @Override
        public Map<String, Object> expected() {
            return Map.of("/value", text);
        }

        @Override
        public Set<String> overridden(List<Recorded> known) {
            return known.getLast().entry().metadata().isFrom("notes") ? Set.of() : Set.of("/value");
        }
    }
}

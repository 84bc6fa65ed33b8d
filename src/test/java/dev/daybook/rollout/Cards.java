package dev.daybook.rollout;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.daybook.config.ConfigEvent;
import dev.daybook.domain.Json;
import dev.daybook.event.Recorded;
import dev.daybook.importing.Fact;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.Reading;
import dev.daybook.importing.Results;
import dev.daybook.importing.file.FileStore;
import dev.daybook.importing.file.FileSwap;
import dev.daybook.importing.file.FileSwaps;
import dev.daybook.journal.StreamId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A tool as small as can be that writes its files whole: a box of cards is {@code .cards/<box>.json}, an object of texts
 * by their names. A card is the setting {@code <box>.<name>}.
 */
public final class Cards implements LegacySource, FileStore {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Whether no file can be written, as on a full disk. */
    volatile boolean full;

    /** The names of cards that cannot be written. */
    final Set<String> unwritable = new HashSet<>();

    /** How often a file was replaced. */
    final AtomicInteger writes = new AtomicInteger();

    /** Whether what the files hold is told as damaged. */
    volatile boolean damaged;

    /** What has to happen before a file is written. */
    volatile CountDownLatch awaited = new CountDownLatch(0);

    /** What happens once, after the tool's news were taken in and before a file is read to be written. */
    final AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});

    /** What happens once, while the files are being packed or put back. */
    final AtomicReference<Runnable> whileCopied = new AtomicReference<>(() -> {});

    /** What happens once, while the files are being read to be compared. */
    final AtomicReference<Runnable> whileCompared = new AtomicReference<>(() -> {});

    /** What happens once, after a file was written. */
    final AtomicReference<Runnable> afterwards = new AtomicReference<>(() -> {});

    static StreamId card(String box, String name) {
        return new StreamId("config", box + "." + name);
    }

    static Path file(Path root, String box) {
        return root.resolve(".cards").resolve(box + ".json");
    }

    @Override
    public String kind() {
        return "cards";
    }

    @Override
    public SortedSet<String> categories() {
        return new TreeSet<>(Set.of("config"));
    }

    @Override
    public String unit(StreamId stream) {
        return stream.key().substring(0, Math.max(0, stream.key().indexOf('.')));
    }

    private static String name(StreamId stream) {
        return stream.key().substring(stream.key().indexOf('.') + 1);
    }

    @Override
    public SortedSet<String> units(Path root) throws IOException {
        Path folder = root.resolve(".cards");
        if (!Files.isDirectory(folder)) {
            return new TreeSet<>();
        }
        try (var files = Files.list(folder)) {
            return files.map(it -> String.valueOf(it.getFileName()))
                    .filter(it -> it.endsWith(".json"))
                    .map(it -> it.substring(0, it.length() - ".json".length()))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @Override
    public List<StreamId> things(Path root, String unit) throws IOException {
        whileCompared.getAndSet(() -> {}).run();
        return read(file(root, unit)).keySet().stream()
                .map(it -> card(unit, it))
                .toList();
    }

    @Override
    public Optional<Map<String, Object>> fields(Path root, StreamId stream) throws IOException {
        return Optional.ofNullable(read(file(root, unit(stream))).get(name(stream)))
                .map(it -> Map.of("/value", quoted(it)));
    }

    @Override
    public List<Written> write(Path root, List<StreamId> things, Function<StreamId, List<Recorded>> known, Check check)
            throws IOException {
        try {
            awaited.await();
        } catch (InterruptedException e) {
            throw new IOException("the test is over", e);
        }
        meanwhile.getAndSet(() -> {}).run();
        FileSwap file = FileSwap.read(root, file(root, unit(things.getFirst())));
        Map<String, String> before = parsed(file.bytes());
        Map<String, String> cards = new LinkedHashMap<>(before);
        for (StreamId thing : things) {
            if (unwritable.contains(name(thing))) {
                throw new IOException("nobody can write " + name(thing));
            }
            Optional<String> value = value(known.apply(thing));
            if (value.isPresent()) {
                cards.put(name(thing), value.get());
            } else {
                cards.remove(name(thing));
            }
        }
        if (cards.equals(before)) {
            return List.of();
        }
        check.pass();
        if (full) {
            throw new IOException("no space left on device");
        }
        try (var swaps = new FileSwaps()) {
            writes.incrementAndGet();
            swaps.replace(file, JSON.writeValueAsBytes(cards));
            List<Written> written = swaps.keep();
            afterwards.getAndSet(() -> {}).run();
            return written;
        }
    }

    @Override
    public List<Path> files(Path root, String unit) {
        return List.of(file(root, unit));
    }

    static Map<String, String> read(Path file) throws IOException {
        return parsed(Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty());
    }

    private static Map<String, String> parsed(Optional<byte[]> file) throws IOException {
        var cards = new LinkedHashMap<String, String>();
        if (file.isPresent()) {
            JSON.readTree(file.get())
                    .properties()
                    .forEach(it -> cards.put(it.getKey(), it.getValue().textValue()));
        }
        return cards;
    }

    /** Changes a card as the tool does: reads all, writes all, in place. */
    static void scribble(Path root, String box, String name, String value) throws IOException {
        Path file = file(root, box);
        Map<String, String> cards = read(file);
        cards.put(name, value);
        Files.createDirectories(file.getParent());
        Files.write(file, JSON.writeValueAsBytes(cards));
    }

    /** Returns the value that a card has after {@code entries}, as text. */
    static Optional<String> value(List<Recorded> entries) {
        Optional<String> value = Optional.empty();
        for (Recorded it : entries) {
            value = it.event() instanceof ConfigEvent.Set set ? Optional.of(text(set.value())) : Optional.empty();
        }
        return value;
    }

    static String quoted(String text) {
        return '"' + text + '"';
    }

    private static String text(Json json) {
        return json.text().substring(1, json.text().length() - 1);
    }

    @Override
    public boolean recognizes(Path root) {
        return Files.isDirectory(root.resolve(".cards"));
    }

    @Override
    public long countEntities(Path root) {
        return 1;
    }

    @Override
    public List<Watched> watched(Path root) {
        whileCopied.getAndSet(() -> {}).run();
        return List.of(new Watched(root.resolve(".cards"), false));
    }

    @Override
    public Reading read(Root root, Scope scope, Known known) {
        return Results.reading(results -> results.then(() -> results.each(units(root.path()), box -> {
            String file = ".cards/" + box + ".json";
            if (scope instanceof Scope.Files(Set<String> wanted) && !wanted.contains(file)) {
                return;
            }
            results.file(file, true);
            if (damaged) {
                results.error(file, "", "INVALID_JSON", "not a record");
                return;
            }
            results.then(
                    () -> read(file(root.path(), box))
                            .forEach((name, value) -> results.found(new Card(card(box, name), file, value))),
                    e -> results.error(file, "", "INVALID_JSON", String.valueOf(e.getMessage())));
        })));
    }

    private record Card(StreamId stream, String file, String value) implements Entity {

        @Override
        public Map<String, Integer> counts() {
            return Map.of("cards", 1);
        }

        @Override
        public List<Fact> facts(List<Recorded> known) {
            Optional<String> said = Cards.value(known.stream()
                    .filter(it -> it.entry().metadata().isFrom("cards"))
                    .toList());
            boolean isNews =
                    !Objects.equals(Cards.value(known), Optional.of(value)) && !said.equals(Optional.of(value));
            return isNews
                    ? List.of(new Fact(new ConfigEvent.Set(stream.key(), new Json(quoted(value))), file, Instant.EPOCH))
                    : List.of();
        }

        @Override
        public Map<String, Object> expected() {
            return Map.of("/value", quoted(value));
        }

        @Override
        public Set<String> overridden(List<Recorded> known) {
            return Set.of();
        }
    }
}

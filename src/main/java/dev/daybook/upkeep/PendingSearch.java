package dev.daybook.upkeep;

import dev.daybook.journal.ChainStep;
import dev.daybook.journal.StreamId;
import dev.daybook.shape.JsonCompact;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Looks for what is to be erased in the files of commands that the journal has not got yet: it would come back by them. */
public final class PendingSearch {

    private static final byte[] TELLING = "\"payload\"".getBytes(StandardCharsets.UTF_8);

    private final Path folder;

    /** @param folder with a file for each of these commands; it need not exist */
    public PendingSearch(Path folder) {
        this.folder = folder;
    }

    /** Returns all of these files. */
    public List<Path> files() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("%s cannot be read: %s".formatted(folder, e.getMessage()), e);
        }
    }

    /** Returns those that have a text, whatever else they tell. */
    public List<Path> telling(String text) {
        return having(new WrittenText(text)::isIn);
    }

    /** Returns those by which something happens to a thing: not those that only say that something did. */
    public List<Path> ofThing(StreamId thing) {
        byte[] named = JsonCompact.quoted(thing.toString()).getBytes(StandardCharsets.UTF_8);
        return having(file -> WrittenText.contains(file, named) && WrittenText.contains(file, TELLING));
    }

    /** Returns those with facts that the journal has by now. */
    public List<Path> of(List<ChainStep> entries) {
        List<byte[]> ids = entries.stream()
                .map(step -> step.entry().id().toString().getBytes(StandardCharsets.UTF_8))
                .toList();
        return having(file -> ids.stream().anyMatch(id -> WrittenText.contains(file, id)));
    }

    private List<Path> having(Predicate<byte[]> has) {
        var having = new ArrayList<Path>();
        for (Path file : files()) {
            try {
                if (has.test(Files.readAllBytes(file))) {
                    having.add(file);
                }
            } catch (NoSuchFileException _) {
                // the journal has got it meanwhile
            } catch (IOException e) {
                throw new UncheckedIOException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
            }
        }
        return having;
    }
}

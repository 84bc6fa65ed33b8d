package dev.daybook.importing;

import dev.daybook.domain.Rejected;
import dev.daybook.text.IoReasons;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The tools whose files can be read. Immutable. */
public record LegacySources(List<LegacySource> sources) {

    /** Names no tool: whoever is asked finds out which one is meant. */
    public static final String AUTO = "auto";

    /** So many entries of a folder are looked at, and so many named, where what was looked for may be in one of them. */
    private static final int LOOKED_AT_MAX = 200;

    private static final int NAMED_MAX = 3;

    public LegacySources {
        sources = List.copyOf(sources);
    }

    public List<String> kinds() {
        return sources.stream().map(LegacySource::kind).toList();
    }

    /** Returns what may be said where a tool need not be named: that first. */
    public static List<String> orAuto(List<String> kinds) {
        return Stream.concat(Stream.of(AUTO), kinds.stream().sorted()).toList();
    }

    /**
     * Returns the source for {@code root}: the one of that kind, or the one that recognizes the files.
     *
     * @param kind {@code auto} is the same as none
     * @throws Rejected if there is no such kind, or nothing there that it could read
     */
    public LegacySource find(Path root, Optional<String> kind) {
        IoReasons.ofFolder(root).ifPresent(reason -> {
            throw Rejected.notFound("%s %s: want the folder that holds the files of %s", root, reason, kindsInWords());
        });
        Optional<String> named = kind.filter(text -> !text.equals(AUTO));
        if (named.isEmpty()) {
            return sources.stream()
                    .filter(legacySource -> legacySource.recognizes(root))
                    .findFirst()
                    .orElseThrow(() -> Rejected.invalid(
                            "%s holds no files of a known tool: want those of %s%s",
                            root, kindsInWords(), below(root, sources)));
        }
        LegacySource source = named(named.get());
        if (!source.recognizes(root)) {
            throw Rejected.invalid("%s holds no files of %s%s", root, source.kind(), below(root, List.of(source)));
        }
        return source;
    }

    /** Returns which folders in it do hold such files, for whoever names the folder of several projects; empty if none does. */
    private static String below(Path root, List<LegacySource> sources) {
        List<String> found;
        try (Stream<Path> entries = Files.list(root)) {
            found = entries.limit(LOOKED_AT_MAX)
                    .filter(entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS) && Files.isReadable(entry))
                    .filter(folder -> sources.stream().anyMatch(source -> source.recognizes(folder)))
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .limit(NAMED_MAX + 1L)
                    .toList();
        } catch (IOException | UncheckedIOException _) {
            return ""; // nothing is to be told of it
        }
        return found.isEmpty()
                ? ""
                : "; folders in it do, and are taken over each by itself: "
                        + String.join(", ", found.subList(0, Math.min(found.size(), NAMED_MAX)))
                        + (found.size() > NAMED_MAX ? ", …" : "");
    }

    /** @throws Rejected if there is no such kind */
    public LegacySource named(String kind) {
        return sources.stream()
                .filter(legacySource -> legacySource.kind().equals(kind))
                .findFirst()
                .orElseThrow(() ->
                        Rejected.invalidAt("/kind", "'%s' is no kind of files: want one of %s", kind, kindsInWords()));
    }

    private String kindsInWords() {
        return String.join(", ", kinds());
    }
}

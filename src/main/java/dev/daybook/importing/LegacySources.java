package dev.daybook.importing;

import dev.daybook.domain.Rejected;
import dev.daybook.text.IoReasons;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The tools whose files can be read. Immutable. */
public record LegacySources(List<LegacySource> sources) {

    public LegacySources {
        sources = List.copyOf(sources);
    }

    public List<String> kinds() {
        return sources.stream().map(LegacySource::kind).toList();
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
        Optional<String> named = kind.filter(text -> !text.equals("auto"));
        if (named.isEmpty()) {
            return sources.stream()
                    .filter(legacySource -> legacySource.recognizes(root))
                    .findFirst()
                    .orElseThrow(() -> Rejected.invalid(
                            "%s holds no files of a known tool: want those of %s", root, kindsInWords()));
        }
        LegacySource source = named(named.get());
        if (!source.recognizes(root)) {
            throw Rejected.invalid("%s holds no files of %s", root, source.kind());
        }
        return source;
    }

    /** @throws Rejected if there is no such kind */
    LegacySource named(String kind) {
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

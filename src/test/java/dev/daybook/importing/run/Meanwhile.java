package dev.daybook.importing.run;

import dev.daybook.importing.LegacySource;
import dev.daybook.importing.Reading;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A source during whose readings something happens, after each thing that it has read and before that is taken.
 *
 * @param elsewhere where the names of files begin, if not where the source says
 */
public record Meanwhile(LegacySource source, Runnable happens, Optional<Path> elsewhere) implements LegacySource {

    public Meanwhile(LegacySource source, Runnable happens) {
        this(source, happens, Optional.empty());
    }

    @Override
    public String kind() {
        return source.kind();
    }

    @Override
    public boolean recognizes(Path root) {
        return source.recognizes(root);
    }

    @Override
    public long countEntities(Path root) {
        return source.countEntities(root);
    }

    @Override
    public Reading read(Root root, Scope scope, Known known) {
        return source.read(root, scope, known).map(result -> {
            if (result instanceof Reading.Found) {
                happens.run();
            }
            return Optional.of(result);
        });
    }

    @Override
    public Set<String> eras(Path root) {
        return source.eras(root);
    }

    @Override
    public List<Watched> watched(Path root) {
        return source.watched(root);
    }

    @Override
    public Path base(Path root) {
        return elsewhere.orElseGet(() -> source.base(root));
    }
}

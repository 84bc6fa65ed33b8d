package dev.daybook.code;

import dev.daybook.domain.Domain;
import dev.daybook.event.Facts;
import dev.daybook.operation.Operations;
import dev.daybook.projection.Projection;
import dev.daybook.slice.Figure;
import dev.daybook.slice.Ground;
import dev.daybook.slice.Health;
import dev.daybook.slice.Slice;
import dev.daybook.slice.ToolFiles;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The files of source trees. */
public final class CodeSlice implements Slice {

    private final List<ToolFiles> files;

    /** @param files of the tools that keep such records */
    public CodeSlice(ToolFiles... files) {
        this.files = List.of(files);
    }

    @Override
    public Facts facts() {
        return Facts.of(CodeEvent.class, TreeEvent.class);
    }

    @Override
    public List<Domain> domains() {
        return List.of(Domain.of(CodeEvent.CATEGORY, CodeFile.class, new CodeDecider()));
    }

    @Override
    public List<Supplier<? extends Projection>> projections() {
        return List.of(CodeProjection::new);
    }

    @Override
    public List<Figure> figures(Ground ground) {
        return IndexFigures.all();
    }

    @Override
    public List<Health> health() {
        return List.of(new Health("code-index", IndexFigures::warning));
    }

    @Override
    public List<Operations<Ground>> operations() {
        return List.of(new Operations<>(
                "code",
                "code",
                "Source files: what they define, import and mention.",
                Stream.of(CodeOperations.ALL, IndexOperations.all())
                        .flatMap(List::stream)
                        .toList()));
    }

    @Override
    public List<ToolFiles> files() {
        return files;
    }
}

package dev.daybook.code;

import dev.daybook.domain.Command;
import java.util.List;

/** What a caller may ask of a source file: what stands in it, an indexer says. */
public sealed interface CodeCommand extends Command {

    SourceFile file();

    @Override
    default String category() {
        return CodeEvent.CATEGORY;
    }

    @Override
    default String key() {
        return file().key();
    }

    record Tag(SourceFile file, List<String> tags) implements CodeCommand {}

    /** @param tags none: all of them */
    record Untag(SourceFile file, List<String> tags) implements CodeCommand {}
}

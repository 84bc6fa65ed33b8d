package dev.daybook.query;

import dev.daybook.projection.ReadModels;
import java.util.List;
import java.util.function.Function;
import org.jooq.DSLContext;

/** As {@link Reads#of}. */
record WholeReads(ReadModels readModels, List<String> names) implements Reads {

    @Override
    public <T> T read(Function<DSLContext, T> question) {
        return readModels.read(names, question);
    }
}

package dev.daybook.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Spelling;
import dev.daybook.session.SessionRecord;
import dev.daybook.session.SessionShape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Records of sessions read, written and taken into fields by their shape, beside trees of Jackson. */
final class Shapes {

    private static final int RECORDS = 500;
    private static final int MESSAGES = 19;
    private static final int ROUNDS = 40;
    private static final Spelling PRETTY =
            new Spelling("  ", "LF", false, false, ",", ": ", Spelling.Escapes.NONE, Optional.empty());

    private interface Work<T> {
        Object of(T one) throws IOException;
    }

    private final Consumer<Figure> table;
    private long results;

    Shapes(Consumer<Figure> table) {
        this.table = table;
    }

    void run() throws IOException {
        ObjectMapper mapper = SessionTree.MAPPER;
        var texts = new ArrayList<byte[]>();
        var trees = new ArrayList<ObjectNode>();
        var records = new ArrayList<SessionRecord>();
        for (int i = 0; i < RECORDS; i++) {
            ObjectNode tree = SessionTree.session("id-" + i, i, MESSAGES);
            byte[] text = mapper.writeValueAsBytes(tree);
            trees.add(tree);
            texts.add(text);
            records.add(SessionShape.RECORD.read(text).record().orElseThrow());
        }
        line("shape: read", perSecond(texts, SessionShape.RECORD::read), perSecond(texts, mapper::readTree));
        line(
                "shape: write",
                perSecond(records, record -> SessionShape.RECORD.bytes(record, PRETTY, 1)),
                perSecond(trees, mapper.writerWithDefaultPrettyPrinter()::writeValueAsBytes));
        table.accept(new Figure(
                "shape: fields",
                "/s",
                perSecond(records, SessionShape.RECORD::fields),
                Optional.empty(),
                Optional.empty(),
                "pointer -> value; %d results".formatted(results)));
    }

    private void line(String name, double ours, double trees) {
        table.accept(new Figure(
                name, "/s", ours, Optional.empty(), Optional.of(trees), "records; beside a tree of Jackson"));
    }

    /** The best of several rounds. */
    private <T> double perSecond(List<T> all, Work<T> work) throws IOException {
        double best = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long begun = System.nanoTime();
            for (T one : all) {
                results += work.of(one) == null ? 0 : 1;
            }
            best = Math.max(best, all.size() * 1e9 / (System.nanoTime() - begun));
        }
        return best;
    }
}

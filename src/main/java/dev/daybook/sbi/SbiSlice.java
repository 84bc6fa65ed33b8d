package dev.daybook.sbi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Domain;
import dev.daybook.event.Facts;
import dev.daybook.operation.Operations;
import dev.daybook.projection.Documents;
import dev.daybook.projection.Projection;
import dev.daybook.query.ConsistencyQueries.Check;
import dev.daybook.query.Page;
import dev.daybook.query.Reads;
import dev.daybook.slice.Ground;
import dev.daybook.slice.Reference;
import dev.daybook.slice.Slice;
import dev.daybook.slice.ToolFiles;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Tasks with their executions, and plans. */
public final class SbiSlice implements Slice {

    private final List<ToolFiles> files;

    /** @param files of the tools that keep such records */
    public SbiSlice(ToolFiles... files) {
        this.files = List.of(files);
    }

    @Override
    public Facts facts() {
        return Facts.of(SbiEvent.class, PlanEvent.class)
                .word(SbiId.class, SbiId::value, word -> Optional.of(new SbiId(word)))
                .word(Step.class, Step::text, Step::of)
                .word(Status.class, Status::text, SbiSlice::status)
                .upcast("sbi.state-claimed/1", SbiSlice::spell)
                .upcast("sbi.journal-entry-recorded/1", _ -> {})
                .upcast("sbi.execution-started/1", _ -> {})
                .upcast("sbi.execution-finished/1", json -> json.put("dated", true))
                .upcast("sbi.execution-finished/2", _ -> {})
                .upcast("sbi.lease-acquired/1", SbiSlice::number)
                .upcast("sbi.lease-renewed/1", SbiSlice::number)
                .upcast("sbi.lease-taken-over/1", SbiSlice::number);
    }

    /** What was stored as unknown is read as such, though no caller may say it. */
    private static Optional<Status> status(String word) {
        return word.equals(Status.UNKNOWN.text()) ? Optional.of(Status.UNKNOWN) : Status.of(word);
    }

    /** Leases had no generation: nobody can name one. */
    private static void number(ObjectNode leased) {
        leased.put("generation", 0);
    }

    /** What was not kept then is what most tools do. */
    private static void spell(ObjectNode claimed) {
        if (claimed.get("style") instanceof ObjectNode style) {
            boolean indented = !style.path("indent").asText().isEmpty();
            style.put("comma", ",").put("colon", indented ? ": " : ":").put("escapes", "NONE");
        }
    }

    @Override
    public List<Domain> domains() {
        return List.of(Domain.of("sbi", Sbi.class, new SbiDecider()), Domain.of("plan", Plan.class, new PlanDecider()));
    }

    @Override
    public List<Supplier<? extends Projection>> projections() {
        return List.of(SbiProjection::new);
    }

    @Override
    public List<Documents.Source> documents() {
        return List.of(new TaskDocuments());
    }

    @Override
    public Map<String, Function<String, Optional<Map<String, Object>>>> fields(Reads reads) {
        var fields = new SbiFields(reads);
        return Map.of("sbi", fields::task, "plan", fields::plan);
    }

    @Override
    public Map<String, Runnable> questions(Reads reads) {
        var tasks = new SbiQueries(reads);
        return Map.of("the list of tasks", () -> tasks.list(SbiFilter.all(), Optional.empty(), Page.LIMIT_MAX));
    }

    @Override
    public List<Check> checks() {
        return TaskConsistency.checks();
    }

    @Override
    public List<Reference> references() {
        return TaskReferences.all();
    }

    @Override
    public List<Operations<Ground>> operations() {
        return List.of(StatusOperations.ALL, PrimeOperations.ALL, SbiOperations.ALL, PlanOperations.ALL);
    }

    @Override
    public List<ToolFiles> files() {
        return files;
    }
}

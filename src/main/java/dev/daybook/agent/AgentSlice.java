package dev.daybook.agent;

import dev.daybook.domain.Domain;
import dev.daybook.event.Facts;
import dev.daybook.item.ItemRecord;
import dev.daybook.item.files.ItemMapping;
import dev.daybook.item.files.RecordFacts;
import dev.daybook.operation.Operations;
import dev.daybook.projection.Documents;
import dev.daybook.projection.Projection;
import dev.daybook.query.Reads;
import dev.daybook.slice.Briefing;
import dev.daybook.slice.Chore;
import dev.daybook.slice.Figure;
import dev.daybook.slice.Ground;
import dev.daybook.slice.Reference;
import dev.daybook.slice.Slice;
import dev.daybook.slice.Summary;
import dev.daybook.slice.ToolFiles;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Agents, their tasks, messages, contexts and memories. */
public final class AgentSlice implements Slice {

    private final List<ToolFiles> files;

    /** @param files of the tools that keep such records */
    public AgentSlice(ToolFiles... files) {
        this.files = List.of(files);
    }

    /**
     * Returns what the records of a tool of many agents are to the journal: agents, tasks, messages, contexts and
     * memories have a life of their own, all others are items.
     *
     * @param tool what the kinds of records are called after, such as {@code hive.agent}
     */
    public static ItemMapping mapping(String tool) {
        Map<String, RecordFacts> lives = new LinkedHashMap<>();
        for (Kind kind : Kind.values()) {
            String name = tool + "." + kind.category();
            lives.put(name, new AgentRecord(kind, name));
        }
        return new ItemMapping(lives);
    }

    @Override
    public Facts facts() {
        return Facts.of(AgentEvent.class, TaskEvent.class, MessageEvent.class, ContextEvent.class, MemoryEvent.class);
    }

    @Override
    public List<Domain> domains() {
        return Arrays.stream(Kind.values())
                .map(kind -> Domain.of(kind.category(), Thing.class, new AgentDecider()))
                .toList();
    }

    @Override
    public List<Supplier<? extends Projection>> projections() {
        return List.of(AgentProjection::new);
    }

    @Override
    public List<Documents.Source> documents() {
        return List.of(new AgentDocuments());
    }

    @Override
    public Map<String, Function<String, Optional<Map<String, Object>>>> fields(Reads reads) {
        var queries = new AgentQueries(reads);
        var fields = new LinkedHashMap<String, Function<String, Optional<Map<String, Object>>>>();
        for (Kind kind : Kind.values()) {
            fields.put(kind.category(), key -> queries.record(kind, key).map(ItemRecord::fields));
        }
        return fields;
    }

    @Override
    public List<Chore> chores() {
        return List.of(MemoryUpkeep.CHORE, Heartbeats.chore(), DeadLetters.chore());
    }

    @Override
    public List<Reference> references() {
        return AgentReferences.all();
    }

    @Override
    public List<Operations<Ground>> operations() {
        return List.of(
                AgentOperations.ALL,
                MessageOperations.ALL,
                InboxOperations.ALL,
                MemoryOperations.ALL,
                ContextOperations.ALL);
    }

    @Override
    public List<Figure> figures(Ground ground) {
        return AgentFigures.all();
    }

    @Override
    public List<Summary> summaries() {
        return AgentSummaries.all();
    }

    @Override
    public List<Briefing> briefings() {
        return List.of(AgentBriefing.ofTasks());
    }

    @Override
    public List<ToolFiles> files() {
        return files;
    }
}

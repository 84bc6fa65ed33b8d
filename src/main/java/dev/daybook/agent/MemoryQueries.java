package dev.daybook.agent;

import static dev.daybook.readmodel.Tables.AGENT_RECORD;
import static dev.daybook.readmodel.Tables.CONTEXT_SESSIONS;
import static dev.daybook.readmodel.Tables.CONTEXT_THRESHOLD;
import static dev.daybook.readmodel.Tables.DOCUMENT;
import static dev.daybook.readmodel.Tables.MEMORY_FILE;
import static dev.daybook.readmodel.Tables.MEMORY_KNOWN;
import static dev.daybook.readmodel.Tables.MEMORY_SNAPSHOTS;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
import dev.daybook.query.Hit;
import dev.daybook.query.Keyset;
import dev.daybook.query.Keyset.Part;
import dev.daybook.query.Page;
import dev.daybook.query.Reads;
import dev.daybook.query.Scope;
import dev.daybook.query.SearchQueries;
import dev.daybook.query.SearchRequest;
import dev.daybook.slice.Ground;
import dev.daybook.text.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectConditionStep;
import org.jooq.impl.DSL;

/**
 * Questions about what agents remember, as of now or of any other moment. A memory was known from when it was remembered
 * until it was retracted, expired, or said by another one; and it says itself from when to when it is so. Thread-safe.
 */
record MemoryQueries(Ground ground) {

    private static final Keyset NEWEST_FIRST =
            Keyset.of("memories", Part.text(MEMORY_SNAPSHOTS.KNOWN_AT).down(), Part.text(MEMORY_SNAPSHOTS.ID));

    /** A read model that is behind for longer is asked as it is. */
    private static final Duration BEHIND_MAX = Duration.ofSeconds(2);

    /** What the file says that a memory names, and whose its session is: of a memory that does not say it. */
    private static final Field<String> OF_FILE = DSL.field(DSL.select(MEMORY_FILE.CONTENT)
                    .from(MEMORY_FILE)
                    .where(MEMORY_FILE.ID.eq(MEMORY_SNAPSHOTS.CONTENT_ITEM)))
            .as("of_file");

    private static final Field<String> OF_SESSION = DSL.field(DSL.select(CONTEXT_SESSIONS.AGENT_ID)
                    .from(CONTEXT_SESSIONS)
                    .where(CONTEXT_SESSIONS.ID.eq(MEMORY_SNAPSHOTS.CONTEXT_ID))
                    .and(MEMORY_SNAPSHOTS.AGENT_ID.isNull()))
            .as("of_session");

    /**
     * Which memories are meant.
     *
     * @param all those that are over, too
     */
    record Wanted(Optional<String> agent, Optional<String> tag, Optional<String> type, boolean all) {

        /** @param bySession whether memories may be the agent's because their sessions are: see {@link #isBySession} */
        Condition condition(Instant at, boolean bySession) {
            return DSL.and(
                    agent.map(name -> bySession
                                    ? MEMORY_SNAPSHOTS.AGENT_ID.eq(name).or(isOfSessionOf(name))
                                    : MEMORY_SNAPSHOTS.AGENT_ID.eq(name))
                            .orElse(DSL.noCondition()),
                    type.map(MEMORY_SNAPSHOTS.MEMORY_TYPE::eq).orElse(DSL.noCondition()),
                    tag.map(Wanted::tagged).orElse(DSL.noCondition()),
                    all ? DSL.noCondition() : isSo(at));
        }

        /**
         * Returns whether sessions of the agent have memories that do not say whose they are. Where none have, as in
         * Daybook itself, its memories are those of one index, in its order.
         */
        boolean isBySession(Reads reads) {
            return agent.isPresent()
                    && reads.read(tables -> tables.fetchExists(DSL.selectOne()
                            .from(CONTEXT_SESSIONS)
                            .crossJoin(MEMORY_SNAPSHOTS)
                            .where(CONTEXT_SESSIONS.AGENT_ID.eq(agent.get()))
                            .and(MEMORY_SNAPSHOTS.CONTEXT_ID.eq(CONTEXT_SESSIONS.ID))
                            .and(MEMORY_SNAPSHOTS.AGENT_ID.isNull())));
        }

        private static Condition isOfSessionOf(String name) {
            return MEMORY_SNAPSHOTS
                    .AGENT_ID
                    .isNull()
                    .and(MEMORY_SNAPSHOTS.CONTEXT_ID.in(DSL.select(CONTEXT_SESSIONS.ID)
                            .from(CONTEXT_SESSIONS)
                            .where(CONTEXT_SESSIONS.AGENT_ID.eq(name))));
        }

        private static Condition tagged(String tag) {
            return DSL.condition(
                    "exists (select 1 from json_each(case when json_valid({0}) then {0} else '[]' end) where value = {1})",
                    MEMORY_SNAPSHOTS.TAGS, DSL.val(tag));
        }
    }

    /** What was known at a moment, and was so then. */
    static Condition isSo(Instant at) {
        return DSL.exists(DSL.selectOne()
                        .from(MEMORY_KNOWN)
                        .where(MEMORY_KNOWN.ID.eq(MEMORY_SNAPSHOTS.ID))
                        .and(MEMORY_KNOWN.KNOWN_FROM.le(Times.text(at)))
                        .and(MEMORY_KNOWN.KNOWN_UNTIL.isNull().or(MEMORY_KNOWN.KNOWN_UNTIL.gt(Times.text(at)))))
                .and(MEMORY_SNAPSHOTS.VALID_FROM.isNull().or(MEMORY_SNAPSHOTS.VALID_FROM.le(Times.text(at))))
                .and(isToCome(MEMORY_SNAPSHOTS.VALID_UNTIL, at))
                .and(isToCome(MEMORY_SNAPSHOTS.EXPIRES_AT, at));
    }

    /** Whether a time has not come yet at a moment, or never comes. */
    private static Condition isToCome(Field<String> time, Instant at) {
        return time.isNull().or(time.gt(Times.text(at)));
    }

    /** Returns a memory as it is now. */
    Optional<MemoryView> find(String id) {
        return Records.one(this::read, tables -> memories(tables).and(MEMORY_SNAPSHOTS.ID.eq(id)), MemoryQueries::view)
                .map(memory -> memory.at(ground.clock().instant()));
    }

    /** Returns a memory as it was at a moment. */
    Optional<MemoryView> find(String id, Instant at) {
        return find(id).flatMap(memory -> asOf(memory, at));
    }

    /** Lists memories that were known at a moment, as they were then, the newest first. */
    Page<MemoryView> list(Wanted wanted, Instant at, Optional<String> cursor, int limit) {
        return page(this::read, wanted, at, cursor, limit)
                .map(memory -> asOf(memory, at).orElse(memory).at(at));
    }

    static Page<MemoryView> page(Reads reads, Wanted wanted, Instant at, Optional<String> cursor, int limit) {
        Condition condition = wanted.condition(at, wanted.isBySession(reads));
        return Records.page(
                reads, tables -> memories(tables).and(condition), NEWEST_FIRST, cursor, limit, MemoryQueries::view);
    }

    /** Finds memories by their words that were known at a moment, or are now; their words are those of today. */
    Page<MemoryHit> search(String words, Wanted wanted, Optional<Instant> asOf, Optional<String> cursor, int limit) {
        ground.readModels().requireWhole(AgentProjection.NAME); // else what is answered is waited for in vain
        ground.posted(AgentProjection.NAME, ground.readModels().position("search"), BEHIND_MAX); // both are asked
        Instant at = asOf.orElseGet(ground.clock()::instant);
        Page<Hit> page =
                hits(ground.reads(AgentProjection.NAME, "search"), words, wanted, at, asOf.isEmpty(), cursor, limit);
        var hits = new LinkedHashMap<String, Hit>(); // several members of a file may have the words: the best counts
        ofMemories(page.items(), wanted, at).forEach(hit -> hits.putIfAbsent(hit.id(), hit));
        return new Page<>(
                all(List.copyOf(hits.keySet())).stream()
                        .map(memory -> hit(Objects.requireNonNull(hits.get(memory.id())), memory, at))
                        .toList(),
                page.next());
    }

    /** Returns what was found with files as found with the memories that name them. */
    private Stream<Hit> ofMemories(List<Hit> hits, Wanted wanted, Instant at) {
        List<String> files = hits.stream()
                .filter(MemoryQueries::isOfFile)
                .map(Hit::id)
                .distinct()
                .toList();
        if (files.isEmpty()) {
            return hits.stream();
        }
        Reads reads = ground.reads(AgentProjection.NAME);
        Condition condition = wanted.condition(at, wanted.isBySession(reads));
        Map<String, List<String>> memories =
                reads.read(tables -> tables.select(MEMORY_SNAPSHOTS.CONTENT_ITEM, MEMORY_SNAPSHOTS.ID)
                        .from(MEMORY_SNAPSHOTS)
                        .where(MEMORY_SNAPSHOTS.CONTENT_ITEM.in(files))
                        .and(condition)
                        .orderBy(MEMORY_SNAPSHOTS.ID)
                        .fetchGroups(MEMORY_SNAPSHOTS.CONTENT_ITEM, MEMORY_SNAPSHOTS.ID));
        return hits.stream()
                .flatMap(hit -> isOfFile(hit)
                        ? memories.getOrDefault(hit.id(), List.of()).stream().map(hit::of)
                        : Stream.of(hit));
    }

    private static boolean isOfFile(Hit hit) {
        return hit.kind().equals(MemoryDocument.ITEM);
    }

    /** @param isNow whether the moment is now, so that the index knows what is over */
    static Page<Hit> hits(
            Reads reads, String words, Wanted wanted, Instant at, boolean isNow, Optional<String> cursor, int limit) {
        boolean bySession = wanted.isBySession(reads);
        boolean withFiles = reads.read(tables -> tables.fetchExists(
                DSL.selectOne().from(MEMORY_SNAPSHOTS).where(MEMORY_SNAPSHOTS.CONTENT_ITEM.isNotNull())));
        Condition isWanted = wanted.condition(at, bySession);
        Condition memory = DOCUMENT.KIND.eq(MemoryEvent.CATEGORY).and(isOf(MEMORY_SNAPSHOTS.ID, isWanted));
        Condition file = DOCUMENT.KIND.eq(MemoryDocument.ITEM).and(isOf(MEMORY_SNAPSHOTS.CONTENT_ITEM, isWanted));
        Scope scope = MemoryDocument.scope(bySession ? Optional.empty() : wanted.agent(), isNow && !wanted.all());
        return new SearchQueries(reads)
                .search(
                        new SearchRequest(
                                words, Optional.empty(), Optional.empty(), Optional.empty(), cursor, limit, "", ""),
                        withFiles ? scope.or(MemoryDocument.FILES) : scope,
                        withFiles ? memory.or(file) : memory);
    }

    /** Whether a document is of a memory that is wanted. */
    private static Condition isOf(Field<String> owner, Condition isWanted) {
        return DSL.exists(DSL.selectOne()
                .from(MEMORY_SNAPSHOTS)
                .where(owner.eq(DOCUMENT.OWNER))
                .and(isWanted));
    }

    private MemoryHit hit(Hit hit, MemoryView memory, Instant at) {
        MemoryView then = asOf(memory, at).orElse(memory).at(at);
        JsonNode record = JsonText.tree(then.record());
        return new MemoryHit(
                hit.id(),
                then.status(),
                Optional.ofNullable(record.path("agent_id").textValue()),
                MemoryView.line(record),
                hit.snippet(),
                MemoryView.tags(record.path("tags")),
                Optional.of(record.path("importance_score"))
                        .filter(JsonNode::isNumber)
                        .map(JsonNode::asDouble),
                then.createdAt(),
                hit.score());
    }

    /** Returns it as it was at a moment; nothing if it was not there then. */
    private Optional<MemoryView> asOf(MemoryView memory, Instant at) {
        return memory.updatedAt().isAfter(at)
                ? MemoryHistory.at(memory, at, ground).map(then -> then.toldAs(memory))
                : Optional.of(memory);
    }

    /** Returns those memories as they are now, in the order of the ids; the others are not there. */
    List<MemoryView> all(List<String> ids) {
        Map<String, MemoryView> found = Records.all(
                        this::read, tables -> memories(tables).and(MEMORY_SNAPSHOTS.ID.in(ids)), MemoryQueries::view)
                .stream()
                .collect(Collectors.toMap(MemoryView::id, Function.identity()));
        return ids.stream().flatMap(id -> Stream.ofNullable(found.get(id))).toList();
    }

    /** Returns the agents that remember something that no file holds. */
    List<String> agents() {
        return read(tables -> tables.selectDistinct(MEMORY_SNAPSHOTS.AGENT_ID)
                .from(MEMORY_SNAPSHOTS)
                .crossJoin(AGENT_RECORD)
                .where(Records.isOf(Kind.MEMORY, MEMORY_SNAPSHOTS.ID))
                .and(isOwn())
                .and(MEMORY_SNAPSHOTS.AGENT_ID.isNotNull())
                .orderBy(MEMORY_SNAPSHOTS.AGENT_ID)
                .fetch(MEMORY_SNAPSHOTS.AGENT_ID));
    }

    /**
     * Returns what an agent knows now, what it learned first at first: without what files hold, whose time is over, or
     * what was taken out of a bundle again.
     */
    List<MemoryKept> kept(String agent, Instant at) {
        return kept(MEMORY_SNAPSHOTS
                .AGENT_ID
                .eq(agent)
                .and(isToCome(MEMORY_SNAPSHOTS.EXPIRES_AT, at))
                .and(DSL.notExists(DSL.selectOne()
                        .from(MEMORY_KNOWN)
                        .where(MEMORY_KNOWN.ID.eq(MEMORY_SNAPSHOTS.ID))
                        .and(MEMORY_KNOWN.KNOWN_UNTIL.isNotNull()))));
    }

    /** Returns what is known whose time is over, without what files hold. */
    List<MemoryKept> toExpire(Instant at) {
        return kept(MEMORY_SNAPSHOTS.EXPIRES_AT.le(Times.text(at)));
    }

    private List<MemoryKept> kept(Condition wanted) {
        return read(tables -> tables.select(MEMORY_SNAPSHOTS.fields())
                .select(AGENT_RECORD.LARGE)
                .from(MEMORY_SNAPSHOTS)
                .crossJoin(AGENT_RECORD)
                .where(Records.isOf(Kind.MEMORY, MEMORY_SNAPSHOTS.ID))
                .and(isOwn())
                .and(wanted)
                .orderBy(MEMORY_SNAPSHOTS.KNOWN_AT, MEMORY_SNAPSHOTS.ID)
                .fetch(row -> kept(row, tables)));
    }

    private static MemoryKept kept(Record row, DSLContext tables) {
        String text = Records.text(row, MEMORY_SNAPSHOTS.TEXT, tables);
        return new MemoryKept(
                row.get(MEMORY_SNAPSHOTS.ID),
                text(row, MEMORY_SNAPSHOTS.AGENT_ID),
                MemoryDocument.line(text),
                MemoryKept.meaning(
                        text,
                        text(row, MEMORY_SNAPSHOTS.CONTENT_HASH),
                        text(row, MEMORY_SNAPSHOTS.VALID_FROM),
                        text(row, MEMORY_SNAPSHOTS.VALID_UNTIL)),
                text(row, MEMORY_SNAPSHOTS.MEMORY_TYPE),
                Optional.ofNullable(row.get(MEMORY_SNAPSHOTS.IMPORTANCE_SCORE))
                        .map(Number::doubleValue)
                        .orElse(0.0),
                Optional.ofNullable(row.get(MEMORY_SNAPSHOTS.SIZE_BYTES))
                        .map(Number::longValue)
                        .orElse(0L),
                text(row, MEMORY_SNAPSHOTS.EXPIRES_AT),
                Times.instant(row.get(MEMORY_SNAPSHOTS.KNOWN_AT)));
    }

    private static String text(Record row, Field<String> column) {
        return Optional.ofNullable(row.get(column)).orElse("");
    }

    /** What is known, and no file of a tool said first. */
    private static Condition isOwn() {
        return AGENT_RECORD
                .FROM_FILE
                .cast(Integer.class)
                .eq(0)
                .and(DSL.exists(DSL.selectOne()
                        .from(MEMORY_KNOWN)
                        .where(MEMORY_KNOWN.ID.eq(MEMORY_SNAPSHOTS.ID))
                        .and(MEMORY_KNOWN.KNOWN_UNTIL.isNull())));
    }

    /** Returns the agents with a context above a threshold, and since when. */
    Map<String, Instant> fullSince(int percent) {
        Field<String> since = DSL.max(CONTEXT_THRESHOLD.CROSSED_AT);
        return read(tables -> tables.select(CONTEXT_SESSIONS.AGENT_ID, since)
                .from(CONTEXT_THRESHOLD)
                .join(CONTEXT_SESSIONS)
                .on(CONTEXT_SESSIONS.ID.eq(CONTEXT_THRESHOLD.ID))
                .where(CONTEXT_THRESHOLD.LEFT_AT.isNull())
                .and(CONTEXT_THRESHOLD.PERCENT.cast(Integer.class).ge(percent))
                .and(CONTEXT_SESSIONS.AGENT_ID.isNotNull())
                .groupBy(CONTEXT_SESSIONS.AGENT_ID)
                .fetchMap(row -> row.get(CONTEXT_SESSIONS.AGENT_ID), row -> Times.instant(row.get(since))));
    }

    /** Returns which memories another one stands for. */
    List<String> consolidated(String into) {
        return read(tables -> tables.select(MEMORY_SNAPSHOTS.ID)
                .from(MEMORY_SNAPSHOTS)
                .where(MEMORY_SNAPSHOTS.CONSOLIDATED_INTO.eq(into))
                .orderBy(MEMORY_SNAPSHOTS.ID)
                .fetch(MEMORY_SNAPSHOTS.ID));
    }

    private static MemoryView view(Record row) {
        var record = new Json(row.get(AGENT_RECORD.RECORD));
        Optional<Json> content = Optional.ofNullable(row.get(OF_FILE)).map(Json::new);
        Optional<String> agent = Optional.ofNullable(row.get(OF_SESSION));
        return new MemoryView(
                row.get(AGENT_RECORD.ID),
                "",
                List.of(),
                content.isEmpty() && agent.isEmpty() ? record : MemoryView.completed(record, content, agent),
                Times.instant(row.get(AGENT_RECORD.CREATED_AT)),
                Times.instant(row.get(AGENT_RECORD.UPDATED_AT)),
                row.get(AGENT_RECORD.REVISION),
                row.get(AGENT_RECORD.POSITION));
    }

    private <T> T read(Function<DSLContext, T> question) {
        return ground.reads(AgentProjection.NAME).read(question);
    }

    private static SelectConditionStep<Record> memories(DSLContext tables) {
        return tables.select(AGENT_RECORD.fields())
                .select(MEMORY_SNAPSHOTS.KNOWN_AT, MEMORY_SNAPSHOTS.ID, OF_FILE, OF_SESSION)
                .from(MEMORY_SNAPSHOTS)
                .crossJoin(AGENT_RECORD)
                .where(Records.isOf(Kind.MEMORY, MEMORY_SNAPSHOTS.ID));
    }
}

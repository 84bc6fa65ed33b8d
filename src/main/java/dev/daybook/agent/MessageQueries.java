package dev.daybook.agent;

import static dev.daybook.readmodel.Tables.AGENTS;
import static dev.daybook.readmodel.Tables.AGENT_GONE;
import static dev.daybook.readmodel.Tables.AGENT_MESSAGES;
import static dev.daybook.readmodel.Tables.AGENT_RECORD;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
import dev.daybook.query.Keyset;
import dev.daybook.query.Keyset.Part;
import dev.daybook.query.Page;
import dev.daybook.query.Reads;
import dev.daybook.text.Times;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectConditionStep;
import org.jooq.SelectField;
import org.jooq.impl.DSL;

/** Questions about messages between agents. Thread-safe. */
final class MessageQueries {

    /** What counts where a message has no priority. */
    static final long PRIORITY = 5;

    private static final Field<Long> URGENCY = DSL.coalesce(AGENT_MESSAGES.PRIORITY, DSL.inline(PRIORITY));
    private static final Field<String> SENT = DSL.coalesce(AGENT_MESSAGES.ORDERED_AT, DSL.inline(""));

    private static final Keyset INBOX =
            Keyset.of("inbox", Part.number(URGENCY), Part.text(SENT), Part.text(AGENT_MESSAGES.ID));
    private static final Keyset NEWEST = Keyset.of(
            "messages", Part.text(SENT).down(), Part.text(AGENT_MESSAGES.ID).down());

    /** Literally the condition of agent_messages_given_up: only then does SQLite see that it has all of them. */
    private static final Condition MAY_BE_DEAD =
            AGENT_MESSAGES.DEAD_AT.isNotNull().or(AGENT_MESSAGES.EXPIRES_AT.isNotNull());

    private static final List<SelectField<?>> FIELDS = List.of(
            AGENT_MESSAGES.ID,
            AGENT_MESSAGES.FROM_AGENT,
            AGENT_MESSAGES.TO_AGENT,
            AGENT_MESSAGES.MESSAGE_TYPE,
            AGENT_MESSAGES.PRIORITY,
            AGENT_MESSAGES.SENT_AT,
            AGENT_MESSAGES.DELIVERED_AT,
            AGENT_MESSAGES.ACKNOWLEDGED_AT,
            AGENT_MESSAGES.ANSWERS,
            AGENT_MESSAGES.ANSWERED_BY,
            AGENT_MESSAGES.EXPIRES_AT,
            AGENT_MESSAGES.DEAD_AT,
            AGENT_MESSAGES.DEAD_WHY,
            URGENCY,
            SENT,
            AGENT_RECORD.RECORD,
            AGENT_RECORD.LARGE,
            AGENT_RECORD.REVISION,
            AGENT_RECORD.POSITION);

    private final Reads reads;

    /**
     * Which messages are meant.
     *
     * @param priority those that are at least as urgent
     * @param unseen those that nobody has seen yet
     */
    record Filter(
            Optional<String> from,
            Optional<String> to,
            Optional<String> type,
            Optional<Integer> priority,
            boolean unseen) {

        private Condition condition() {
            return equal(AGENT_MESSAGES.FROM_AGENT, from)
                    .and(equal(AGENT_MESSAGES.TO_AGENT, to))
                    .and(equal(AGENT_MESSAGES.MESSAGE_TYPE, type))
                    .and(priority.map(number -> URGENCY.le((long) number)).orElse(DSL.noCondition()))
                    .and(unseen ? AGENT_MESSAGES.DELIVERED_AT.isNull() : DSL.noCondition());
        }

        private static Condition equal(Field<String> column, Optional<String> word) {
            return word.map(column::eq).orElse(DSL.noCondition());
        }
    }

    MessageQueries(Reads reads) {
        this.reads = reads;
    }

    Optional<MessageView> message(String id, Instant now) {
        return Records.one(reads, tables -> messages(tables).and(AGENT_MESSAGES.ID.eq(id)), row -> view(row, now));
    }

    /** Lists messages, the newest first. */
    Page<MessageView> messages(
            Filter filter, Optional<String> status, Instant now, Optional<String> cursor, int limit) {
        Condition wanted =
                filter.condition().and(status.map(word -> condition(word, now)).orElse(DSL.noCondition()));
        return page(NEWEST, wanted, now, cursor, limit);
    }

    /** Lists what an agent has not dealt with yet, the most urgent first, then the oldest. */
    Page<MessageView> inbox(String agent, Filter filter, Instant now, Optional<String> cursor, int limit) {
        Condition wanted = AGENT_MESSAGES.TO_AGENT.eq(agent).and(isOpen(now)).and(filter.condition());
        return page(INBOX, wanted, now, cursor, limit);
    }

    private Page<MessageView> page(Keyset order, Condition wanted, Instant now, Optional<String> cursor, int limit) {
        return Records.page(reads, tables -> messages(tables).and(wanted), order, cursor, limit, row -> view(row, now));
    }

    /** Returns the ids of what nobody has dealt with, of those that are meant. */
    List<String> open(Condition meant, int limit) {
        return ids(meant.and(AGENT_MESSAGES.DEAD_AT.isNull()), limit);
    }

    /** As {@link #open}, of all that was given up. */
    List<String> dead(Condition meant) {
        return ids(meant.and(AGENT_MESSAGES.DEAD_AT.isNotNull()), Integer.MAX_VALUE);
    }

    private List<String> ids(Condition meant, int limit) {
        return reads.read(tables -> tables.select(AGENT_MESSAGES.ID)
                .from(AGENT_MESSAGES)
                .crossJoin(AGENT_RECORD)
                .where(Records.isOf(Kind.MESSAGE, AGENT_MESSAGES.ID))
                .and(AGENT_MESSAGES.ACKNOWLEDGED_AT.isNull())
                .and(meant)
                .limit(limit)
                .fetch(AGENT_MESSAGES.ID));
    }

    /** Returns those of the names that are of agents. */
    Set<String> known(Collection<String> names) {
        return reads.read(tables -> tables.select(AGENTS.AGENT_ID)
                .from(AGENTS)
                .where(AGENTS.AGENT_ID.in(names))
                .fetchSet(AGENTS.AGENT_ID));
    }

    /** Returns all agents that may have something to do yet. */
    Set<String> atWork() {
        return reads.read(tables -> tables.selectDistinct(AGENTS.AGENT_ID)
                .from(AGENTS)
                .crossJoin(AGENT_RECORD)
                .where(Records.isOf(Kind.AGENT, AGENTS.ID))
                .and(DSL.coalesce(AGENTS.STATUS, DSL.inline("")).ne("completed"))
                .fetchSet(AGENTS.AGENT_ID));
    }

    /** Returns whether an agent, or somebody who sent or got a message, is called so. */
    boolean isSomebody(String name) {
        return !known(List.of(name)).isEmpty()
                || reads.read(tables -> tables.fetchExists(DSL.selectOne()
                        .from(AGENT_MESSAGES)
                        .where(AGENT_MESSAGES.TO_AGENT.eq(name).or(AGENT_MESSAGES.FROM_AGENT.eq(name)))));
    }

    private static SelectConditionStep<Record> messages(DSLContext tables) {
        return tables.select(FIELDS)
                .from(AGENT_MESSAGES)
                .crossJoin(AGENT_RECORD)
                .where(Records.isOf(Kind.MESSAGE, AGENT_MESSAGES.ID));
    }

    static Condition isOpen(Instant now) {
        return AGENT_MESSAGES
                .ACKNOWLEDGED_AT
                .isNull()
                .and(AGENT_MESSAGES.DEAD_AT.isNull())
                .and(isExpired(now).not());
    }

    /** Whose time is over is dead, whether that was said yet or not. */
    static Condition isExpired(Instant now) {
        return DSL.coalesce(AGENT_MESSAGES.EXPIRES_AT, DSL.inline("9")).le(Times.text(now));
    }

    /** Whether its receiver was an agent, and is none any more; who never was one may read it nevertheless. */
    static Condition isToRemoved() {
        return AGENT_MESSAGES.TO_AGENT.in(DSL.select(AGENT_GONE.AGENT)
                .from(AGENT_GONE)
                .where(DSL.notExists(DSL.selectOne().from(AGENTS).where(AGENTS.AGENT_ID.eq(AGENT_GONE.AGENT)))));
    }

    private static Condition condition(String status, Instant now) {
        return switch (status) {
            case "acknowledged" -> AGENT_MESSAGES.ACKNOWLEDGED_AT.isNotNull();
            case "dead" ->
                AGENT_MESSAGES
                        .ACKNOWLEDGED_AT
                        .isNull()
                        .and(MAY_BE_DEAD)
                        .and(AGENT_MESSAGES.DEAD_AT.isNotNull().or(isExpired(now)));
            case "delivered" -> isOpen(now).and(AGENT_MESSAGES.DELIVERED_AT.isNotNull());
            default -> isOpen(now).and(AGENT_MESSAGES.DELIVERED_AT.isNull());
        };
    }

    private static MessageView view(Record row, Instant now) {
        JsonNode record = JsonText.tree(new Json(row.get(AGENT_RECORD.RECORD)));
        Optional<String> expires = Optional.ofNullable(row.get(AGENT_MESSAGES.EXPIRES_AT));
        boolean dead = row.get(AGENT_MESSAGES.DEAD_AT) != null
                || expires.filter(time -> time.compareTo(Times.text(now)) <= 0).isPresent();
        return new MessageView(
                row.get(AGENT_MESSAGES.ID),
                row.get(AGENT_MESSAGES.ACKNOWLEDGED_AT) != null
                        ? "acknowledged"
                        : dead ? "dead" : row.get(AGENT_MESSAGES.DELIVERED_AT) != null ? "delivered" : "waiting",
                Optional.ofNullable(row.get(AGENT_MESSAGES.FROM_AGENT)),
                Optional.ofNullable(row.get(AGENT_MESSAGES.TO_AGENT)),
                Optional.ofNullable(row.get(AGENT_MESSAGES.MESSAGE_TYPE)),
                Optional.ofNullable(row.get(AGENT_MESSAGES.PRIORITY)),
                record.has("content") ? JsonText.of(record.path("content")) : Json.NULL, // files may not say it
                Optional.ofNullable(row.get(AGENT_MESSAGES.SENT_AT)),
                Optional.ofNullable(row.get(AGENT_MESSAGES.DELIVERED_AT)),
                Optional.ofNullable(row.get(AGENT_MESSAGES.ACKNOWLEDGED_AT)),
                Optional.ofNullable(row.get(AGENT_MESSAGES.ANSWERS)),
                Optional.ofNullable(row.get(AGENT_MESSAGES.ANSWERED_BY)),
                expires,
                Optional.ofNullable(row.get(AGENT_MESSAGES.DEAD_AT)),
                Optional.ofNullable(row.get(AGENT_MESSAGES.DEAD_WHY)),
                row.get(AGENT_RECORD.REVISION),
                row.get(AGENT_RECORD.POSITION));
    }
}

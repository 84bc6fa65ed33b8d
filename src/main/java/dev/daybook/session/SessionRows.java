package dev.daybook.session;

import dev.daybook.event.Recorded;
import dev.daybook.projection.Tables;
import dev.daybook.session.SessionEvent.Created;
import dev.daybook.text.Times;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Rows of {@code session} that a batch works on. What belongs to them is written at once. */
final class SessionRows {

    /** More are written before the batch ends: tasks are texts of any length. */
    private static final int ROWS_MAX = 500;

    private final Map<SessionId, SessionTable> rows = new LinkedHashMap<>();

    void apply(SessionEvent event, Recorded recorded, Tables tables) {
        if (rows.size() >= ROWS_MAX) {
            flush(tables);
        }
        Optional<SessionTable> known =
                recorded.entry().revision() == 0 ? Optional.empty() : find(event.session(), tables);
        if (event instanceof Created it) {
            begin(it, known, recorded, tables);
        } else if (known.isPresent()) {
            SessionTable row = known.get();
            touch(row, recorded);
            if (!row.deleted) {
                apply(event, row, recorded, tables);
            }
        }
    }

    private void begin(Created it, Optional<SessionTable> known, Recorded recorded, Tables tables) {
        SessionTable row = known.orElseGet(() -> new SessionTable(it.session(), it.profile(), recorded));
        rows.put(it.session(), row);
        touch(row, recorded);
        SessionParts.cutMessages(row, 0, tables);
        SessionParts.cutInstances(row, 0, tables);
        if (row.deleted) {
            row.deleted = false;
            row.begunPosition = recorded.position().value(); // the tool would write it last
        }
        row.createdAt = Times.nanos(recorded.occurredAt());
        row.say(it.profile(), recorded);
        it.instances().forEach(instance -> SessionParts.putInstance(row, row.instances, instance, tables));
    }

    private static void touch(SessionTable row, Recorded recorded) {
        row.revision = recorded.entry().revision();
        row.position = recorded.position().value();
    }

    private static void apply(SessionEvent event, SessionTable row, Recorded recorded, Tables tables) {
        Profile profile = row.profile();
        switch (event) {
            case Created _ -> {} // see begin
            case SessionEvent.Revised it -> row.say(it.profile(), recorded);
            case SessionEvent.StatusChanged it ->
                row.say(profile.become(it.status(), it.completedAt(), it.updatedAt()), recorded);
            case SessionEvent.WinnerChosen it ->
                row.say(profile.won(it.winnerId()).at(it.updatedAt()), recorded);
            case SessionEvent.IntegrationChanged it ->
                row.say(
                        profile.integrated(it.integrationPhase(), it.integrationInstanceId())
                                .at(it.updatedAt()),
                        recorded);
            case SessionEvent.Evaluated it ->
                row.say(profile.evaluated(it.evaluation()).at(it.updatedAt()), recorded);
            case SessionEvent.InstanceAdded it -> {
                row.say(profile.at(it.updatedAt()), recorded);
                SessionParts.putInstance(row, row.instances, it.instance(), tables);
            }
            case SessionEvent.InstanceRevised it -> {
                row.say(profile.at(it.updatedAt()), recorded);
                SessionParts.putInstance(row, it.index(), it.instance(), tables);
            }
            case SessionEvent.InstanceStatusChanged it -> {
                row.say(profile.at(it.updatedAt()), recorded);
                SessionParts.changeStatus(row, it.index(), it.instanceStatus(), tables);
            }
            case SessionEvent.InstancesCut it -> {
                row.say(profile.at(it.updatedAt()), recorded);
                SessionParts.cutInstances(row, it.length(), tables);
            }
            case SessionEvent.MessagesAdded it -> {
                row.say(profile.at(it.updatedAt()), recorded);
                it.messages().forEach(message -> SessionParts.putMessage(row, row.messages, message, tables));
            }
            case SessionEvent.MessageRevised it -> {
                row.say(profile.at(it.updatedAt()), recorded);
                SessionParts.putMessage(row, it.index(), it.message(), tables);
            }
            case SessionEvent.MessagesCut it -> {
                row.say(profile.at(it.updatedAt()), recorded);
                SessionParts.cutMessages(row, it.length(), tables);
            }
            case SessionEvent.Deleted _ -> {
                row.deleted = true;
                SessionParts.cutMessages(row, 0, tables);
                SessionParts.cutInstances(row, 0, tables);
                SessionParts.removeVariants(row, tables);
                row.removeDocument(tables);
            }
            case SessionEvent.VariantRecorded it -> SessionParts.putVariant(row, it, tables);
            case SessionEvent.VariantGone it -> SessionParts.removeVariant(row, it, tables);
            case SessionEvent.Claimed _ -> {} // for the way back to the file only
        }
    }

    /** Takes out all rows of a session, its own too. */
    static void remove(SessionId session, Tables tables) {
        SessionTable.find(session, tables).ifPresent(row -> {
            SessionParts.cutMessages(row, 0, tables);
            SessionParts.cutInstances(row, 0, tables);
            SessionParts.removeVariants(row, tables);
            row.remove(tables);
        });
    }

    /** Takes the revision of an event that does not count. */
    void passOver(SessionId session, long revision, Tables tables) {
        find(session, tables).ifPresent(row -> row.revision = revision);
    }

    private Optional<SessionTable> find(SessionId session, Tables tables) {
        SessionTable row = rows.get(session);
        if (row == null) {
            Optional<SessionTable> stored = SessionTable.find(session, tables);
            stored.ifPresent(sessionTable -> rows.put(session, sessionTable));
            return stored;
        }
        return Optional.of(row);
    }

    void flush(Tables tables) {
        rows.values().forEach(row -> row.write(tables));
        rows.values().forEach(row -> row.removeDocument(tables)); // statements of one kind are sent together
        rows.values().forEach(row -> row.keepDocument(tables));
        rows.clear();
    }

    void forget() {
        rows.clear();
    }
}

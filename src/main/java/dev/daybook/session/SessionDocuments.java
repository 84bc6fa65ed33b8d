package dev.daybook.session;

import dev.daybook.domain.LongText;
import dev.daybook.event.Recorded;
import dev.daybook.journal.StreamId;
import dev.daybook.projection.Documents;
import dev.daybook.projection.Subject;
import dev.daybook.projection.Tables;
import java.util.Set;

/**
 * What can be found of a session: its task, what people and agents said, and what the terminal of each instance showed.
 * What the system says is the scroll-back of the same terminals, again and again: it is not looked for.
 */
final class SessionDocuments implements Documents.Source {

    private static final String KIND = "session";

    private static final String TASK = "task";
    private static final String OUTPUT = "output/";
    private static final Set<String> ROLES = Set.of("user", "assistant");

    @Override
    public boolean posts(StreamId stream) {
        return stream.category().equals(KIND);
    }

    /** What happens to a session that has not begun leaves nothing to be found. */
    @Override
    public void apply(Recorded recorded, Documents documents, Tables tables) {
        if (recorded.event() instanceof SessionEvent event) {
            String owner = event.session().text();
            if (event instanceof SessionEvent.Created it) {
                boolean again = recorded.entry().revision() > 0 && documents.isKnown(KIND, owner, tables);
                Subject session = documents.subject(KIND, owner, it.profile().status(), recorded, tables);
                if (again) {
                    documents.remove(session, tables); // of one that there was, nothing is left
                }
                begin(it, session, documents, tables);
            } else if (documents.isKnown(KIND, owner, tables)) {
                apply(event, documents.subject(KIND, owner, "", recorded, tables), documents, tables);
            }
        }
    }

    private static void begin(SessionEvent.Created it, Subject session, Documents documents, Tables tables) {
        session.deleted = false;
        session.notes = 0;
        session.status = it.profile().status();
        task(it.profile().task(), session, documents, tables);
        for (int index = 0; index < it.instances().size(); index++) {
            shown(it.instances().get(index), index, session, documents, tables);
        }
    }

    private static void apply(SessionEvent event, Subject session, Documents documents, Tables tables) {
        if (session.deleted) {
            return;
        }
        switch (event) {
            case SessionEvent.Revised it -> {
                session.status = it.profile().status();
                task(it.profile().task(), session, documents, tables);
            }
            case SessionEvent.StatusChanged it -> session.status = it.status();
            case SessionEvent.InstanceAdded it -> shown(it.instance(), it.index(), session, documents, tables);
            case SessionEvent.InstanceRevised it -> shown(it.instance(), it.index(), session, documents, tables);
            case SessionEvent.InstancesCut it ->
                documents.remove(
                        session,
                        part -> part.startsWith(OUTPUT)
                                && Long.parseLong(part, OUTPUT.length(), part.length(), 10) >= it.length(),
                        tables);
            case SessionEvent.MessagesAdded it ->
                it.messages().forEach(message -> add(message, session, documents, tables));
            case SessionEvent.MessageRevised it -> {
                if (it.index() < session.notes) {
                    documents.remove(session, part(it.index()), tables);
                    put(it.message(), it.index(), session, documents, tables);
                } else {
                    add(it.message(), session, documents, tables);
                }
            }
            case SessionEvent.MessagesCut it -> {
                for (long index = it.length(); index < session.notes; index++) {
                    documents.remove(session, part(index), tables);
                }
                session.notes = Math.min(session.notes, it.length());
            }
            case SessionEvent.Deleted _ -> {
                session.deleted = true;
                session.notes = 0;
                documents.remove(session, tables);
            }
            case SessionEvent.Created _,
                    SessionEvent.WinnerChosen _,
                    SessionEvent.IntegrationChanged _,
                    SessionEvent.Evaluated _,
                    SessionEvent.InstanceStatusChanged _,
                    SessionEvent.Claimed _,
                    SessionEvent.VariantRecorded _,
                    SessionEvent.VariantGone _ -> {} // no text that anyone would look for
        }
    }

    private static void task(String task, Subject session, Documents documents, Tables tables) {
        String title = SessionTable.title(task);
        session.title = title;
        documents.put(session, TASK, tables, text -> {
            text.title = title;
            text.spec = title.equals(task) ? "" : task; // a title is its beginning
        });
    }

    private static void shown(Instance it, int index, Subject session, Documents documents, Tables tables) {
        String output = it.output()
                .map(LongText::text)
                .filter(text -> !text.isBlank())
                .map(Documents::ends)
                .orElse("");
        if (output.isEmpty()) {
            documents.remove(session, OUTPUT + index, tables);
        } else {
            documents.put(session, OUTPUT + index, tables, text -> text.execution = output);
        }
    }

    private static void add(Message it, Subject session, Documents documents, Tables tables) {
        put(it, session.notes++, session, documents, tables);
    }

    private static void put(Message it, long index, Subject session, Documents documents, Tables tables) {
        if (ROLES.contains(it.role()) && !it.content().text().isBlank()) {
            var text = new Documents.Text();
            text.note = it.content().text();
            documents.add(session, part(index), tables, text);
        }
    }

    private static String part(long index) {
        return "message/" + index;
    }
}

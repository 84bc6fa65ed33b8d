package dev.daybook.projection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.domain.Event;
import dev.daybook.session.SessionEvent;
import dev.daybook.session.SessionId;
import dev.daybook.session.SessionQueries;
import dev.daybook.session.SessionRecord;
import dev.daybook.session.SessionShape;
import dev.daybook.session.SessionView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SessionProjectionTest extends ProjectionContract {

    @Override
    protected Projection projection() {
        return of("session");
    }

    @Override
    protected String category() {
        return "session";
    }

    @Test
    void each_session_is_what_its_events_come_to() {
        Event[] events = new Histories(31, 20).events(3_000);
        Map<SessionId, List<SessionEvent>> histories = new LinkedHashMap<>();
        for (Event event : events) {
            if (event instanceof SessionEvent it) {
                histories.computeIfAbsent(it.session(), _ -> new ArrayList<>()).add(it);
            }
        }
        ReadModels models = open("told");
        for (int at = 0; at < events.length; at += 250) { // in batches: rows are read back between them
            chronicle.append(List.of(events).subList(at, at + 250).toArray(Event[]::new));
            models.catchUp();
        }
        var sessions = new SessionQueries(models::read);

        assertThat(histories).hasSize(18);
        histories.forEach((id, history) -> {
            Optional<SessionRecord> told = SessionRecord.of(history);
            Optional<SessionView> posted = sessions.find(id);
            assertThat(posted.map(SessionView::json)).isEqualTo(told.map(SessionShape.RECORD::compact));
            assertThat(posted.map(it -> SessionShape.RECORD.of(it.json()))).isEqualTo(told);
            posted.ifPresent(it -> assertThat(it.revision()).isEqualTo(history.size() - 1));
        });
    }
}

package dev.daybook.session.ait42;

import dev.daybook.event.Recorded;
import dev.daybook.importing.Fact;
import dev.daybook.importing.LegacySource;
import dev.daybook.journal.StreamId;
import dev.daybook.session.SessionEvent.Deleted;
import dev.daybook.session.SessionId;
import java.util.List;
import java.util.Optional;

/** A session that a whole file does not tell of: gone if the file told of it before. */
record GoneSession(SessionId session, Origin origin) implements LegacySource.Entity {

    @Override
    public StreamId stream() {
        return new StreamId("session", session.text());
    }

    @Override
    public List<Fact> facts(List<Recorded> known) {
        SessionAccount account = SessionAccount.of(known);
        if (account.said(origin.name()).isEmpty()) {
            return List.of();
        }
        // One that somebody has deleted here is gone from the file, too, from now on.
        return List.of(new Fact(
                new Deleted(session, Optional.of("gone from " + origin.name())), origin.file(), origin.modifiedAt()));
    }
}

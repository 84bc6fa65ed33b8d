package dev.daybook.session.ait42;

import dev.daybook.domain.Event;
import dev.daybook.session.SessionCommand;
import dev.daybook.session.SessionDecider;
import dev.daybook.session.SessionEvent;
import dev.daybook.session.WorkspaceEvent.Located;
import dev.daybook.event.EventIds;
import dev.daybook.event.Recorded;
import dev.daybook.journal.Append;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.StreamId;
import dev.daybook.importing.Desk;
import dev.daybook.importing.Export;
import dev.daybook.importing.Limits;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A journal that sessions are imported into, and a user who changes them. */
final class Ait42Desk implements AutoCloseable {

    final Desk desk = new Desk(new Ait42Source(Limits.DEFAULT, ZoneOffset.UTC, Desk.CLOCK));
    private int told;

    /** Does what a user asks for, by the rules. */
    void does(SessionCommand command) {
        var decider = new SessionDecider();
        var stream = new StreamId("session", command.key());
        List<SessionEvent> before =
                desk.events(stream).stream().map(SessionEvent.class::cast).toList();
        decider.decide(command, decider.replay(before)).forEach(it -> tell(stream, it));
    }

    void locates(Located located) {
        tell(new StreamId("workspace", located.workspace()), located);
    }

    private void tell(StreamId stream, Event event) {
        var draft = desk.codec.draft(
                EventIds.derived("test", stream.toString(), Integer.toString(told++)),
                stream,
                event,
                Metadata.of("ada", "http"),
                Desk.CLOCK.instant());
        desk.journal.append(new Append(List.of(draft), Map.of())).join();
    }

    /** Returns all that is known of a session. */
    List<Recorded> entries(StreamId stream) {
        return desk.journal.readStream(stream, 0, Integer.MAX_VALUE).stream()
                .map(desk.codec::recorded)
                .toList();
    }

    Export.Report export(Path to) {
        return new Export(desk.journal, desk.codec, desk.timelines, List.of(new Ait42Writer()), Desk.CLOCK)
                .run(new Export.Options("ait42", to, Optional.empty(), Optional.empty(), Optional.empty(), false));
    }

    @Override
    public void close() {
        desk.close();
    }
}

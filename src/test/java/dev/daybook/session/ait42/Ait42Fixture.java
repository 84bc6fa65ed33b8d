package dev.daybook.session.ait42;

import dev.daybook.domain.Event;
import dev.daybook.event.EventIds;
import dev.daybook.event.Recorded;
import dev.daybook.importing.Limits;
import dev.daybook.importing.export.Export;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.journal.Append;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.StreamId;
import dev.daybook.session.SessionCommand;
import dev.daybook.session.SessionDecider;
import dev.daybook.session.SessionEvent;
import dev.daybook.session.WorkspaceEvent.Located;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A journal that sessions are imported into, and a user who changes them. */
final class Ait42Fixture implements AutoCloseable {

    final ImportFixture fixture =
            new ImportFixture(new Ait42Source(Limits.DEFAULT, ZoneOffset.UTC, ImportFixture.CLOCK));
    private int told;

    /** Does what a user asks for, by the rules. */
    void does(SessionCommand command) {
        var decider = new SessionDecider();
        var stream = new StreamId("session", command.key());
        List<SessionEvent> before =
                fixture.events(stream).stream().map(SessionEvent.class::cast).toList();
        decider.decide(command, decider.replay(before)).forEach(it -> tell(stream, it));
    }

    void locates(Located located) {
        tell(new StreamId("workspace", located.workspace()), located);
    }

    private void tell(StreamId stream, Event event) {
        var draft = fixture.codec.draft(
                EventIds.derived("test", stream.toString(), Integer.toString(told++)),
                stream,
                event,
                Metadata.of("ada", "http"),
                ImportFixture.CLOCK.instant());
        fixture.journal.append(new Append(List.of(draft), Map.of())).join();
    }

    /** Returns all that is known of a session. */
    List<Recorded> entries(StreamId stream) {
        return fixture.journal.readStream(stream, 0, Integer.MAX_VALUE).stream()
                .map(fixture.codec::recorded)
                .toList();
    }

    Export.Report export(Path to) {
        return new Export(
                        fixture.journal,
                        fixture.codec,
                        fixture.timelines,
                        List.of(new Ait42Writer()),
                        ImportFixture.CLOCK)
                .run(
                        new Export.Options("ait42", to, Optional.empty(), Optional.empty(), Optional.empty(), false),
                        Metadata.of("ada", "cli"),
                        _ -> {});
    }

    @Override
    public void close() {
        fixture.close();
    }
}

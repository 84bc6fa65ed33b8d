package dev.daybook.session.ait42;

import dev.daybook.domain.Json;
import dev.daybook.domain.file.FileEvent;
import dev.daybook.domain.file.FileEvent.Framed;
import dev.daybook.domain.file.FileEvent.Removed;
import dev.daybook.event.Recorded;
import dev.daybook.importing.Fact;
import dev.daybook.importing.FileEntity;
import dev.daybook.importing.LegacySource;
import dev.daybook.journal.StreamId;
import dev.daybook.session.ait42.SessionFrames.Frame;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What stands in a file of sessions besides its sessions. One that is as the tool writes it needs no word. */
record FrameEntity(Origin origin, Frame frame) implements LegacySource.Entity {

    @Override
    public StreamId stream() {
        return new StreamId(FileEntity.CATEGORY, origin.name());
    }

    @Override
    public Map<String, Integer> counts() {
        return Map.of();
    }

    @Override
    public List<Fact> facts(List<Recorded> known) {
        Optional<Json> last = Optional.empty();
        for (Recorded it : known) {
            last = switch (it.event()) {
                case Framed framed -> Optional.of(framed.frame());
                case Removed _ -> Optional.empty();
                default -> last;
            };
        }
        Json now = SessionFrames.json(frame);
        boolean same = last.map(now::equals).orElse(frame.equals(Frame.PLAIN));
        FileEvent event = new Framed(origin.name(), now);
        return same ? List.of() : List.of(new Fact(event, origin.file(), origin.modifiedAt()));
    }

    @Override
    public Map<String, Object> expected() {
        return Map.of();
    }

    @Override
    public Set<String> overridden(List<Recorded> known) {
        return Set.of();
    }
}

package dev.daybook.session.ait42;

import dev.daybook.domain.LongText;
import dev.daybook.event.Recorded;
import dev.daybook.importing.Fact;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.frame.FileEntity.Content;
import dev.daybook.journal.StreamId;
import dev.daybook.session.SessionEvent.VariantGone;
import dev.daybook.session.SessionEvent.VariantRecorded;
import dev.daybook.session.SessionId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Further records of a session in one file, which decide nothing, and the facts that they tell. */
record SessionVariants(SessionId session, Origin origin, List<Variant> variants) implements LegacySource.Entity {

    /**
     * One of them.
     *
     * @param place which of the session's records in the file it is, from 0
     * @param bytes as it stands there
     * @param at when it was changed
     */
    record Variant(int place, Content bytes, Instant at) {}

    @Override
    public StreamId stream() {
        return new StreamId("session", session.text());
    }

    @Override
    public Map<String, Integer> counts() {
        return Map.of("session_variants", variants.size());
    }

    @Override
    public List<Fact> facts(List<Recorded> known) {
        return facts(ImportedSession.of(known));
    }

    List<Fact> facts(ImportedSession account) {
        if (account.isDeleted()) {
            return List.of(); // its file has not told it anew
        }
        Map<Integer, Content> told = account.variants(origin.name());
        var facts = new ArrayList<Fact>();
        for (Variant it : variants) {
            if (!it.bytes().equals(told.get(it.place()))) {
                var event = new VariantRecorded(
                        session,
                        origin.name(),
                        it.place(),
                        it.bytes().encoding(),
                        new LongText(it.bytes().content()));
                facts.add(new Fact(event, origin.file(), it.at()));
            }
        }
        return facts;
    }

    /**
     * The further records of a session that its file told before and does not tell any more.
     *
     * @param last the place of the last one that there is; -1 if there is none
     */
    record Gone(SessionId session, Origin origin, int last) implements LegacySource.Entity {

        @Override
        public StreamId stream() {
            return new StreamId("session", session.text());
        }

        @Override
        public List<Fact> facts(List<Recorded> known) {
            return facts(ImportedSession.of(known));
        }

        List<Fact> facts(ImportedSession account) {
            return account.variants(origin.name()).tailMap(last + 1).keySet().stream()
                    .map(place -> new Fact(
                            new VariantGone(session, origin.name(), place), origin.file(), origin.modifiedAt()))
                    .toList();
        }
    }
}

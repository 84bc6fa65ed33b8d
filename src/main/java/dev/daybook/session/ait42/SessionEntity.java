package dev.daybook.session.ait42;

import dev.daybook.domain.LongText;
import dev.daybook.event.Recorded;
import dev.daybook.importing.Fact;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.frame.FileEntity.Content;
import dev.daybook.journal.StreamId;
import dev.daybook.session.Changes;
import dev.daybook.session.Message;
import dev.daybook.session.Outline;
import dev.daybook.session.SessionEvent;
import dev.daybook.session.SessionEvent.Claimed;
import dev.daybook.session.SessionId;
import dev.daybook.session.SessionRecord;
import dev.daybook.session.SessionShape;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A record of a session in a file, and the facts that it tells.
 *
 * @param origin the file
 * @param record what it says
 * @param spelling its bytes, where the tool would write others
 */
record SessionEntity(
        SessionId session, Origin origin, SessionRecord record, Optional<Content> spelling, Map<String, Integer> counts)
        implements LegacySource.Entity {

    /** Returns what a record consists of. */
    static Map<String, Integer> counts(SessionRecord record) {
        return Map.of(
                "sessions",
                1,
                "instances",
                record.instances().size(),
                "messages",
                record.messages().size());
    }

    @Override
    public StreamId stream() {
        return new StreamId("session", session.text());
    }

    @Override
    public List<Fact> facts(List<Recorded> known) {
        return new Difference(ImportedSession.of(known)).facts();
    }

    private Content bytes() {
        return spelling.orElseGet(() -> Content.of(SessionRendering.bytes(record)));
    }

    private Instant updatedAt() {
        return origin.time(record.profile().updatedAt()).orElse(origin.modifiedAt());
    }

    @Override
    public Map<String, Object> expected() {
        return SessionShape.RECORD.fields(record);
    }

    @Override
    public Set<String> overridden(List<Recorded> known) {
        ImportedSession account = ImportedSession.of(known);
        boolean byOthers = account.isChanged()
                || account.lastFile()
                        .filter(text -> !text.equals(origin.name()))
                        .isPresent();
        if (!byOthers) {
            return Set.of();
        }
        Map<String, Object> now = account.now().map(SessionShape.RECORD::fields).orElse(Map.of());
        var overridden = new HashSet<String>();
        expected().forEach((field, value) -> {
            if (!value.equals(now.get(field))) {
                overridden.add(field);
            }
        });
        return overridden;
    }

    /** The facts that are new to one account. */
    private final class Difference {
        private final ImportedSession account;
        private final List<Fact> facts = new ArrayList<>();

        Difference(ImportedSession account) {
            this.account = account;
        }

        List<Fact> facts() {
            Optional<SessionRecord> now = account.now();
            if (now.isEmpty()) {
                // What somebody has deleted stays so as long as the file says what it said.
                if (!account.said(origin.name()).equals(Optional.of(record))) {
                    tell(Changes.beginning(session, record));
                    spell(Optional.of(record), true);
                }
            } else if (account.isToldBy(origin.name())) {
                Optional<SessionRecord> said = account.said(origin.name());
                boolean same = said.equals(Optional.of(record));
                change(now.get(), said.orElse(now.get()), same);
            } else if (account.lastFile().isPresent()) {
                after(account.lastFile().get(), now.get());
            } else {
                change(now.get(), now.get(), false);
            }
            return facts;
        }

        /** Another file has told of it: the newer of both decides, and what is older is kept. */
        private void after(String other, SessionRecord now) {
            SessionRecord said = account.said(other).orElse(now);
            if (said.equals(record) && account.variants(origin.name()).isEmpty()) {
                return;
            }
            boolean older = origin.time(record.profile().updatedAt())
                    .flatMap(mine -> origin.time(said.profile().updatedAt()).map(mine::isBefore))
                    .orElse(true);
            if (older) {
                var variant = new SessionVariants.Variant(0, bytes(), updatedAt());
                facts.addAll(new SessionVariants(session, origin, List.of(variant)).facts(account));
            } else {
                change(now, said, false);
            }
        }

        private void change(SessionRecord mine, SessionRecord base, boolean same) {
            SessionRecord merged = same
                    ? mine
                    : SessionShape.RECORD.mergeInto(base, mine, record).record();
            List<SessionEvent> events = Changes.between(session, Outline.of(mine), merged);
            tell(events);
            if (account.variants(origin.name()).containsKey(0)) { // now it decides
                fact(new SessionEvent.VariantGone(session, origin.name(), 0), updatedAt());
            }
            Optional<SessionRecord> result = Optional.of(mine);
            for (SessionEvent it : events) {
                result = SessionRecord.after(result, it);
            }
            boolean sameSpelling = same
                    && account.claim(origin.name())
                            .map(content -> content.equals(bytes()))
                            .orElse(spelling.isEmpty());
            if (!events.isEmpty() || !sameSpelling) {
                spell(result, !events.isEmpty());
            }
        }

        /** What the file says has to be told once more if the events do not give it again. */
        private void spell(Optional<SessionRecord> result, boolean told) {
            boolean asTold = result.equals(Optional.of(record)) && spelling.isEmpty();
            if (asTold && told) {
                return;
            }
            Content claim = asTold ? new Content("utf-8", "") : bytes();
            fact(new Claimed(session, origin.name(), claim.encoding(), new LongText(claim.content())), updatedAt());
        }

        private void tell(List<SessionEvent> events) {
            for (SessionEvent it : events) {
                fact(
                        it,
                        switch (it) {
                            case SessionEvent.Created _ ->
                                origin.time(record.profile().createdAt()).orElseGet(SessionEntity.this::updatedAt);
                            case SessionEvent.MessagesAdded added -> at(added.messages());
                            default -> updatedAt();
                        });
            }
        }

        private Instant at(List<Message> messages) {
            return origin.time(messages.getLast().timestamp()).orElseGet(SessionEntity.this::updatedAt);
        }

        private void fact(SessionEvent event, Instant at) {
            facts.add(new Fact(event, origin.file(), at));
        }
    }

    /** A session that a whole file does not tell of: gone if the file told of it before. */
    record Gone(SessionId session, Origin origin) implements LegacySource.Entity {

        @Override
        public StreamId stream() {
            return new StreamId("session", session.text());
        }

        @Override
        public List<Fact> facts(List<Recorded> known) {
            ImportedSession account = ImportedSession.of(known);
            if (account.said(origin.name()).isEmpty()) {
                return new SessionVariants.Gone(session, origin, -1).facts(account);
            }
            // One that somebody has deleted here is gone from the file, too, from now on.
            var deleted = new SessionEvent.Deleted(session, Optional.of("gone from " + origin.name()));
            return List.of(new Fact(deleted, origin.file(), origin.modifiedAt()));
        }
    }
}

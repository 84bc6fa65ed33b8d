package dev.daybook.axon;

import dev.daybook.command.Receipt;
import dev.daybook.command.Submission;
import dev.daybook.command.Submission.IdempotencyKey;
import dev.daybook.domain.Command;
import dev.daybook.event.EventIds;
import dev.daybook.journal.Appended;
import dev.daybook.journal.Expectation;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Position;
import dev.daybook.journal.Source;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.Timeline;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;

/** A submission on its way over the bus, and what has become of it. One per attempt, used by one thread. */
final class PendingSubmission {

    private final Submission<? extends Command> submission;
    private final StreamId stream;
    private final UUID together;
    private Metadata metadata;
    private int keyUse;
    private long revision = -1;
    private Timeline decidedBy = Timeline.original();
    private Map<StreamId, Expectation> seen = Map.of();
    private Optional<Appended> written = Optional.empty();
    private Optional<Receipt> earlier = Optional.empty();

    PendingSubmission(Submission<? extends Command> submission) {
        this.submission = submission;
        this.stream = new StreamId(
                submission.command().category(), submission.command().key());
        this.together = EventIds.timeOrdered(submission.at());
        this.metadata = new Metadata(
                submission.actor(),
                new Source.Channel(submission.source()),
                submission.session(),
                submission.correlation(),
                submission.causation(),
                Optional.empty());
    }

    /** Returns the ticket of the unit of work on this thread. */
    static PendingSubmission current() {
        return (PendingSubmission) CurrentUnitOfWork.get().getMessage().getPayload();
    }

    Submission<? extends Command> submission() {
        return submission;
    }

    StreamId stream() {
        return stream;
    }

    void correlated(String correlation) {
        metadata = metadata.correlatedWith(correlation);
    }

    /** Returns the metadata of the event with that number in the command; the first keeps the idempotency key. */
    Metadata metadata(int ordinal) {
        return submission
                .idempotency()
                .filter(_ -> ordinal == 0)
                .map(key -> metadata.keyed(key.key(), key.fingerprint()))
                .orElse(metadata);
    }

    /** Says how often the idempotency key had been used before, all of it undone by rollbacks since. */
    void keyUsed(int times) {
        keyUse = times;
    }

    /** Returns the id of the event with that number in the command. */
    UUID eventId(int ordinal) {
        return submission
                .idempotency()
                .map(idempotencyKey -> keyed(idempotencyKey, keyUse, ordinal))
                .orElseGet(() -> EventIds.inCommand(together, ordinal));
    }

    /** Returns the id of an event of a command with an idempotency key, the {@code use}-th time that it is used. */
    static UUID keyed(IdempotencyKey key, int use, int ordinal) {
        return EventIds.inCommand(EventIds.derived("idempotency-key", key.scoped(), Integer.toString(use)), ordinal);
    }

    /** Says which revision the stream was found at, -1 if it has no entry. */
    void foundAt(long revision) {
        this.revision = revision;
    }

    /** Says by which timeline it is decided. */
    void decidedBy(Timeline timeline) {
        decidedBy = timeline;
    }

    Timeline decidedBy() {
        return decidedBy;
    }

    /** Asks which revisions of other streams the command was made by. */
    void see() {
        var expected = new HashMap<StreamId, Expectation>();
        submission.seen().get().forEach((name, at) -> expected.put(StreamId.parse(name), new Expectation.Exactly(at)));
        seen = Map.copyOf(expected);
    }

    Map<StreamId, Expectation> seen() {
        return seen;
    }

    void written(Appended appended) {
        written = Optional.of(appended);
    }

    /** Says that the command had been carried out before under the same idempotency key. */
    void carriedOutBefore(Receipt receipt) {
        earlier = Optional.of(receipt);
    }

    /** Returns what became of it. {@code head} is the journal's, for a command that changed nothing. */
    Receipt receipt(Position head) {
        return earlier.orElseGet(() -> written.map(appended -> {
                    var last = appended.places().getLast();
                    return new Receipt(
                            stream.toString(),
                            last.position().value(),
                            last.revision(),
                            appended.places().size(),
                            false);
                })
                .orElseGet(() -> new Receipt(stream.toString(), head.value(), revision, 0, false)));
    }
}

package dev.daybook.session;

import java.util.List;
import java.util.Optional;

/** A session with all that belongs to it, as a record of the tool's file holds it. */
public record SessionRecord(String id, Profile profile, List<Instance> instances, List<Message> messages) {

    public SessionRecord {
        instances = List.copyOf(instances);
        messages = SharedList.of(messages);
    }

    /** Returns the record after {@code events}, oldest first; nothing if there is none, or none any more. */
    public static Optional<SessionRecord> of(Iterable<? extends SessionEvent> events) {
        Optional<SessionRecord> record = Optional.empty();
        for (SessionEvent event : events) {
            record = after(record, event);
        }
        return record;
    }

    /** Returns what {@code event} makes of {@code before}: of no record, only a beginning makes one. */
    public static Optional<SessionRecord> after(Optional<SessionRecord> before, SessionEvent event) {
        return switch (event) {
            case SessionEvent.Created it ->
                Optional.of(new SessionRecord(it.session().id(), it.profile(), it.instances(), List.of()));
            case SessionEvent.Deleted _ -> Optional.empty();
            default -> before.map(it -> it.after(event));
        };
    }

    private SessionRecord after(SessionEvent event) {
        return switch (event) {
            case SessionEvent.Created it ->
                new SessionRecord(it.session().id(), it.profile(), it.instances(), List.of());
            case SessionEvent.Revised it -> with(it.profile());
            case SessionEvent.StatusChanged it -> with(profile.become(it.status(), it.completedAt(), it.updatedAt()));
            case SessionEvent.WinnerChosen it -> with(profile.won(it.winnerId()).at(it.updatedAt()));
            case SessionEvent.IntegrationChanged it ->
                with(profile.integrated(it.integrationPhase(), it.integrationInstanceId())
                        .at(it.updatedAt()));
            case SessionEvent.Evaluated it ->
                with(profile.evaluated(it.evaluation()).at(it.updatedAt()));
            case SessionEvent.InstanceAdded it ->
                instances(Places.set(instances, instances.size(), it.instance()), it.updatedAt());
            case SessionEvent.InstanceRevised it ->
                instances(Places.set(instances, it.index(), it.instance()), it.updatedAt());
            case SessionEvent.InstanceStatusChanged it ->
                it.index() < instances.size()
                        ? instances(
                                Places.set(
                                        instances,
                                        it.index(),
                                        instances.get(it.index()).become(it.instanceStatus())),
                                it.updatedAt())
                        : with(profile.at(it.updatedAt()));
            case SessionEvent.InstancesCut it -> instances(Places.cut(instances, it.length()), it.updatedAt());
            case SessionEvent.MessagesAdded it ->
                messages(SharedList.of(messages).plus(it.messages()), it.updatedAt());
            case SessionEvent.MessageRevised it ->
                messages(Places.set(messages, it.index(), it.message()), it.updatedAt());
            case SessionEvent.MessagesCut it -> messages(Places.cut(messages, it.length()), it.updatedAt());
            case SessionEvent.Deleted _, SessionEvent.Claimed _, SessionEvent.VariantRecorded _ -> this;
        };
    }

    private SessionRecord with(Profile changed) {
        return new SessionRecord(id, changed, instances, messages);
    }

    private SessionRecord instances(List<Instance> changed, String updatedAt) {
        return new SessionRecord(id, profile.at(updatedAt), changed, messages);
    }

    private SessionRecord messages(List<Message> changed, String updatedAt) {
        return new SessionRecord(id, profile.at(updatedAt), instances, changed);
    }
}

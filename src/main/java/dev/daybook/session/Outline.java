package dev.daybook.session;

import java.util.List;

/**
 * A session without its long texts: enough to tell what another record of it changes, and small enough to be kept in
 * memory by the thousand.
 *
 * @param instances with fingerprints in place of long outputs
 * @param messages the {@link Message#digest} of each
 */
public record Outline(Profile profile, List<Instance> instances, List<Long> messages) {

    public Outline {
        instances = List.copyOf(instances);
        messages = SharedList.of(messages);
    }

    public static Outline of(SessionRecord record) {
        return new Outline(
                record.profile(),
                record.instances().stream().map(Instance::outlined).toList(),
                record.messages().stream().map(Message::digest).toList());
    }

    /** Returns the outline after {@code event} of a session that there is. */
    public Outline after(SessionEvent event) {
        return switch (event) {
            case SessionEvent.Created it ->
                new Outline(
                        it.profile(),
                        it.instances().stream().map(Instance::outlined).toList(),
                        List.of());
            case SessionEvent.Revised it -> new Outline(it.profile(), instances, messages);
            case SessionEvent.StatusChanged it ->
                new Outline(profile.become(it.status(), it.completedAt(), it.updatedAt()), instances, messages);
            case SessionEvent.WinnerChosen it ->
                new Outline(profile.won(it.winnerId()).at(it.updatedAt()), instances, messages);
            case SessionEvent.IntegrationChanged it ->
                new Outline(
                        profile.integrated(it.integrationPhase(), it.integrationInstanceId())
                                .at(it.updatedAt()),
                        instances,
                        messages);
            case SessionEvent.Evaluated it ->
                new Outline(profile.evaluated(it.evaluation()).at(it.updatedAt()), instances, messages);
            case SessionEvent.InstanceAdded it ->
                instances(Places.set(instances, instances.size(), it.instance().outlined()), it.updatedAt());
            case SessionEvent.InstanceRevised it ->
                instances(Places.set(instances, it.index(), it.instance().outlined()), it.updatedAt());
            case SessionEvent.InstanceStatusChanged it ->
                it.index() < instances.size()
                        ? instances(
                                Places.set(
                                        instances,
                                        it.index(),
                                        instances.get(it.index()).become(it.instanceStatus())),
                                it.updatedAt())
                        : instances(instances, it.updatedAt());
            case SessionEvent.InstancesCut it -> instances(Places.cut(instances, it.length()), it.updatedAt());
            case SessionEvent.MessagesAdded it -> {
                List<Long> more = it.messages().stream().map(Message::digest).toList();
                yield messages(SharedList.of(messages).plus(more), it.updatedAt());
            }
            case SessionEvent.MessageRevised it ->
                messages(Places.set(messages, it.index(), it.message().digest()), it.updatedAt());
            case SessionEvent.MessagesCut it -> messages(Places.cut(messages, it.length()), it.updatedAt());
            case SessionEvent.Deleted _, SessionEvent.Claimed _, SessionEvent.VariantRecorded _ -> this;
        };
    }

    private Outline instances(List<Instance> changed, String updatedAt) {
        return new Outline(profile.at(updatedAt), changed, messages);
    }

    private Outline messages(List<Long> changed, String updatedAt) {
        return new Outline(profile.at(updatedAt), instances, changed);
    }
}

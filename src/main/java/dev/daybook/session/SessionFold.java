package dev.daybook.session;

import java.util.List;
import java.util.function.Function;

/**
 * What events make of a session, whose messages are kept as {@code M}. The cost of an event does not depend on how much
 * there is already.
 */
record SessionFold<M>(Profile profile, SharedList<Instance> instances, SharedList<M> messages) {

    static <M> SessionFold<M> begun(SessionEvent.Created event, Function<Instance, Instance> instance) {
        return new SessionFold<>(
                event.profile(),
                SharedList.of(event.instances().stream().map(instance).toList()),
                SharedList.of(List.of()));
    }

    SessionFold<M> after(SessionEvent event, Function<Instance, Instance> instance, Function<Message, M> message) {
        return switch (event) {
            case SessionEvent.Created it -> begun(it, instance);
            case SessionEvent.Revised it -> with(it.profile());
            case SessionEvent.StatusChanged it -> with(profile.become(it.status(), it.completedAt(), it.updatedAt()));
            case SessionEvent.WinnerChosen it -> with(profile.won(it.winnerId()).at(it.updatedAt()));
            case SessionEvent.IntegrationChanged it ->
                with(profile.integrated(it.integrationPhase(), it.integrationInstanceId())
                        .at(it.updatedAt()));
            case SessionEvent.Evaluated it ->
                with(profile.evaluated(it.evaluation()).at(it.updatedAt()));
            case SessionEvent.InstanceAdded it ->
                instances(instances.with(instances.size(), instance.apply(it.instance())), it.updatedAt());
            case SessionEvent.InstanceRevised it ->
                instances(instances.with(it.index(), instance.apply(it.instance())), it.updatedAt());
            case SessionEvent.InstanceStatusChanged it ->
                it.index() < instances.size()
                        ? instances(
                                instances.with(
                                        it.index(), instances.get(it.index()).become(it.instanceStatus())),
                                it.updatedAt())
                        : with(profile.at(it.updatedAt()));
            case SessionEvent.InstancesCut it -> instances(instances.first(it.length()), it.updatedAt());
            case SessionEvent.MessagesAdded it ->
                messages(messages.plus(it.messages().stream().map(message).toList()), it.updatedAt());
            case SessionEvent.MessageRevised it ->
                messages(messages.with(it.index(), message.apply(it.message())), it.updatedAt());
            case SessionEvent.MessagesCut it -> messages(messages.first(it.length()), it.updatedAt());
            case SessionEvent.Deleted _,
                    SessionEvent.Claimed _,
                    SessionEvent.VariantRecorded _,
                    SessionEvent.VariantGone _ -> this;
        };
    }

    private SessionFold<M> with(Profile changed) {
        return new SessionFold<>(changed, instances, messages);
    }

    private SessionFold<M> instances(SharedList<Instance> changed, String updatedAt) {
        return new SessionFold<>(profile.at(updatedAt), changed, messages);
    }

    private SessionFold<M> messages(SharedList<M> changed, String updatedAt) {
        return new SessionFold<>(profile.at(updatedAt), instances, changed);
    }
}

package dev.daybook.session;

import dev.daybook.domain.Decider;
import dev.daybook.domain.Fingerprint;
import dev.daybook.domain.LongText;
import dev.daybook.domain.Rejected;
import dev.daybook.domain.Texts;
import dev.daybook.session.Session.Deleted;
import dev.daybook.session.Session.Present;
import dev.daybook.session.Session.Unknown;
import dev.daybook.session.SessionCommand.AddMessage;
import dev.daybook.session.SessionCommand.ChangeStatus;
import dev.daybook.session.SessionCommand.ChooseWinner;
import dev.daybook.session.SessionCommand.Complete;
import dev.daybook.session.SessionCommand.Create;
import dev.daybook.session.SessionCommand.Delete;
import dev.daybook.session.SessionCommand.Evaluate;
import dev.daybook.session.SessionCommand.Integrate;
import dev.daybook.session.SessionCommand.SetInstanceStatus;
import dev.daybook.session.SessionCommand.Update;
import dev.daybook.session.SessionEvent.InstanceStatusChanged;
import dev.daybook.session.SessionEvent.StatusChanged;
import dev.daybook.session.SessionEvent.VariantRecorded;
import dev.daybook.session.SessionEvent.WinnerChosen;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The life of a session: begun, worked on by its instances, talked about, won and completed, taken off the list. */
public final class SessionDecider implements Decider<SessionCommand, Session, SessionEvent> {

    private static final String COMPLETED = "completed";
    private static final String ARCHIVED = "archived";

    /** In one of these an instance does no more work. */
    private static final Set<String> AT_REST = Set.of(COMPLETED, "failed", ARCHIVED);

    @Override
    public Session initial() {
        return new Unknown();
    }

    @Override
    public List<SessionEvent> decide(SessionCommand command, Session session) {
        return switch (command) {
            case Create it -> create(it, session);
            case Update it -> update(it, present(it, session));
            case AddMessage it -> addMessage(it, present(it, session));
            case SetInstanceStatus it -> setInstanceStatus(it, present(it, session));
            case ChangeStatus it -> changeStatus(it, present(it, session).profile());
            case ChooseWinner it -> chooseWinner(it, present(it, session));
            case Integrate it -> integrate(it, present(it, session));
            case Evaluate it -> evaluate(it, present(it, session));
            case Complete it -> complete(it, present(it, session));
            case Delete it -> delete(it, session);
        };
    }

    @Override
    public Session evolve(Session session, SessionEvent event) {
        return switch (session) {
            case Unknown _, Deleted _ -> event instanceof SessionEvent.Created it ? begun(it) : session;
            case Present(Outline outline, List<Long> variants) ->
                switch (event) {
                    case SessionEvent.Created it -> begun(it);
                    case SessionEvent.Deleted _ -> new Deleted();
                    case VariantRecorded it
                    when it.file().isEmpty() ->
                        new Present(outline, SharedList.of(variants).plus(List.of(variant(it.record()))));
                    default -> new Present(outline.after(event), variants);
                };
        };
    }

    private static Present begun(SessionEvent.Created it) {
        return new Present(Outline.of(it), List.of());
    }

    private static Outline present(SessionCommand it, Session session) {
        return switch (session) {
            case Unknown _, Deleted _ ->
                throw Rejected.notFound("Session %s not found", it.session().id());
            case Present(Outline outline, List<Long> _) -> outline;
        };
    }

    private static List<SessionEvent> create(Create it, Session session) {
        Checks.beginning(it.session(), it.record());
        return switch (session) {
            case Unknown _, Deleted _ -> Changes.beginning(it.session(), it.record());
            case Present(Outline outline, List<Long> variants) -> createAgain(it, outline, variants);
        };
    }

    private static List<SessionEvent> createAgain(Create it, Outline outline, List<Long> variants) {
        if (outline.equals(Outline.of(it.record()))) {
            return List.of();
        }
        LongText spelled = it.variant()
                .orElseThrow(() -> Rejected.conflict(
                        "Session %s exists already with other values: update it instead",
                        it.session().id()));
        return variants.contains(variant(spelled))
                ? List.of()
                : List.of(new VariantRecorded(it.session(), "", variants.size(), "utf-8", spelled));
    }

    private static long variant(LongText record) {
        return Long.parseUnsignedLong(Fingerprint.of(record).sha256().substring(0, 16), 16);
    }

    private static List<SessionEvent> update(Update it, Outline outline) {
        Checks.change(it.session(), outline, it.record());
        if (!it.whole()) {
            return Changes.merging(it.session(), outline, it.record());
        }
        int common = Math.min(outline.messages().size(), it.record().messages().size());
        for (int i = 0; i < common; i++) {
            if (outline.messages().get(i) != it.record().messages().get(i).digest()) {
                throw Rejected.invalidAt(
                        "/chatHistory/" + i,
                        "message %d of session %s is another one: messages are added, not changed",
                        i,
                        it.session().id());
            }
        }
        return Changes.between(it.session(), outline, it.record());
    }

    private static List<SessionEvent> addMessage(AddMessage it, Outline outline) {
        Checks.message(it.message(), outline.messages().size());
        return List.of(new SessionEvent.MessagesAdded(
                it.session(), outline.messages().size(), List.of(it.message()), it.at()));
    }

    private static List<SessionEvent> setInstanceStatus(SetInstanceStatus it, Outline outline) {
        int index = instance(it.session(), outline, it.instanceId());
        if (outline.instances().get(index).status().equals(it.status())) {
            return List.of();
        }
        Checks.instanceStatus("/newStatus", it.status());
        return List.of(new InstanceStatusChanged(it.session(), index, it.instanceId(), it.status(), it.at()));
    }

    /** Returns the place of the first instance with that number. */
    private static int instance(SessionId session, Outline outline, long instanceId) {
        for (int index = 0; index < outline.instances().size(); index++) {
            if (outline.instances().get(index).instanceId() == instanceId) {
                return index;
            }
        }
        throw Rejected.notFound("Instance %d not found in session %s", instanceId, session.id());
    }

    private static List<SessionEvent> changeStatus(ChangeStatus it, Profile profile) {
        if (profile.status().equals(it.status())) {
            return List.of();
        }
        Checks.status(it.status());
        Optional<String> completedAt = it.status().equals(COMPLETED) ? Optional.of(it.at()) : profile.completedAt();
        return List.of(new StatusChanged(it.session(), it.status(), completedAt, it.at()));
    }

    private static List<SessionEvent> chooseWinner(ChooseWinner it, Outline outline) {
        int winner = instance(it.session(), outline, it.instanceId());
        var events = new ArrayList<SessionEvent>();
        for (int index = 0; index < outline.instances().size(); index++) {
            Instance instance = outline.instances().get(index);
            boolean archived = instance.status().equals(ARCHIVED);
            if (index == winner && archived) { // it had lost to another one before
                events.add(status(it, index, instance, COMPLETED));
            } else if (index != winner && !archived) {
                events.add(status(it, index, instance, ARCHIVED));
            }
        }
        Profile profile = outline.profile();
        if (!profile.winnerId().equals(Optional.of(it.instanceId()))) {
            events.add(new WinnerChosen(it.session(), Optional.of(it.instanceId()), it.at()));
        }
        if (!profile.status().equals(COMPLETED)) {
            events.add(completed(it.session(), profile, it.at()));
        }
        return List.copyOf(events);
    }

    private static SessionEvent status(ChooseWinner it, int index, Instance instance, String status) {
        return new InstanceStatusChanged(it.session(), index, instance.instanceId(), status, it.at());
    }

    /** One that was completed before keeps the time of that. */
    private static SessionEvent completed(SessionId session, Profile profile, String at) {
        return new StatusChanged(session, COMPLETED, profile.completedAt().or(() -> Optional.of(at)), at);
    }

    private static List<SessionEvent> integrate(Integrate it, Outline outline) {
        Profile profile = outline.profile();
        Optional<Long> instance = it.instanceId().or(profile::integrationInstanceId);
        if (profile.integrationPhase().equals(Optional.of(it.phase()))
                && profile.integrationInstanceId().equals(instance)) {
            return List.of();
        }
        Checks.phase(it.phase());
        it.instanceId().ifPresent(id -> instance(it.session(), outline, id));
        return List.of(new SessionEvent.IntegrationChanged(it.session(), Optional.of(it.phase()), instance, it.at()));
    }

    private static List<SessionEvent> evaluate(Evaluate it, Outline outline) {
        if (outline.instances().isEmpty()) {
            throw Rejected.conflict(
                    "Session %s has no instances to evaluate", it.session().id());
        }
        return List.of(new SessionEvent.Evaluated(
                it.session(), Optional.of(Scores.of(it.session().id(), outline.instances(), it.at())), it.at()));
    }

    private static List<SessionEvent> complete(Complete it, Outline outline) {
        Profile profile = outline.profile();
        if (profile.status().equals(COMPLETED)) {
            return List.of();
        }
        for (Instance instance : outline.instances()) {
            if (!AT_REST.contains(instance.status())) {
                throw Rejected.conflict(
                        "Instance %d of session %s is %s: a session is completed when all are completed, failed or archived",
                        instance.instanceId(), it.session().id(), instance.status());
            }
        }
        return List.of(new StatusChanged(it.session(), COMPLETED, Optional.of(it.at()), it.at()));
    }

    private static List<SessionEvent> delete(Delete it, Session session) {
        it.why().ifPresent(why -> Texts.reason("/why", why));
        return switch (session) {
            case Unknown _, Deleted _ -> List.of();
            case Present _ -> List.of(new SessionEvent.Deleted(it.session(), it.why()));
        };
    }
}

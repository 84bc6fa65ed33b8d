package dev.daybook.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.AllSlices;
import dev.daybook.config.ConfigDecider;
import dev.daybook.config.ConfigEvent;
import dev.daybook.config.Setting;
import dev.daybook.domain.Decider;
import dev.daybook.domain.Event;
import dev.daybook.domain.history.History;
import dev.daybook.domain.history.HistoryDecider;
import dev.daybook.domain.history.HistoryEvent;
import dev.daybook.journal.Payload;
import dev.daybook.project.Directory;
import dev.daybook.project.DirectoryDecider;
import dev.daybook.project.DirectoryEvent;
import dev.daybook.project.Project;
import dev.daybook.project.ProjectDecider;
import dev.daybook.project.ProjectEvent;
import dev.daybook.project.Repository;
import dev.daybook.project.RepositoryDecider;
import dev.daybook.project.RepositoryEvent;
import dev.daybook.project.Scan;
import dev.daybook.project.ScanDecider;
import dev.daybook.project.ScanEvent;
import dev.daybook.rollout.Rollout;
import dev.daybook.rollout.RolloutDecider;
import dev.daybook.rollout.RolloutEvent;
import dev.daybook.sbi.Plan;
import dev.daybook.sbi.PlanDecider;
import dev.daybook.sbi.PlanEvent;
import dev.daybook.sbi.Sbi;
import dev.daybook.sbi.SbiDecider;
import dev.daybook.sbi.SbiEvent;
import dev.daybook.sbi.SbiId;
import dev.daybook.sbi.Status;
import dev.daybook.session.Session;
import dev.daybook.session.SessionDecider;
import dev.daybook.session.SessionEvent;
import dev.daybook.session.Workspace;
import dev.daybook.session.WorkspaceDecider;
import dev.daybook.session.WorkspaceEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The states of deciders go into snapshots and come back. */
class StateTest {

    private static final SbiEvent DONE =
            new SbiEvent.StatusChanged(new SbiId("SBI-1"), Status.DONE, Optional.empty(), Optional.empty());

    private final Codec codec = new Codec(_ -> Optional.empty(), AllSlices.of().facts());

    @Test
    void every_phase_that_the_examples_lead_to_comes_back() {
        assertThat(phases(new SbiDecider(), SbiEvent.class, Sbi.class, List.of(DONE)))
                .containsExactlyInAnyOrder("Unknown", "Idle", "Working", "Ended", "Deleted");
        assertThat(phases(new PlanDecider(), PlanEvent.class, Plan.class, List.of()))
                .containsExactlyInAnyOrder("Unknown", "Listed", "Deleted");
        assertThat(phases(new SessionDecider(), SessionEvent.class, Session.class, List.of()))
                .containsExactlyInAnyOrder("Unknown", "Present", "Deleted");
        assertThat(phases(new WorkspaceDecider(), WorkspaceEvent.class, Workspace.class, List.of()))
                .containsExactlyInAnyOrder("Unknown", "Located");
        assertThat(phases(new ConfigDecider(), ConfigEvent.class, Setting.class, List.of()))
                .containsExactlyInAnyOrder("Unknown", "Present", "Removed");
        assertThat(phases(new ProjectDecider(), ProjectEvent.class, Project.class, List.of()))
                .containsExactlyInAnyOrder("Unknown", "Present", "Away");
        assertThat(phases(new DirectoryDecider(), DirectoryEvent.class, Directory.class, List.of()))
                .containsExactlyInAnyOrder("Unknown", "Counted");
        assertThat(phases(new RepositoryDecider(), RepositoryEvent.class, Repository.class, List.of()))
                .containsExactlyInAnyOrder("Unknown", "Known");
        assertThat(phases(new ScanDecider(), ScanEvent.class, Scan.class, List.of()))
                .containsExactlyInAnyOrder("Nothing", "Noted");
        assertThat(phases(new RolloutDecider(), RolloutEvent.class, Rollout.class, List.of()))
                .containsExactlyInAnyOrder("Unset", "Moving");
        assertThat(phases(new HistoryDecider(), HistoryEvent.class, History.class, List.of()))
                .containsExactlyInAnyOrder("Written");
    }

    @Test
    void a_state_of_another_shape_is_named() {
        assertThatThrownBy(() -> codec.decodeState(Payload.of("{\"is\":\"Vanished\"}"), Sbi.class))
                .isInstanceOf(Undecodable.class)
                .hasMessageContaining("stored Sbi");
        assertThatThrownBy(() -> codec.decodeState(Payload.of("{\"is\":\"Idle\"}"), Sbi.class))
                .isInstanceOf(Undecodable.class);
    }

    /** Applies every event to every state that one or two others lead to, and takes each state there and back. */
    private <S, E extends Event> Set<String> phases(
            Decider<?, S, E> decider, Class<E> family, Class<S> type, List<E> more) {
        var events = new ArrayList<>(more);
        for (Contracts.Contract it : Contracts.all(codec.catalog())) {
            Event event = codec.decode(Entries.entry(it.name(), it.version(), it.example()));
            if (family.isInstance(event)) {
                events.add(family.cast(event));
            }
        }
        Set<S> states = new HashSet<>(Set.of(decider.initial()));
        for (int depth = 0; depth < 2; depth++) {
            for (S state : Set.copyOf(states)) {
                events.forEach(event -> states.add(decider.evolve(state, event)));
            }
        }
        Set<String> phases = new HashSet<>();
        for (S state : states) {
            phases.add(state.getClass().getSimpleName());
            assertThat(codec.decodeState(codec.encodeState(state), type)).isEqualTo(state);
        }
        return phases;
    }
}

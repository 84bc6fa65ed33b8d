package dev.daybook.project;

import static dev.daybook.domain.Rejected.Reason.NOT_FOUND;
import static dev.daybook.project.Facts.repository;

import dev.daybook.domain.Story;
import dev.daybook.project.ScanEvent.RootRemoved;
import dev.daybook.project.ScanEvent.RootSet;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Repositories and what is noted while one looks for them: what was said last counts. */
class CatalogueDeciderTest {

    private static final RemoteIdentity BILLING = new RemoteIdentity("github.com", "adalove", "billing");
    private static final RepositoryEvent.Seen BEFORE =
            new RepositoryEvent.Seen(BILLING, repository("adalove/billing", "Invoices"));
    private static final RepositoryEvent.Seen AFTER =
            new RepositoryEvent.Seen(BILLING, repository("adalove/billing", "Invoices and reminders"));
    private static final RepositoryEvent.Gone GONE = new RepositoryEvent.Gone(BILLING);
    private static final RootSet ROOT = new RootSet("/home/ada/projects", "config", Optional.empty(), Optional.of(3L));

    private final Story<RepositoryCommand, Repository, RepositoryEvent> repositories =
            Story.of(new RepositoryDecider());
    private final Story<ScanCommand, Scan, ScanEvent> scans = Story.of(new ScanDecider());

    @Test
    void what_is_known_of_a_repository_is_not_said_twice() {
        repositories.when(new RepositoryCommand(BEFORE)).then(BEFORE);
        repositories.given(BEFORE).when(new RepositoryCommand(BEFORE)).thenNothing();
        repositories.given(BEFORE).when(new RepositoryCommand(AFTER)).then(AFTER);
    }

    @Test
    void a_repository_that_was_gone_may_be_there_again() {
        repositories.given(BEFORE).when(new RepositoryCommand(GONE)).then(GONE);
        repositories.given(BEFORE, GONE).when(new RepositoryCommand(GONE)).thenNothing();
        repositories.given(BEFORE, GONE).when(new RepositoryCommand(BEFORE)).then(BEFORE);
        repositories.when(new RepositoryCommand(GONE)).thenRejected(NOT_FOUND).contains("adalove/billing");
    }

    @Test
    void a_folder_to_look_into_is_set_and_removed_once() {
        scans.when(new ScanCommand(ROOT)).then(ROOT);
        scans.given(ROOT).when(new ScanCommand(ROOT)).thenNothing();
        scans.given(ROOT).when(new ScanCommand(new RootRemoved(ROOT.path()))).then(new RootRemoved(ROOT.path()));
        scans.when(new ScanCommand(new RootRemoved(ROOT.path()))).thenNothing();
    }
}

package dev.daybook.project.discovery;

import java.nio.file.Path;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.revwalk.RevCommit;

/** Makes repositories with a history. */
public final class Commits {

    /** Begins a repository with the branch main; nothing is done to it in a thread of its own. */
    public static Git begin(Path at) throws Exception {
        RootCommits.alone(); // from then on JGit leaves the configuration of this machine alone
        Git git = Git.init().setDirectory(at.toFile()).setInitialBranch("main").call();
        StoredConfig config = git.getRepository().getConfig();
        config.setBoolean("gc", null, "autodetach", false);
        config.save();
        return git;
    }

    public static RevCommit commit(Git git, String message) throws Exception {
        var ada = new PersonIdent("Ada", "ada@example.org");
        return git.commit()
                .setMessage(message)
                .setAuthor(ada)
                .setCommitter(ada)
                .setSign(false)
                .call();
    }

    private Commits() {}
}

package dev.daybook.project.discovery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes what git would have made, as far as a walk reads it. */
record Tree(Path root) {

    Path repository(String path) throws IOException {
        Path git = root.resolve(path).resolve(".git");
        Files.createDirectories(git);
        Files.writeString(git.resolve("HEAD"), "ref: refs/heads/main\n");
        Files.writeString(git.resolve("config"), "[core]\n\trepositoryformatversion = 0\n\tbare = false\n");
        return root.resolve(path);
    }

    Path repository(String path, String remote, String url) throws IOException {
        Path repository = repository(path);
        Files.writeString(repository.resolve(".git/config"), "[remote \"%s\"]\n\turl = %s\n".formatted(remote, url));
        return repository;
    }

    /** A further working tree of a repository, by an absolute link there and a relative one back. */
    Path worktree(String path, Path of, String branch) throws IOException {
        Path git = of.resolve(".git/worktrees/" + branch);
        Files.createDirectories(git);
        Files.writeString(git.resolve("HEAD"), "ref: refs/heads/" + branch + "\n");
        Files.writeString(git.resolve("commondir"), "../..\n");
        return linked(path, git.toString());
    }

    Path submodule(String path, String git) throws IOException {
        Path at = folder(path).resolve(git).normalize();
        Files.createDirectories(at.getParent());
        Files.move(new Tree(at.resolveSibling("made")).repository("").resolve(".git"), at);
        return linked(path, git);
    }

    Path linked(String path, String git) throws IOException {
        Path folder = folder(path);
        Files.writeString(folder.resolve(".git"), "gitdir: " + git + "\n");
        return folder;
    }

    Path folder(String path) throws IOException {
        return Files.createDirectories(root.resolve(path));
    }

    Path link(String path, Path to) throws IOException {
        Files.createDirectories(root.resolve(path).getParent());
        return Files.createSymbolicLink(root.resolve(path), to);
    }
}

package dev.daybook.http;

import dev.daybook.access.Caller;
import dev.daybook.access.Refusals.Why;
import dev.daybook.domain.Rejected;
import dev.daybook.http.Problem.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Which files and folders of this machine requests may name. Whoever owns the data directory reaches what its user
 * reaches anyway; a token that was given away reaches what is below the roots that the operator allows, and never the
 * data directory itself. Links are resolved before that is asked.
 */
final class AllowedPaths implements OperationRoutes.Paths {

    private final Path data;
    private final List<Path> roots;

    /**
     * @param data the data directory
     * @param roots absolute
     */
    AllowedPaths(Path data, List<Path> roots) {
        this.data = resolved(data).orElse(data);
        this.roots = roots.stream().flatMap(root -> resolved(root).stream()).toList();
    }

    /**
     * Returns a path that a request names, where it leads if it is none of the owner's: a link must not lead elsewhere
     * once that was asked. The working folder of a server means nothing to who asks.
     *
     * @param pointer where in the request it stands
     * @param what it is, such as {@code folder}
     */
    @Override
    public Path of(Request request, String pointer, String text, String what) {
        Path path = absolute(pointer, text, what);
        if (request.caller().equals(Caller.OWNER)) {
            return path;
        }
        Path meant =
                resolved(path).orElseThrow(() -> refused("'%s' leads nowhere that can be looked at".formatted(text)));
        if (meant.startsWith(data)) {
            throw refused(
                    "'%s' is in the data directory, which is nobody's to read or write but Daybook's".formatted(text));
        }
        if (roots.stream().noneMatch(meant::startsWith)) {
            throw refused("'%s' is outside what tokens may reach here: want a %s below %s, or serve --allow-path"
                    .formatted(text, what, roots));
        }
        return meant;
    }

    @Override
    public boolean reaches(Request request, String path) {
        try {
            return request.caller().equals(Caller.OWNER)
                    || resolved(Path.of(path)).filter(this::isOpen).isPresent();
        } catch (InvalidPathException _) {
            return false;
        }
    }

    private boolean isOpen(Path meant) {
        return !meant.startsWith(data) && roots.stream().anyMatch(meant::startsWith);
    }

    private static Problem.Thrown refused(String detail) {
        return Problem.refusal(Why.OUTSIDE, Kind.FORBIDDEN, "%s", detail);
    }

    static Path absolute(String pointer, String text, String what) {
        try {
            Path path = Path.of(text);
            if (path.isAbsolute()) {
                return path.normalize();
            }
        } catch (InvalidPathException _) {
            // told below
        }
        throw Rejected.invalidAt(pointer, "'%s' is no absolute path: want a %s on this machine", text, what);
    }

    /**
     * Returns where a path leads, links resolved as far as it exists; nothing if a link in it leads nowhere yet, as
     * nobody knows what will stand there when it is written.
     */
    private static Optional<Path> resolved(Path path) {
        Path normal = path.toAbsolutePath().normalize();
        Path there = normal;
        while (there.getParent() != null && !Files.exists(there, LinkOption.NOFOLLOW_LINKS)) {
            there = there.getParent();
        }
        try {
            return Optional.of(
                    there.toRealPath().resolve(there.relativize(normal)).normalize());
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}

package dev.daybook.http;

import dev.daybook.access.Caller;
import dev.daybook.access.Refusals;
import dev.daybook.access.Refusals.Why;
import dev.daybook.domain.Rejected;
import dev.daybook.http.Problem.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * Which files and folders of this machine requests may name. Whoever owns the data directory reaches what its user
 * reaches anyway; a token that was given away reaches what is below the roots that the operator allows, and never the
 * data directory itself. Links are resolved before that is asked.
 */
final class AllowedPaths {

    private final Path data;
    private final List<Path> roots;
    private final Refusals refusals;

    /**
     * @param data the data directory
     * @param roots absolute
     */
    AllowedPaths(Path data, List<Path> roots, Refusals refusals) {
        this.data = resolved(data);
        this.roots = roots.stream().map(AllowedPaths::resolved).toList();
        this.refusals = refusals;
    }

    /**
     * Returns a path that a request names; the working folder of a server means nothing to who asks.
     *
     * @param pointer where in the request it stands
     * @param what it is, such as {@code folder}
     */
    Path of(Request request, String pointer, String text, String what) {
        Path path = absolute(pointer, text, what);
        if (request.caller().equals(Caller.OWNER)) {
            return path;
        }
        Path meant = resolved(path);
        if (meant.startsWith(data)) {
            throw refused(
                    "'%s' is in the data directory, which is nobody's to read or write but Daybook's".formatted(text));
        }
        if (roots.stream().noneMatch(meant::startsWith)) {
            throw refused("'%s' is outside what tokens may reach here: want a %s below %s, or serve --allow-path"
                    .formatted(text, what, roots));
        }
        return path;
    }

    private Problem.Thrown refused(String detail) {
        refusals.refused(Why.OUTSIDE);
        return Problem.of(Kind.FORBIDDEN, detail).thrown();
    }

    private static Path absolute(String pointer, String text, String what) {
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

    /** Returns where a path leads, links resolved as far as it exists. */
    private static Path resolved(Path path) {
        Path normal = path.toAbsolutePath().normalize();
        for (Path there = normal; there != null; there = there.getParent()) {
            if (Files.exists(there)) {
                try {
                    return there.toRealPath().resolve(there.relativize(normal)).normalize();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return normal;
    }
}

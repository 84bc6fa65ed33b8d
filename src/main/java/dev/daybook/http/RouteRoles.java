package dev.daybook.http;

import dev.daybook.operation.Role;
import java.util.List;

/** What somebody has to be allowed to do for a route that is in no catalogue. */
final class RouteRoles {

    /** What goes back, reaches files of this machine, or keeps others waiting. */
    private static final List<String> ADMIN = List.of("/exports", "/projections", "/rollbacks");

    /** They look, whatever their method; of the tools behind one of them each says itself what it wants. */
    private static final List<String> LOOKING = List.of("/compare", "/jobs", "/logins", "/mcp", "/verify");

    private RouteRoles() {}

    static Role of(String method, String template) {
        if (method.equals("GET") || isBelow(template, LOOKING)) {
            return Role.READ;
        }
        return isBelow(template, ADMIN) ? Role.ADMIN : Role.WRITE;
    }

    private static boolean isBelow(String template, List<String> paths) {
        return paths.stream().anyMatch(path -> template.equals(path) || template.startsWith(path + "/"));
    }
}

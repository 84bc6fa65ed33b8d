package dev.daybook.http;

import dev.daybook.access.Role;
import java.util.List;

/** What somebody has to be allowed to do for a route. */
final class RouteRoles {

    /** What goes back, reaches files of this machine, keeps others waiting, or lets others in. */
    private static final List<String> ADMIN =
            List.of("/exports", "/follows", "/migrations", "/projections", "/rollbacks", "/rollout", "/tokens");

    /** They look, whatever their method. */
    private static final List<String> LOOKING = List.of("/compare", "/verify");

    private RouteRoles() {}

    static Role of(Routes.Route route) {
        if (isBelow(route, List.of("/tokens"))) {
            return Role.ADMIN;
        }
        if (route.method().equals("GET") || isBelow(route, LOOKING)) {
            return Role.READ;
        }
        return isBelow(route, ADMIN) ? Role.ADMIN : Role.WRITE;
    }

    private static boolean isBelow(Routes.Route route, List<String> paths) {
        return paths.stream()
                .anyMatch(path ->
                        route.template().equals(path) || route.template().startsWith(path + "/"));
    }
}

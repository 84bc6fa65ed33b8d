package dev.daybook.http;

import dev.daybook.operation.Catalogue;
import dev.daybook.slice.Ground;

/** All routes, with what they stand on. */
final class Api {

    private Api() {}

    static Routes routes(Services services, Options options, Metrics metrics) {
        var routes = new Routes();
        Ground ground = services.ground();
        var paths = new AllowedPaths(options.allowed().data(), options.allowed().paths());
        var operations = new OperationRoutes(
                ground, metrics, paths, new CpuBoundWork(), options.patience().heartbeat());
        operations.mount(services.catalogue(), routes);
        new McpRoute(services, operations).mount(routes);
        new JournalRoutes(ground, options.patience().heartbeat()).mount(routes);
        new ContentRoutes(ground, operations.writing()).mount(routes);
        var service = new ServiceRoutes(services, metrics, options.allowed().open());
        service.mount(routes);
        service.measure();
        var pages = new PageRoutes(services, routes, paths, options.patience().heartbeat());
        pages.mount();
        new EntryRoutes(services.safety().logins(), pages::home).mount(routes);
        return routes;
    }

    /** Only what the operations of a catalogue need, and the content that things name. */
    static void operations(
            Catalogue<Ground> catalogue, Ground ground, Metrics metrics, CpuBoundWork heavy, Routes routes) {
        var operations = new OperationRoutes(
                ground,
                metrics,
                (_, pointer, text, what) -> AllowedPaths.absolute(pointer, text, what),
                heavy,
                Options.Patience.USUAL.heartbeat());
        operations.mount(catalogue, routes);
        new ContentRoutes(ground, operations.writing()).mount(routes);
    }
}

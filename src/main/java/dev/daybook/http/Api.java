package dev.daybook.http;

import dev.daybook.importing.Imports;
import dev.daybook.operation.Catalogue;
import dev.daybook.slice.Ground;
import dev.daybook.slice.Health;
import dev.daybook.slice.Slices;
import dev.daybook.upkeep.Jobs;
import java.util.stream.Collectors;

/** All routes, with what they stand on. */
final class Api {

    private Api() {}

    static Routes routes(Services services, Options options, Metrics metrics) {
        var revisions =
                new Revisions(services.store().journal(), services.store().timelines());
        var writing = new CommandRequests(services.store().commands(), revisions, services.clock(), metrics);
        Slices slices = services.ground().service(Slices.class);
        var heavy = new CpuBoundWork();
        var slow = new LongAnswers(services.ground().service(Jobs.class));
        var paths = new AllowedPaths(options.allowed().data(), options.allowed().paths());
        var routes = new Routes();
        var operations =
                new OperationRoutes(services.ground(), writing, revisions, paths, slow, heavy, options.heartbeat());
        operations.mount(services.catalogue(), routes);
        new McpRoute(services, operations, writing, revisions).mount(routes);
        new JournalRoutes(
                        services.store().journal(),
                        services.store().codec(),
                        services.store().timelines(),
                        options.heartbeat())
                .mount(routes);
        new ToolGauges(metrics).of(services.files().followers());
        new ToolGauges(metrics).of(services.files().rollouts());
        new ToolGauges(metrics).of(services.ground().service(Imports.class));
        var service = new ServiceRoutes(
                services.store().journal(),
                services.store().readModels(),
                services.store().stalled(),
                metrics,
                options.allowed().open(),
                () -> slices.health().stream()
                        .collect(Collectors.toMap(
                                Health::name, health -> health.warning().apply(services.ground()))));
        service.mount(routes);
        service.measure();
        ServiceRoutes.measure(slices.figures(), services.ground(), metrics);
        new EntryRoutes(services.safety().logins(), options.address().tls().isPresent()).mount(routes);
        return routes;
    }

    /** Only what the operations of a catalogue need. */
    static void operations(
            Catalogue<Ground> catalogue, Ground ground, Metrics metrics, CpuBoundWork heavy, Routes routes) {
        var revisions = new Revisions(ground.journal(), ground.timelines());
        var writing = new CommandRequests(ground.commands(), revisions, ground.clock(), metrics);
        new OperationRoutes(
                        ground,
                        writing,
                        revisions,
                        (_, pointer, text, what) -> AllowedPaths.absolute(pointer, text, what),
                        new LongAnswers(ground.service(Jobs.class)),
                        heavy,
                        Options.HEARTBEAT)
                .mount(catalogue, routes);
    }
}

package dev.daybook.http;

import java.util.function.Supplier;

/** All routes, with what they stand on. */
final class Api {

    private Api() {}

    static Routes routes(Services services, Options options, Metrics metrics, Supplier<Contract> contract) {
        var revisions = new Revisions(services.journal(), services.timelines());
        var reading = new Reading(services.readModels(), revisions);
        var writing = new CommandRequests(
                services.commands(), services.journal(), services.codec(), revisions, services.clock(), metrics);
        var heavy = new CpuBoundWork();
        var routes = new Routes();
        new SbiRoutes(services.sbis(), services.taskService(), writing, reading, revisions, services.clock())
                .mount(routes);
        new ExecutionRoutes(
                        services.sbis(),
                        writing,
                        reading,
                        services.clock(),
                        services.turnsMax(),
                        services.attemptsMax())
                .mount(routes);
        new PlanRoutes(services.plans(), writing, reading).mount(routes);
        new ConfigRoutes(services.config(), writing, reading).mount(routes);
        new ItemRoutes(services.items(), writing, reading).mount(routes);
        sessions(services, writing, reading, revisions, routes);
        new SearchRoutes(services.search(), reading).mount(routes);
        new AuditRoutes(services.audit(), services.history(), reading, services.clock()).mount(routes);
        new JournalRoutes(services.journal(), services.codec(), services.timelines(), options.heartbeat())
                .mount(routes);
        new HistoryRoutes(services.journal(), services.codec(), services.rollbacks(), writing, heavy).mount(routes);
        new VerifyRoutes(
                        services.verification(),
                        services.journalVerification(),
                        services.consistency(),
                        services.comparison(),
                        heavy)
                .mount(routes);
        new ProjectionRoutes(services.readModels(), heavy).mount(routes);
        var follows = new FollowRoutes(services.followers(), services.rollouts(), options.heartbeat());
        follows.mount(routes);
        follows.measure(metrics);
        var rollouts = new RolloutRoutes(services.rollouts(), services.journal(), services.codec(), heavy);
        rollouts.mount(routes);
        rollouts.measure(metrics);
        new MigrationRoutes(services.imports(), services.rollouts(), options.heartbeat()).mount(routes);
        new ExportRoutes(services.export(), services.rollbacks(), services.journal(), heavy).mount(routes);
        var service =
                new ServiceRoutes(services.journal(), services.readModels(), services.stalled(), metrics, contract);
        service.mount(routes);
        service.measure();
        return routes;
    }

    private static void sessions(
            Services services, CommandRequests writing, Reading reading, Revisions revisions, Routes routes) {
        var workspaceLookup = new WorkspaceLookup(services.aiSessions(), services.sessions(), writing, reading);
        var answers = new SessionAnswers(services.sessions(), services.journal(), revisions, writing);
        var rest = new SessionRoutes(
                services.aiSessions(),
                services.sessionService(),
                workspaceLookup,
                answers,
                writing,
                reading,
                revisions,
                services.rollouts(),
                services.clock());
        rest.mount(routes);
        new SessionMoves(workspaceLookup, answers, writing, services.clock()).mount(routes);
        new WorkspaceRoutes(services.aiSessions(), workspaceLookup, writing, reading).mount(routes);
        new Ait42Routes(
                        services.aiSessions(),
                        rest,
                        workspaceLookup,
                        answers,
                        writing,
                        revisions,
                        services.readModels(),
                        services.journal(),
                        services.rollouts(),
                        services.clock())
                .mount(routes);
    }
}

package dev.daybook.http;

import dev.daybook.AllSlices;
import dev.daybook.operation.Operation;

/** Answers with the body that was sent, if it is one that an operation of the catalogue takes. */
record Echo(Operation<?, ?> operation) implements Routes.Handler {

    static Routes on(Routes routes, String id) {
        Operation<?, ?> operation = AllSlices.of()
                .catalogue()
                .all()
                .filter(it -> it.id().equals(id))
                .findFirst()
                .orElseThrow();
        return routes.described(operation, operation.path(), new Echo(operation));
    }

    @Override
    public Answer answer(Request request) throws Exception {
        OperationRoutes.given(operation, request);
        byte[] body = new byte[request.raw().remaining()];
        request.raw().duplicate().get(body);
        return Answer.json(201, JsonOutput.read(body));
    }
}

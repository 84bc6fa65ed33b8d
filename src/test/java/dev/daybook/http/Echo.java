package dev.daybook.http;

import dev.daybook.AllSlices;
import dev.daybook.operation.Operation;

/** Answers with the body that was sent, if it is one that an operation of the catalogue takes. */
record Echo(Operation<?, ?> operation) implements Routes.Handler {

    static Routes on(Routes routes, String id) {
        Operation<?, ?> operation = operation(id);
        return on(routes, operation, new Echo(operation));
    }

    /** Has an operation of the catalogue, if it is asked as it wants to be, answered by somebody else. */
    static Routes on(Routes routes, String id, Routes.Handler handler) {
        Operation<?, ?> operation = operation(id);
        return on(routes, operation, request -> {
            OperationInput.given(operation, request);
            return handler.answer(request);
        });
    }

    private static Routes on(Routes routes, Operation<?, ?> operation, Routes.Handler handler) {
        return routes.on(operation, false, handler);
    }

    private static Operation<?, ?> operation(String id) {
        return AllSlices.of()
                .catalogue()
                .all()
                .filter(it -> it.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public Answer answer(Request request) throws Exception {
        OperationInput.given(operation, request);
        byte[] body = new byte[request.raw().remaining()];
        request.raw().duplicate().get(body);
        return Answer.json(201, JsonOutput.read(body));
    }
}

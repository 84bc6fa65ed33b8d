package dev.daybook.bench;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import java.util.concurrent.TimeUnit;

/** A server that answers each request with what was sent, and does nothing else: what ours stands on. */
final class BareVertx {

    public static void main(String[] args) throws Exception {
        System.setProperty("vertx.disableDnsResolver", "true"); // as ours does
        Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2))
                .createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false)) // as ours
                .requestHandler(request -> request.body()
                        .onSuccess(body -> request.response().setStatusCode(200).end(body)))
                .listen(Integer.parseInt(args[0]), "127.0.0.1")
                .await(10, TimeUnit.SECONDS);
    }

    private BareVertx() {}
}

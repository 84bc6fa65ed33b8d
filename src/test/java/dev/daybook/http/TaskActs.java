package dev.daybook.http;

import java.util.Optional;
import java.util.Random;
import java.util.function.LongSupplier;

/** What people and agents do to tasks, at random. */
record TaskActs(Caller caller, LongSupplier end) {

    TaskActs(Fixture service) {
        this(service.caller, service::head);
    }

    private void send(String method, String path, String body) {
        caller.send(method, path, body.isEmpty() ? Optional.empty() : Optional.of(body));
    }

    /** Does something to a task, which may be refused. */
    void act(Random random, String task, int step) {
        String path = "/sbis/" + task;
        long head = end.getAsLong();
        switch (random.nextInt(14)) {
            case 0, 1 -> send("POST", "/sbis", "{\"id\":\"%s\",\"title\":\"first %d\"}".formatted(task, step));
            case 2 -> edit(task, "{\"title\":\"title %d\"}".formatted(step));
            case 3 -> edit(task, "{\"spec\":\"line one\\nline %d\"}".formatted(step));
            case 4 -> edit(task, "{\"labels\":[\"a\",\"b%d\"]}".formatted(step));
            case 5 -> send("POST", path + "/notes", "{\"text\":\"note %d\"}".formatted(step));
            case 6 -> send("POST", path + "/lease", "{}");
            case 7 -> send("DELETE", path + "/lease", "");
            case 8 -> send("POST", path + "/executions", "{\"step\":\"implement\"}");
            case 9 -> send("POST", path + "/executions", "{\"step\":\"review\"}");
            case 10 -> {
                long turn = caller.get(path).json().path("turn").asLong();
                send(
                        "POST",
                        path + "/executions/" + turn + "/finish",
                        "{\"decision\":\"NEEDS_CHANGES\",\"content\":\"text %d\"}".formatted(step));
            }
            case 11 ->
                send(
                        "POST",
                        path + "/attachments",
                        "{\"name\":\"f%d\",\"content\":\"x\"}".formatted(random.nextInt(2)));
            case 12 -> {
                if (random.nextInt(3) == 0) {
                    caller.delete(path, "If-Match", "*");
                }
            }
            default -> {
                String to = random.nextBoolean()
                        ? "\"to\":%d".formatted(Math.max(0, head - 1 - random.nextInt(4)))
                        : "\"entity\":\"sbi/%s\"".formatted(task);
                send("POST", "/rollbacks", "{%s}".formatted(to));
            }
        }
    }

    private void edit(String task, String body) {
        String tag = caller.get("/sbis/" + task).header("ETag");
        caller.patch("/sbis/" + task, body, "If-Match", tag.isEmpty() ? "\"0\"" : tag);
    }
}

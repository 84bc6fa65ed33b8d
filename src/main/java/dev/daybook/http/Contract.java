package dev.daybook.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The contract of the API, {@code openapi.json}: what may be asked and how. Routes are bound to its operations, and
 * every request is checked against it before a handler sees it.
 *
 * <p>Reading it is quick: an operation is looked at when it is first asked for, and the schema of a body when the first
 * request with one comes. A command asks for one or two of a hundred. Thread-safe.
 */
final class Contract {

    private static final String RESOURCE = "/openapi.json";
    private static final Set<String> METHODS = Set.of("get", "put", "post", "patch", "delete");

    private final byte[] json;
    private final JsonNode document;
    private final Map<String, Supplier<ContractOperation>> described = new HashMap<>();
    private final Map<String, ContractOperation> operations = new ConcurrentHashMap<>();

    private Contract(byte[] json, JsonNode document) {
        this.json = json;
        this.document = document;
        document.path("paths").properties().forEach(path -> {
            JsonNode common = path.getValue().path("parameters");
            path.getValue().properties().stream()
                    .filter(member -> METHODS.contains(member.getKey()))
                    .forEach(member -> described.put(
                            key(member.getKey(), path.getKey()),
                            () -> ContractOperation.read(
                                    document, member.getKey(), path.getKey(), common, member.getValue())));
        });
    }

    /** The one that the jar carries, which is being read from the first mention on. */
    private static final class Shared {
        static final CompletableFuture<Contract> CONTRACT = CompletableFuture.supplyAsync(
                Contract::read, task -> Thread.ofVirtual().start(task));
    }

    /** Begins to read the contract, for whoever wants it soon. */
    static Supplier<Contract> soon() {
        return Shared.CONTRACT::join;
    }

    /** Reads the contract that the jar carries. */
    static Contract read() {
        try (InputStream in = Contract.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the jar has no " + RESOURCE + ": build it again");
            }
            byte[] json = in.readAllBytes();
            return new Contract(json, JsonOutput.read(json));
        } catch (IOException e) {
            throw new IllegalStateException(RESOURCE + " cannot be read: build the jar again", e);
        }
    }

    byte[] json() {
        return json;
    }

    JsonNode document() {
        return document;
    }

    List<ContractOperation> operations() {
        return described.keySet().stream().map(this::operation).toList();
    }

    /** Returns the operation that a route answers. */
    ContractOperation operation(String method, String template) {
        return operation(key(method, template));
    }

    private ContractOperation operation(String named) {
        return operations.computeIfAbsent(named, key -> {
            Supplier<ContractOperation> operation = described.get(key);
            if (operation == null) {
                throw new IllegalStateException("%s is routed but not in the contract".formatted(key));
            }
            return operation.get();
        });
    }

    private static String key(String method, String template) {
        return method.toUpperCase(java.util.Locale.ROOT) + " " + template;
    }
}

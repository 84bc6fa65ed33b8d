package dev.daybook.maintenance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.node.Node;
import dev.daybook.node.Nodes;
import dev.daybook.operation.Asker;
import dev.daybook.operation.Role;
import dev.daybook.upkeep.Job;
import dev.daybook.upkeep.Jobs;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells other processes of a journal how the jobs of this one stand, and what came of them, and knows theirs: any of them
 * answers for all. A job is told of when it begins, when it ends, and a few times a minute between. Thread-safe.
 */
public final class SharedJobs {

    private static final Logger LOG = LoggerFactory.getLogger(SharedJobs.class);

    private static final String JOBS = "job";
    private static final String CANCELS = "job-cancel";

    /** As a job that ended is of use to whoever began it, who looks at it soon. */
    private static final Duration KEPT = Duration.ofHours(1);

    /** Of what came of it; more is told by its own process alone. */
    private static final int RESULT_CHARS_MAX = 1 << 20;

    private static final JsonMapper JSON = new JsonMapper();

    private final Jobs jobs;
    private final Nodes nodes;
    private final Function<Object, String> written;

    /** @param written returns a value as it is answered, as JSON */
    public SharedJobs(Jobs jobs, Nodes nodes, Function<Object, String> written) {
        this.jobs = jobs;
        this.nodes = nodes;
        this.written = written;
    }

    /** A job of another process, as it told last. */
    record Elsewhere(Asker by, Role role, ObjectNode job) {

        String id() {
            return job.path("id").asText();
        }

        /** Returns it as {@link JobView#of} for whoever may do what it does. */
        JsonNode of(Asker asker) {
            return asker.role().covers(role) ? job : outline();
        }

        JsonNode outline() {
            return job.deepCopy().without(List.of("result", "problem"));
        }
    }

    /** Tells of each job from now on. */
    public void start() {
        jobs.onChange(job -> {
            try {
                tell(List.of(job));
            } catch (JournalUnavailable e) {
                LOG.debug("how job {} stands is not told: {}", job.id(), e.getMessage());
            }
        });
        nodes.onBeat(this::beat);
    }

    private void beat() {
        tell(jobs.all().stream()
                .filter(job -> job.view().state() == Job.State.RUNNING)
                .toList());
        nodes.values()
                .all(CANCELS)
                .keySet()
                .forEach(id -> jobs.find(id).ifPresent(job -> {
                    jobs.cancelForAll(job);
                    nodes.values().take(CANCELS, id);
                }));
    }

    /** One at a time: else how a job stood could be told after how it ended. */
    private synchronized void tell(List<Job> told) {
        var texts = new HashMap<String, String>();
        told.forEach(job -> texts.put(job.id(), text(job)));
        nodes.values().put(JOBS, texts, KEPT);
    }

    private String text(Job job) {
        JobView view = JobView.of(job, new Asker(nodes.name(), Role.ADMIN));
        String whole = written.apply(view);
        ObjectNode told = JsonNodeFactory.instance.objectNode();
        told.put("node", nodes.id()).put("by", job.by().name());
        told.put("byRole", job.by().role().text()).put("role", job.role().text());
        told.put("job", whole.length() <= RESULT_CHARS_MAX ? whole : written.apply(JobView.outline(job)));
        return told.toString();
    }

    /** Returns the jobs of others. */
    List<Elsewhere> all() {
        Map<String, Node> there = there();
        return nodes.values().all(JOBS).values().stream()
                .flatMap(text -> read(text, there).stream())
                .toList();
    }

    Optional<Elsewhere> find(String id) {
        return nodes.values().find(JOBS, id).flatMap(text -> read(text, there()));
    }

    private Map<String, Node> there() {
        return nodes.all().stream().collect(Collectors.toMap(Node::id, Function.identity()));
    }

    private Optional<Elsewhere> read(String text, Map<String, Node> there) {
        try {
            JsonNode told = JSON.readTree(text);
            String node = told.path("node").asText();
            Optional<Role> role = Role.of(told.path("role").asText());
            Optional<Role> byRole = Role.of(told.path("byRole").asText());
            if (node.equals(nodes.id()) || role.isEmpty() || byRole.isEmpty()) {
                return Optional.empty();
            }
            var job = (ObjectNode) JSON.readTree(told.path("job").asText());
            Optional<Node> its = Optional.ofNullable(there.get(node));
            job.put("node", its.map(Node::name).orElse(node));
            if (its.filter(one -> !one.isGone()).isEmpty()
                    && job.path("state").asText().equals("running")) {
                job.put("state", "failed");
                job.set("problem", gone(job.path("node").asText()));
            }
            return Optional.of(new Elsewhere(new Asker(told.path("by").asText(), byRole.get()), role.get(), job));
        } catch (JsonProcessingException e) {
            LOG.debug("what a node told of its job cannot be read: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private static ObjectNode gone(String node) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "/problems/unavailable")
                .put("title", "Unavailable")
                .put("status", 503)
                .put("detail", "the node %s that did it is gone: ask for it once more".formatted(node));
    }

    /** Has its process end a job, when it looks next. */
    void cancel(Elsewhere job) {
        nodes.values().put(CANCELS, Map.of(job.id(), nodes.name()), KEPT);
    }
}

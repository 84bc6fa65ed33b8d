package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Records of tools that have no commands of their own. */
@Command(
        name = "item",
        description = "Records of tools that have no commands of their own, such as Task Master's tasks.",
        subcommands = {
            ItemSubcommand.Listing.class,
            ItemSubcommand.Show.class,
            ItemSubcommand.Put.class,
            ItemSubcommand.Remove.class
        })
final class ItemSubcommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("UnusedVariable") // its presence is what picocli looks at
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help")
    private boolean help;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "item wants to know what to do: "
                        + String.join(", ", spec.subcommands().keySet()));
    }

    /** Which record is meant. */
    static final class Which {

        @Parameters(paramLabel = "KIND/KEY", description = "which one, such as taskmaster.task/master/1")
        private String item;

        @Option(names = "--project", paramLabel = "NAME", description = "of which project, if it is not the first one")
        private Optional<String> project;

        private String url() {
            return "/items/" + Entities.path(item) + Client.query().with("project", project);
        }
    }

    @Command(name = "list", description = "The records.")
    static final class Listing extends Action {

        @Option(names = "--kind", paramLabel = "KIND", description = "only of this kind, such as taskmaster.task")
        private Optional<String> kind;

        @Option(names = "--project", paramLabel = "NAME", description = "only of this project")
        private Optional<String> project;

        @Option(names = "--file", paramLabel = "FILE", description = "only those imported from this file")
        private Optional<String> file;

        @Option(
                names = "--field",
                paramLabel = "NAME=VALUE",
                description = "only those with this value, such as status=done; may be repeated")
        private List<String> fields = List.of();

        @Option(names = "--limit", paramLabel = "N", description = "how many at most (default: 0, all)")
        private int limit;

        @Override
        Exit run(CommandContext context) {
            var query = Client.query()
                    .with("kind", kind)
                    .with("project", project)
                    .with("file", file)
                    .with("field", fields.isEmpty() ? Optional.empty() : Optional.of(String.join(",", fields)));
            context.output()
                    .rows(
                            List.of(Column.of("id"), Column.of("status"), Column.of("title"), Column.of("file")),
                            new Paging(context.client(), "/items", query, limit),
                            "no items: daybook migrate DIR takes over those of a tool");
            return Exit.OK;
        }
    }

    @Command(name = "show", description = "A record as it is now.")
    static final class Show extends Action {

        @Mixin
        private Which which = new Which();

        @Override
        Exit run(CommandContext context) {
            context.output().thing(context.client().get(which.url()));
            return Exit.OK;
        }
    }

    @Command(
            name = "set",
            description = {
                "Changes members of a record, such as status=done; without an = the member is taken out.",
                "With --record it becomes that, whatever it was."
            })
    static final class Put extends Action {

        @Mixin
        private Which which = new Which();

        @Parameters(
                paramLabel = "NAME[=VALUE]",
                index = "1..*",
                arity = "0..*",
                description = "what to change; VALUE is JSON, or else a text")
        private List<String> members = List.of();

        @Option(names = "--record", paramLabel = "FILE", description = "all of it as JSON; - is standard input")
        private Optional<String> record;

        @Mixin
        private WriteOptions writing = new WriteOptions();

        @Override
        boolean begins() {
            return record.isPresent();
        }

        @Override
        Exit run(CommandContext context) {
            if (record.isPresent() != members.isEmpty()) {
                throw Failure.usage(
                        "want members to change, or --record", "daybook item set KIND/KEY status=done changes one");
            }
            ObjectNode body = Bodies.object();
            if (record.isPresent()) {
                body.set("record", Bodies.json("the record", Bodies.text(record).orElseThrow()));
                context.output().thing(writing.send(context, "PUT", which.url(), body));
                return Exit.OK;
            }
            ObjectNode set = body.putObject("set");
            var unset = body.putArray("unset");
            for (String member : members) {
                int equals = member.indexOf('=');
                if (equals < 0) {
                    unset.add(pointer(member));
                } else {
                    set.set(pointer(member.substring(0, equals)), value(member.substring(equals + 1)));
                }
            }
            context.output().thing(writing.sendTo(context, "PATCH", which.url(), which.url(), body));
            return Exit.OK;
        }

        private static JsonNode value(String text) {
            try {
                return Bodies.json("the value", text);
            } catch (Failure _) {
                return TextNode.valueOf(text); // a word needs no quotes
            }
        }

        private static String pointer(String member) {
            return "/" + member.replace("~", "~0").replace("/", "~1");
        }
    }

    @Command(name = "remove", description = "Takes a record off; its history stays.")
    static final class Remove extends Action {

        @Mixin
        private Which which = new Which();

        @Mixin
        private WriteOptions writing = new WriteOptions();

        @Override
        Exit run(CommandContext context) {
            context.output()
                    .thing(writing.sendTo(context, "DELETE", which.url(), which.url(), MissingNode.getInstance()));
            return Exit.OK;
        }
    }
}

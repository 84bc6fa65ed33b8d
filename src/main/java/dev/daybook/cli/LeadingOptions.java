package dev.daybook.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Takes options of a command also before it: {@code daybook --format csv sbi list} and {@code daybook sbi --format csv
 * list} are {@code daybook sbi list --format csv}. Below a group a command may look like an option of none, as tools
 * have it: {@code daybook GROUP --version} is {@code daybook GROUP version}.
 */
final class LeadingOptions {

    /** Returns the arguments with the options that stand before the command behind it, otherwise in their order. */
    static String[] behind(CommandLine root, String... args) {
        var command = new ArrayList<String>();
        var leading = new ArrayList<String>();
        CommandLine at = root;
        int next = 0;
        while (next < args.length && !at.getSubcommands().isEmpty()) {
            String arg = args[next];
            String name =
                    at == root || at.getCommandSpec().optionsMap().containsKey(arg) ? arg : arg.replaceFirst("^--", "");
            if (at.getSubcommands().containsKey(name)) {
                command.add(name);
                at = at.getSubcommands().get(name);
                next++;
            } else if (arg.length() > 1 && arg.startsWith("-") && !arg.equals("--")) {
                boolean own = at.getCommandSpec().optionsMap().containsKey(name(arg));
                int length = !arg.contains("=") && arg.equals(name(arg)) && takesValue(at, arg) ? 2 : 1;
                int end = Math.min(args.length, next + length);
                (own ? command : leading).addAll(Arrays.asList(args).subList(next, end));
                next = end;
            } else {
                break;
            }
        }
        if (at == root) {
            return args;
        }
        List<String> rest = Arrays.asList(args).subList(next, args.length);
        int end = rest.contains("--") ? rest.indexOf("--") : rest.size();
        command.addAll(rest.subList(0, end));
        command.addAll(leading);
        command.addAll(rest.subList(end, rest.size()));
        return command.toArray(String[]::new);
    }

    /** Returns what an option is called, without a value that stands behind it in the same word. */
    private static String name(String arg) {
        return arg.startsWith("--") ? arg.split("=", 2)[0] : arg.substring(0, 2);
    }

    private static boolean takesValue(CommandLine at, String name) {
        OptionSpec option = at.getCommandSpec().optionsMap().get(name);
        return option != null
                ? option.arity().min() > 0
                : at.getSubcommands().values().stream().anyMatch(each -> takesValue(each, name));
    }

    private LeadingOptions() {}
}

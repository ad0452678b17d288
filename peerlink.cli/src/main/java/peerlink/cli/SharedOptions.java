package peerlink.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * Folds the options that all commands of a node share. {@code peerlink --help} explains them; the help of each command names them in
 * a few lines, so that its own options are seen.
 */
final class SharedOptions {
    private static final String SECTION = "sharedOptions";

    private static final int WIDTH = 88;

    private SharedOptions() {}

    /** Hides the shared options in the help of the commands below, and names them there. They are taken as before. */
    static void foldInto(CommandLine root) {
        for (CommandLine command : root.getSubcommands().values()) {
            CommandSpec spec = command.getCommandSpec();
            List<OptionSpec> shared =
                    spec.options().stream()
                            .filter(option -> !option.hidden() && isShared(root, option))
                            .toList();
            // one or two take no more room than their names below would
            if (shared.size() > 2) {
                shared.forEach(option -> hide(spec, option));
                name(spec.usageMessage(), shared);
            }
        }
    }

    private static boolean isShared(CommandLine root, OptionSpec option) {
        OptionSpec above = root.getCommandSpec().findOption(option.longestName());
        return above != null && !above.usageHelp() && !above.versionHelp();
    }

    private static void hide(CommandSpec spec, OptionSpec option) {
        spec.remove(option);
        spec.addOption(option.toBuilder().hidden(true).build());
    }

    private static void name(UsageMessageSpec message, List<OptionSpec> shared) {
        List<String> keys = new ArrayList<>(message.sectionKeys());
        keys.add(keys.indexOf(UsageMessageSpec.SECTION_KEY_OPTION_LIST) + 1, SECTION);
        message.sectionKeys(keys);
        List<String> names = shared.stream().map(OptionSpec::longestName).toList();
        message.sectionMap()
                .put(
                        SECTION,
                        _ ->
                                "%n  and those of every command, which %s explains:%n%s"
                                        .formatted(ProgramName.call("--help"), wrapped(names)));
    }

    private static String wrapped(List<String> names) {
        StringBuilder lines = new StringBuilder();
        StringBuilder line = new StringBuilder("  ");
        for (String name : names) {
            if (line.length() + name.length() + 2 > WIDTH) {
                lines.append(line).append(System.lineSeparator());
                line = new StringBuilder("  ");
            }
            line.append(name).append("  ");
        }
        return lines.append(line.toString().stripTrailing())
                .append(System.lineSeparator())
                .toString();
    }
}

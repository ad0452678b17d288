package peerlink.cli;

import java.util.Arrays;
import java.util.List;
import peerlink.cli.program.ProgramName;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * Folds the options that all commands of a node share. {@code peerlink --help} explains them. The
 * help of each command names them in a few lines, so that its own options stand out.
 */
final class SharedOptions {
    /** The largest number of options for which a list takes no more room than their names would. */
    private static final int FEW = 2;

    private static final int WIDTH = 88;

    private SharedOptions() {}

    /**
     * Makes the help of each command list its own options, and name the shared ones behind them.
     */
    static void foldInto(CommandLine root) {
        foldBelow(root, root);
    }

    private static void foldBelow(CommandLine root, CommandLine above) {
        for (CommandLine command : above.getSubcommands().values()) {
            List<String> shared =
                    command.getCommandSpec().options().stream()
                            .filter(option -> isShared(root, option))
                            .map(OptionSpec::longestName)
                            .toList();
            if (shared.size() > FEW) {
                fold(command.getCommandSpec().usageMessage(), shared);
            }
            foldBelow(root, command);
        }
    }

    private static boolean isShared(CommandLine root, OptionSpec option) {
        OptionSpec above = root.getCommandSpec().findOption(option.longestName());
        // an option of its own may have the same name, as --visibility of a registry
        return above != null
                && !above.usageHelp()
                && !above.versionHelp()
                && !option.hidden()
                && Arrays.equals(above.description(), option.description());
    }

    private static void fold(UsageMessageSpec message, List<String> shared) {
        String others =
                "%n  and those of every command, which %s explains:%n%s"
                        .formatted(ProgramName.call("--help"), wrapped(shared));
        message.sectionMap()
                .put(
                        UsageMessageSpec.SECTION_KEY_OPTION_LIST,
                        help ->
                                help.optionListExcludingGroups(
                                                help.commandSpec().options().stream()
                                                        .filter(option -> isOwn(option, shared))
                                                        .toList())
                                        + help.optionListGroupSections()
                                        + others);
    }

    private static boolean isOwn(OptionSpec option, List<String> shared) {
        return !option.hidden() && option.group() == null && !shared.contains(option.longestName());
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

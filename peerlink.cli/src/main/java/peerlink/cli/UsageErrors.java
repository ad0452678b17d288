package peerlink.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import peerlink.api.Printable;
import peerlink.cli.command.UnknownCommand;
import peerlink.cli.program.Failures;
import peerlink.cli.program.Typed;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Words the errors that picocli finds in a command line. Each error names the value and the option.
 */
final class UsageErrors {
    /** The beginning of a registry's options about its relay. */
    private static final String OF_RELAY = "--relay-";

    private UsageErrors() {}

    /** Returns the error's message, one line. */
    static String message(ParameterException e) {
        return switch (e) {
            case UnmatchedArgumentException unmatched ->
                    unmatched(unmatched.getUnmatched(), unmatched.getCommandLine());
            case MissingParameterException missing -> missing(missing);
            case OverwrittenOptionException twice
                    when twice.getOverwritten() instanceof OptionSpec option ->
                    option.longestName() + " is there twice";
            default -> invalid(e);
        };
    }

    /**
     * Returns the command line with the option or word that the user probably meant, or without an
     * option that only other commands have; or the help of its command.
     *
     * @param command the parser of the command that the words are for, among all others
     */
    static String hint(ParameterException e, CommandLine command, Typed typed) {
        if (!(e instanceof UnmatchedArgumentException unmatched)
                || unmatched.getUnmatched().isEmpty()) {
            return UnknownCommand.help(command);
        }
        String word = unmatched.getUnmatched().getFirst();
        String option = word.split("=", 2)[0];
        Optional<String> own = ofTheOtherServer(option, command);
        if (own.isPresent()) {
            String right = own.get() + word.substring(option.length());
            return UnknownCommand.complete(typed.replaced(word, right), command);
        }
        return option(option, command.getCommandSpec().root())
                .map(other -> typed.without(option, other.arity().min() > 0))
                .map(line -> UnknownCommand.complete(line, command))
                .orElseGet(() -> UnknownCommand.nearest(word, command, typed));
    }

    /**
     * Returns the command's option for the same as an option of the registry's relay, or of a relay
     * alone: {@code --relay-max-places} is {@code --max-places} there.
     */
    private static Optional<String> ofTheOtherServer(String option, CommandLine command) {
        String other =
                option.startsWith(OF_RELAY)
                        ? "--" + option.substring(OF_RELAY.length())
                        : option.replaceFirst("^--", OF_RELAY);
        return Optional.of(other).filter(command.getCommandSpec().optionsMap()::containsKey);
    }

    /** Returns the option of that name, of the command or one below it. */
    private static Optional<OptionSpec> option(String name, CommandSpec command) {
        return Optional.ofNullable(command.optionsMap().get(name))
                .or(
                        () ->
                                command.subcommands().values().stream()
                                        .map(below -> option(name, below.getCommandSpec()))
                                        .flatMap(Optional::stream)
                                        .findFirst());
    }

    private static String unmatched(List<String> words, CommandLine command) {
        String first = words.isEmpty() ? "" : words.getFirst();
        if (!first.startsWith("-")
                && command.getParent() != null
                && !command.getSubcommands().isEmpty()) {
            return "%s has no '%s' (there is %s)"
                    .formatted(
                            command.getCommandName(),
                            Printable.excerpt(first),
                            String.join(", ", command.getSubcommands().keySet()));
        }
        return (first.startsWith("-") && first.length() > 1
                        ? "unknown option: '"
                        : "one word too many: '")
                + Printable.excerpt(first)
                + "'";
    }

    private static String missing(MissingParameterException e) {
        String named =
                e.getMissing().stream()
                        .map(UsageErrors::called)
                        .distinct()
                        .collect(Collectors.joining(" and "));
        return named.isEmpty() ? Failures.message(e) : named + " is missing";
    }

    private static String invalid(ParameterException e) {
        ArgSpec argument = e.getArgSpec();
        if (argument instanceof OptionSpec option && e.getValue() == null) {
            // the option stands at the end, or before another one
            return option.longestName() + " needs " + option.paramLabel();
        }
        if (argument == null || e.getValue() == null) {
            return Failures.message(e);
        }
        List<String> words = new ArrayList<>();
        if (argument.completionCandidates() != null) {
            argument.completionCandidates().forEach(words::add);
        }
        return "not %s for %s: '%s'%s"
                .formatted(
                        isNumber(argument.auxiliaryTypes()[0]) ? "a whole number" : "a word",
                        called(argument),
                        Printable.excerpt(e.getValue()),
                        words.isEmpty() ? "" : " (one of " + String.join(", ", words) + ")");
    }

    private static boolean isNumber(Class<?> type) {
        return type == int.class
                || type == Integer.class
                || type == long.class
                || type == Long.class;
    }

    private static String called(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }
}

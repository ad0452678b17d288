package peerlink.cli.command;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.Query;
import peerlink.cli.local.LocalClient;
import peerlink.cli.local.LocalRequest;
import peerlink.cli.local.Outcome;
import peerlink.cli.local.RunningSelf;
import peerlink.cli.node.HeldPort;
import peerlink.cli.node.IdentityActions;
import peerlink.cli.node.NodeAssembly;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.node.PeerLookup;
import peerlink.cli.node.ProgramSettings;
import peerlink.cli.program.CliException;
import peerlink.cli.program.Environment;
import peerlink.cli.program.ExitCode;
import peerlink.cli.text.InviteAudience;
import peerlink.cli.text.JsonLines;
import peerlink.cli.text.QrPicture;
import peerlink.cli.text.TerminalStyle;
import peerlink.core.identity.IdentityStore;
import peerlink.core.model.Invite;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Prints the user's name, id and, while this identity is online, invite. Protects the key and moves
 * the identity on demand.
 */
@Command(
        name = "id",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Show your name, your id, its short code, and an invite.",
            "There is an invite while you are online: while peerlink or peerlink listen runs, which is",
            "asked for it.",
            "With one of the options below, protect the key or move the identity instead."
        },
        synopsisHeading = "usage: ",
        descriptionHeading = "%n",
        optionListHeading = "%noptions:%n",
        footerHeading = "%nexamples:%n",
        footer = {
            "  peerlink id --profile bob --json",
            "  peerlink id --set-passphrase",
            "  peerlink id --export alice.backup --profile alice",
            "  peerlink id --import alice.backup --profile alice"
        })
final class IdCommand extends NodeCommand {
    @Option(names = "--json", description = "print a JSON object")
    boolean json;

    @Option(names = "--qr", description = "print the invite as a QR code too")
    boolean qr;

    @ArgGroup @Nullable Action action;

    @Option(
            names = "--new-passphrase-file",
            paramLabel = "FILE",
            description =
                    "the first line is the passphrase to set, or that of the backup (default: it is"
                            + " asked for twice)")
    @Nullable Path newPassphraseFile;

    /** The options that do something else than print the id. */
    static final class Action {
        @Option(
                names = "--set-passphrase",
                description = "protect the key with a passphrase, or with another one")
        boolean setPassphrase;

        @Option(
                names = "--remove-passphrase",
                description = "have the key unprotected: who can read its file can use it")
        boolean removePassphrase;

        @Option(
                names = "--export",
                paramLabel = "FILE",
                description = "write the identity and its contacts into a new, encrypted file")
        @Nullable Path exportFile;

        @Option(
                names = "--import",
                paramLabel = "FILE",
                description = "take over the identity and contacts of such a file, or a key in PEM")
        @Nullable Path importFile;

        boolean choosesPassphrase() {
            return setPassphrase || exportFile != null;
        }
    }

    @Mixin NodeOptions options = new NodeOptions();

    IdCommand(Environment environment) {
        super(environment);
    }

    @Override
    public Integer call() throws Exception {
        NodeOptions all = given(options);
        if (newPassphraseFile != null && (action == null || !action.choosesPassphrase())) {
            throw new CliException(
                    ExitCode.USAGE,
                    "--new-passphrase-file is for --set-passphrase and --export",
                    environment.typed().with("--set-passphrase"));
        }
        if (action != null) {
            try (IdentityActions actions =
                    IdentityActions.of(all, newPassphraseFile, environment)) {
                PeerId id = act(action, actions);
                if (json) {
                    ProgramSettings settings = ProgramSettings.resolve(all, environment);
                    Path directory = settings.profile().directory();
                    new JsonLines(environment.out())
                            .print(
                                    fields(
                                            settings.name(),
                                            id,
                                            IdentityStore.isProtected(directory)));
                }
            }
            return ExitCode.OK;
        }
        ProgramSettings settings = ProgramSettings.resolve(all, environment);
        Path directory = settings.profile().directory();
        List<String> answer = new ArrayList<>();
        Optional<Outcome> asked =
                LocalClient.ask(directory, new LocalRequest.Self(all), answer::add);
        if (asked.isPresent()) {
            asked.get().told(environment.err(), false);
            RunningSelf running = RunningSelf.parse(answer);
            running.missing().forEach(environment.err()::println);
            print(running, directory);
        } else {
            NodeAssembly assembly = NodeAssembly.of(settings, all, environment);
            Optional<Invite> invite = invite(assembly, all);
            PeerId id = assembly.identity().id();
            print(new RunningSelf(settings.name(), id, invite, List.of()), directory);
        }
        return ExitCode.OK;
    }

    private void print(RunningSelf self, Path directory) throws IOException {
        boolean isProtected = IdentityStore.isProtected(directory);
        if (json) {
            Map<String, Object> object = fields(self.name(), self.id(), isProtected);
            self.invite()
                    .ifPresent(
                            value -> {
                                object.put("invite", value);
                                object.put("inviteFor", InviteAudience.of(value));
                            });
            new JsonLines(environment.out()).print(object);
            return;
        }
        PrintStream out = environment.out();
        out.println("name    " + self.name());
        out.println("id      " + self.id());
        out.println("code    " + self.id().shortForm());
        out.println("key     " + (isProtected ? "protected by a passphrase" : "no passphrase"));
        self.invite()
                .ifPresent(
                        value -> {
                            out.println("invite  " + value);
                            out.println("for     " + InviteAudience.of(value));
                        });
        if (qr) {
            self.invite()
                    .ifPresentOrElse(
                            value ->
                                    TerminalStyle.print(
                                            environment,
                                            QrPicture.of(value.toString())
                                                    .on(TerminalStyle.of(environment))),
                            () ->
                                    environment
                                            .err()
                                            .println("no invite while offline, so no QR code"));
        }
    }

    private static Map<String, Object> fields(PeerName name, PeerId id, boolean isProtected) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", name);
        fields.put("id", id);
        fields.put("code", id.shortForm());
        fields.put("protected", isProtected);
        return fields;
    }

    private static PeerId act(Action action, IdentityActions actions) throws Exception {
        if (action.setPassphrase) {
            return actions.setPassphrase();
        } else if (action.removePassphrase) {
            return actions.removePassphrase();
        } else if (action.exportFile != null) {
            return actions.exportTo(action.exportFile);
        } else if (action.importFile != null) {
            return actions.importFrom(action.importFile);
        }
        throw new IllegalStateException("an action without any of its options");
    }

    private Optional<Invite> invite(NodeAssembly assembly, NodeOptions given) throws CliException {
        try {
            PeerId id = assembly.identity().id();
            PeerLookup.Found found =
                    PeerLookup.ask(assembly, given, new Query.ById(id), environment.err());
            return found.peers().stream()
                    .findFirst()
                    .map(self -> Invite.of(self.name(), self.addresses(), id, found.registries()));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // online, and yet nowhere that an invite could name
        } catch (CliException e) {
            if (e.exitCode() != ExitCode.REGISTRY_UNREACHABLE) {
                throw e;
            }
            // no registry, so offline: the id is still worth printing
            HeldPort.among(assembly.settings().directories(false))
                    .ifPresent(
                            held ->
                                    environment
                                            .err()
                                            .println(
                                                    "warning: %s: %s"
                                                            .formatted(
                                                                    held.problem(), held.hint())));
            return Optional.empty();
        }
    }
}

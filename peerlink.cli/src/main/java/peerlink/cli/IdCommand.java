package peerlink.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import peerlink.api.Address;
import peerlink.api.Query;
import peerlink.core.Invite;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Tells the own name, id and, while this identity is online, invite. */
@Command(
        name = "id",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Show your name, your id, its short code, and an invite.",
            "There is an invite while you are online: while peerlink or peerlink listen runs."
        },
        synopsisHeading = "usage: ",
        descriptionHeading = "%n",
        optionListHeading = "%noptions:%n",
        footerHeading = "%nexamples:%n",
        footer = {"  peerlink id", "  peerlink id --profile bob --json"})
final class IdCommand implements Callable<Integer> {
    private final Environment environment;

    @ParentCommand PeerLinkCommand root;

    @Option(names = "--json", description = "a JSON object")
    boolean json;

    @Option(names = "--qr", description = "the invite as a QR code too")
    boolean qr;

    @Mixin NodeOptions options = new NodeOptions();

    IdCommand(Environment environment) {
        this.environment = environment;
        this.root = new PeerLinkCommand(environment);
    }

    @Override
    public Integer call() throws Exception {
        Assembly assembly = Assembly.of(options.or(root.options), environment);
        Optional<Invite> invite = invite(assembly);
        if (json) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("name", assembly.settings().name());
            object.put("id", assembly.identity().id());
            object.put("code", assembly.identity().id().shortForm());
            invite.ifPresent(value -> object.put("invite", value));
            new JsonLines(environment.out()).print(object);
        } else {
            environment.out().println("name    " + assembly.settings().name());
            environment.out().println("id      " + assembly.identity().id());
            environment.out().println("code    " + assembly.identity().id().shortForm());
            invite.ifPresent(value -> environment.out().println("invite  " + value));
            if (qr) {
                invite.ifPresentOrElse(
                        value ->
                                environment.print(
                                        QrPicture.of(value.toString()).on(environment.surface())),
                        () -> environment.err().println("no invite while offline, so no QR code"));
            }
        }
        return ExitCode.OK;
    }

    private static Optional<Invite> invite(Assembly assembly) throws CliException {
        try {
            return assembly.ask(new Query.ById(assembly.identity().id())).stream()
                    .findFirst()
                    .flatMap(
                            self -> {
                                List<Address> addresses =
                                        self.addresses().stream()
                                                .filter(a -> a.scheme().equals("tls"))
                                                .toList();
                                return addresses.isEmpty()
                                        ? Optional.empty()
                                        : Optional.of(
                                                new Invite(self.name(), addresses, self.id()));
                            });
        } catch (CliException e) {
            if (e.exitCode() != ExitCode.REGISTRY_UNREACHABLE) {
                throw e;
            }
            return Optional.empty(); // no registry, so offline: the id is still worth telling
        }
    }
}

package peerlink.registry.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import peerlink.api.Address;
import peerlink.api.PeerId;

/**
 * Runs abuses in a process of their own, so that their own cost delays no peer that is measured.
 */
final class Abuser {
    private final Address server;
    private final PeerId id;

    private Abuser(Address server, PeerId id) {
        this.server = server;
        this.id = id;
    }

    /**
     * Takes {@code ADDRESS ID}. Prints {@code ready}; begins the abuse that a line of the input
     * names, and prints {@code begun}. At each {@code look} it prints {@code offered=N} and an
     * {@code ANSWER=N} for each kind of answer, and at the line after these once more when it ends
     * that. Ends with the input.
     */
    public static void main(String[] arguments) throws Exception {
        var abuser = new Abuser(Address.parse(arguments[0]), new PeerId(arguments[1]));
        System.out.println("ready");
        var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Abuse abuse = Abuse.of(line);
            try (Bout bout = abuser.begin(abuse)) {
                System.out.println("begun");
                String next;
                do {
                    next = lines.readLine();
                    System.out.println(tell(bout));
                } while ("look".equals(next));
            }
        }
        System.exit(0);
    }

    private static String tell(Bout bout) {
        return "offered="
                + bout.offered()
                + bout.answers().entrySet().stream()
                        .map(each -> " " + each.getKey() + "=" + each.getValue())
                        .collect(Collectors.joining());
    }

    private Bout begin(Abuse abuse) throws IOException {
        // fresh keys: those of the last bout have used up their allowances
        Deeds deeds = Deeds.prepare();
        var bout = new Bout(server, id, abuse.perSecond());
        for (int i = 0; i < abuse.workers(); i++) {
            int number = i;
            Thread.ofVirtual().name("abuser").start(() -> persist(abuse, bout, deeds, number));
        }
        return bout;
    }

    private static void persist(Abuse abuse, Bout bout, Deeds deeds, int number) {
        while (bout.isOn()) {
            try {
                abuse.deed().run(bout, deeds, number);
            } catch (IOException e) {
                bout.closed();
                try {
                    bout.rest();
                } catch (IOException interrupted) {
                    return;
                }
            }
        }
    }
}

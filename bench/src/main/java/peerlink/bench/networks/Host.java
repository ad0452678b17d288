package peerlink.bench.networks;

import java.util.ArrayList;
import java.util.List;

/**
 * A machine: a network namespace.
 *
 * @param name its name in the scenario
 * @param namespace the namespace's name, which no other run uses
 * @param address its first IPv4 address
 */
record Host(String name, String namespace, String address) {
    /** Returns a command that runs on this machine. */
    List<String> on(List<String> command) {
        List<String> whole = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        whole.addAll(command);
        return whole;
    }
}

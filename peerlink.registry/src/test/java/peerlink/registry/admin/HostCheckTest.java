package peerlink.registry.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostCheckTest {
    private final HostCheck hosts = new HostCheck(Set.of("Registry.example"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1:7780",
                "127.0.0.1",
                "192.0.2.7:80",
                "[::1]:7780",
                "[2001:db8::1]",
                "localhost",
                "LOCALHOST:7780",
                "localhost.:7780",
                "registry.example:7780",
                "registry.EXAMPLE."
            })
    void anAddressAndTheOperatorsNamesAreFine(String host) {
        assertEquals(true, hosts.accepts(host));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:7780",
                "127.0.0.1.evil.example",
                "localhost.evil.example",
                "registry.example.evil.example",
                "registry.example@evil.example",
                "[evil.example]",
                "[127.0.0.1",
                "",
                ":",
                ":7780"
            })
    void noOtherNameIs(String host) {
        assertEquals(false, hosts.accepts(host));
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.0"})
    void noneIsNot(String because) {
        assertFalse(hosts.accepts(null), because);
    }
}

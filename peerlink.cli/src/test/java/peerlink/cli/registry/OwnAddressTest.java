package peerlink.cli.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnAddressTest {
    @ParameterizedTest
    @CsvSource({
        "docker0 172.17.0.1 eth0 192.0.2.7, 192.0.2.7",
        "virbr0 192.168.122.1 wg0 10.0.0.1 wlan0 2001:db8::7, 2001:db8::7",
        "lo 127.0.0.1 eth0 fe80::1 eth0 2001:db8::7, 2001:db8::7",
        "eth0 2001:db8::7 eth0 192.0.2.7, 192.0.2.7",
        "lo 127.0.0.1 docker0 172.17.0.1, 172.17.0.1",
        "lo ::1 lo 127.0.0.1, 127.0.0.1",
        "lo ::1, ::1"
    })
    void aRealInterfaceComesBeforeAVirtualOneAndLoopbackLast(String cards, String best) {
        String[] words = cards.split(" ");
        Optional<InetAddress> found =
                OwnAddress.best(
                        IntStream.range(0, words.length / 2)
                                .mapToObj(
                                        i ->
                                                new OwnAddress.Candidate(
                                                        words[2 * i],
                                                        InetAddress.ofLiteral(words[2 * i + 1]))));
        assertEquals(Optional.of(InetAddress.ofLiteral(best)), found);
    }
}

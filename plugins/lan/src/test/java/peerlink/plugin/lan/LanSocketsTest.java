package peerlink.plugin.lan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import peerlink.api.Bytes;

final class LanSocketsTest {
    @Test
    void aDatagramThatFailsMakesNobodyDeaf() throws Exception {
        BlockingQueue<Bytes> heard = new LinkedBlockingQueue<>();
        InetSocketAddress ear =
                new InetSocketAddress(InetAddress.ofLiteral("239.255.80.76"), LanScene.freePort());
        try (LanSockets sockets =
                        new LanSockets(
                                ear,
                                (datagram, _) -> {
                                    heard.add(datagram);
                                    if (datagram.size() == 1) {
                                        throw new IllegalStateException("a fault");
                                    }
                                });
                DatagramSocket sender = new DatagramSocket()) {
            sockets.listen(List.of());
            for (int length : List.of(1, 1, 2)) {
                sender.send(
                        new DatagramPacket(
                                new byte[length],
                                length,
                                InetAddress.ofLiteral("127.0.0.1"),
                                ear.getPort()));
                assertEquals(
                        Bytes.wrap(new byte[length]), heard.poll(10, TimeUnit.SECONDS), "heard");
            }
        }
    }
}

package peerlink.transport.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import peerlink.api.Address;

/**
 * Passes everything on but changes the clients' first messages, as an attacker on the way may do.
 */
final class StrippingProxy implements AutoCloseable {
    private final ServerSocket server;
    private final Address target;
    private final UnaryOperator<ClientHello> change;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();

    StrippingProxy(Address target, UnaryOperator<ClientHello> change) throws IOException {
        this.server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        this.target = target;
        this.change = change;
        Thread.ofVirtual().name("proxy").start(this::accept);
    }

    Address address() {
        return Address.of("tls", "127.0.0.1", server.getLocalPort());
    }

    private void accept() {
        while (true) {
            try {
                Socket client = server.accept();
                sockets.add(client);
                Socket onward = new Socket(target.host(), target.port());
                sockets.add(onward);
                Thread.ofVirtual().name("proxy-in").start(() -> pass(onward, client));
                Thread.ofVirtual().name("proxy-out").start(() -> change(client, onward));
            } catch (IOException _) {
                return; // closed
            }
        }
    }

    private void change(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (byte[] record = ClientHello.readRecord(in);
                    record.length > 0;
                    record = ClientHello.readRecord(in)) {
                out.write(
                        ClientHello.isOne(record)
                                ? change.apply(ClientHello.parse(record)).record()
                                : record);
            }
            to.shutdownOutput();
        } catch (IOException _) {
            // one side has left, which the other direction notices too
        }
    }

    private static void pass(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException _) {
            // one side has left: so does the other
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}

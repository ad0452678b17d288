package peerlink.registry.admin;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Sends any bytes, well-formed or not, and reads until the server hangs up. */
final class RawHttp {
    private final InetSocketAddress server;

    record Response(int status, Map<String, String> headers, String body) {}

    RawHttp(InetSocketAddress server) {
        this.server = server;
    }

    Response get(String path) throws IOException {
        return send(
                "GET " + path + " HTTP/1.1\r\nHost: " + host() + "\r\nConnection: close\r\n\r\n");
    }

    String host() {
        return server.getHostString() + ":" + server.getPort();
    }

    Socket connect() throws IOException {
        Socket socket = new Socket(server.getAddress(), server.getPort());
        socket.setSoTimeout(30_000);
        return socket;
    }

    Response send(String request) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return response(
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static Response response(String text) {
        String[] parts = text.split("\r\n\r\n", 2);
        String[] lines = parts[0].split("\r\n");
        Map<String, String> headers = new TreeMap<>();
        for (int i = 1; i < lines.length; i++) {
            String[] header = lines[i].split(": ", 2);
            headers.put(header[0].toLowerCase(Locale.ROOT), header[1]);
        }
        return new Response(
                lines[0].isEmpty() ? 0 : Integer.parseInt(lines[0].split(" ")[1]),
                headers,
                parts.length > 1 ? parts[1] : "");
    }
}

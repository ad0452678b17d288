package peerlink.cli.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.PeerName;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.node.RpcToken;
import peerlink.cli.program.CliException;
import peerlink.core.NodeBuilder;
import peerlink.core.identity.IdentityStore;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TokenSocketTest {
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";

    @TempDir Path folder;

    private static String modes(Path file) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static void write(SocketChannel channel, String line) throws Exception {
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    @Test
    void theSocketLiesBehindTheOwnersFolderAndAFileThatOthersCanReadIsNoToken() throws Exception {
        Path profile = folder.resolve("profile");
        Path token = folder.resolve("token");
        Files.writeString(token, TOKEN + "\n");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r--r--"));
        assertThrows(CliException.class, () -> RpcToken.read(token));
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        NodeOptions options = new NodeOptions();
        options.rpcTokenFile = token;
        NodeBuilder builder =
                new NodeBuilder(IdentityStore.loadOrCreate(profile), new PeerName("alice"))
                        .dataDirectory(profile)
                        .transports(List.of())
                        .listen();
        Path socket = profile.resolve("rpc").resolve("rpc.sock");
        try (HostedNode hosted = HostedNode.of(builder.start(), profile, Duration.ZERO, options);
                SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            assertEquals("rwx------", modes(profile));
            assertEquals("rwx--x--x", modes(socket.getParent()));
            assertTrue(hosted.node().plugins().isEmpty());
            write(
                    channel,
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"hello\",\"params\":[\"%s\"]}"
                            .formatted(TOKEN));
            BufferedReader lines =
                    new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
            assertTrue(lines.readLine().contains("\"method\":\"ready\""));
        }
        assertFalse(Files.exists(socket));
    }

    @Test
    void withoutATokenFileThereIsNoSuchSocket() throws Exception {
        Path profile = folder.resolve("profile");
        NodeBuilder builder =
                new NodeBuilder(IdentityStore.loadOrCreate(profile), new PeerName("alice"))
                        .dataDirectory(profile)
                        .transports(List.of())
                        .listen();
        try (HostedNode hosted =
                HostedNode.of(builder.start(), profile, Duration.ZERO, new NodeOptions())) {
            assertTrue(hosted.node().plugins().isEmpty());
            assertFalse(Files.exists(profile.resolve("rpc")));
        }
    }
}

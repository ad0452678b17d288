package peerlink.cli.node;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;
import peerlink.cli.program.CliException;
import peerlink.cli.program.ExitCode;
import peerlink.cli.program.Failures;
import peerlink.cli.program.ShellWords;

/** The secret of programs in containers, which other users of the machine may be. */
public final class RpcToken {
    /** As much as nobody guesses: 32 characters of base64 are 192 bits, of hexadecimal 128. */
    private static final Pattern FORM = Pattern.compile("[!-~]{32,256}");

    private static final int MOST_BYTES = 512;

    private final byte[] digest;

    private RpcToken(String token) {
        this.digest = sha256(token);
    }

    /**
     * Reads the token, which is the file's first line.
     *
     * @throws CliException if it can't be read, others can read it, or it is too short
     */
    public static RpcToken read(Path file) throws CliException {
        try {
            Set<PosixFilePermission> others = EnumSet.allOf(PosixFilePermission.class);
            others.removeIf(permission -> permission.name().startsWith("OWNER"));
            others.retainAll(Files.getPosixFilePermissions(file));
            if (!others.isEmpty()) {
                throw new CliException(
                        ExitCode.ERROR,
                        "other users can read or change the token in " + file,
                        "chmod 600 " + ShellWords.quoted(file.toString()));
            }
            String line;
            try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
                line = new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
            }
            String token = line.lines().findFirst().orElse("");
            if (!FORM.matcher(token).matches()) {
                throw new CliException(
                        ExitCode.ERROR,
                        "the first line of %s is no token: 32 to 256 printable characters without blanks"
                                .formatted(file),
                        "(umask 077; openssl rand -hex 32 > %s)"
                                .formatted(ShellWords.quoted(file.toString())));
            }
            return new RpcToken(token);
        } catch (IOException e) {
            throw new CliException(ExitCode.ERROR, "the token: " + Failures.message(e), "");
        }
    }

    /** Tells whether a text is the token, in a time that does not depend on where it differs. */
    public boolean is(String text) {
        return MessageDigest.isEqual(digest, sha256(text));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}

package peerlink.registry;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import peerlink.api.PeerId;
import peerlink.api.Printable;

/**
 * What the lines of an {@link AllowList} come to.
 *
 * @param listed who may register
 * @param shutOut who may not, whatever else is said
 * @param tokens who can prove to know one of these may register too
 */
record AllowRules(Set<PeerId> listed, Set<PeerId> shutOut, List<EnrolmentToken> tokens)
        implements Predicate<Applicant> {
    /** Each costs a digest for each registration of whoever is not listed. */
    static final int MAX_TOKENS = 16;

    /** What is shown of a line that makes no sense; a token doesn't fit in. */
    private static final int SHOWN = 20;

    AllowRules {
        listed = Set.copyOf(listed);
        shutOut = Set.copyOf(shutOut);
        tokens = List.copyOf(tokens);
    }

    /**
     * Reads lines.
     *
     * @param source where they are from, for messages
     */
    static AllowRules of(List<String> lines, Object source) throws IOException {
        Set<PeerId> listed = new HashSet<>();
        Set<PeerId> shutOut = new HashSet<>();
        List<EnrolmentToken> tokens = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String[] words = lines.get(i).replaceFirst("#.*", "").strip().split("\\s+");
            if (words.length == 1 && PeerId.isPeerId(words[0])) {
                listed.add(new PeerId(words[0]));
            } else if (words.length == 2 && words[0].equals("not") && PeerId.isPeerId(words[1])) {
                shutOut.add(new PeerId(words[1]));
            } else if (words.length == 2 && words[0].equals("token")) {
                tokens.add(token(words[1], source, i + 1));
            } else if (!words[0].isEmpty()) {
                throw new IOException(
                        "%s, line %d: not a peer's id, not ID or token TOKEN%s (an id has 52 characters of a-z and 2-7, as peerlink id prints it)"
                                .formatted(source, i + 1, shown(String.join(" ", words))));
            }
        }
        if (tokens.size() > MAX_TOKENS) {
            throw new IOException(
                    "%s has %d tokens (at most %d): take out those that nobody needs any more"
                            .formatted(source, tokens.size(), MAX_TOKENS));
        }
        return new AllowRules(listed, shutOut, tokens);
    }

    @Override
    public boolean test(Applicant applicant) {
        PeerId peer = applicant.peer();
        return !shutOut.contains(peer)
                && (listed.contains(peer)
                        || applicant.proof().isPresent()
                                && tokens.stream().anyMatch(t -> t.isProvenBy(applicant)));
    }

    private static EnrolmentToken token(String text, Object source, int line) throws IOException {
        try {
            return new EnrolmentToken(text);
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    "%s, line %d: %s (peerlink registry --new-token prints a line with one)"
                            .formatted(source, line, e.getMessage()),
                    e);
        }
    }

    /** A token in a line that is wrong is a secret all the same. */
    private static String shown(String line) {
        return line.length() > SHOWN ? "" : ": '" + Printable.excerpt(line) + "'";
    }
}

package peerlink.registry.access;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import peerlink.api.PeerId;
import peerlink.api.Printable;

/**
 * Holds the statements of an {@link AllowList}.
 *
 * @param listed the peers that may register
 * @param shutOut the peers that may not, in spite of all other statements
 * @param tokens the tokens that admit peers; a peer that proves to know one of them may register
 *     too
 */
record AllowRules(Set<PeerId> listed, Set<PeerId> shutOut, List<EnrolmentToken> tokens)
        implements Function<Applicant, Verdict> {
    /** The most tokens: each costs a digest for each registration of a peer that is not listed. */
    static final int MAX_TOKENS = 16;

    /**
     * The most problems reported at once: a file that is no list at all has as many as it has
     * lines.
     */
    private static final int MAX_PROBLEMS = 10;

    /** The most characters shown of a line that makes no sense; a token doesn't fit in. */
    private static final int SHOWN = 20;

    AllowRules {
        listed = Set.copyOf(listed);
        shutOut = Set.copyOf(shutOut);
        tokens = List.copyOf(tokens);
    }

    /**
     * Reads lines.
     *
     * @param source the origin of the lines, for messages
     */
    static AllowRules of(List<String> lines, Object source) throws IOException {
        Set<PeerId> listed = new HashSet<>();
        Set<PeerId> shutOut = new HashSet<>();
        List<EnrolmentToken> tokens = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String[] words = lines.get(i).replaceFirst("#.*", "").strip().split("\\s+");
            if (words.length == 1 && PeerId.isPeerId(words[0])) {
                listed.add(new PeerId(words[0]));
            } else if (words.length == 2 && words[0].equals("not") && PeerId.isPeerId(words[1])) {
                shutOut.add(new PeerId(words[1]));
            } else if (words.length == 2 && words[0].equals("token")) {
                try {
                    tokens.add(new EnrolmentToken(words[1]));
                } catch (IllegalArgumentException e) {
                    problems.add(
                            "%s, line %d: %s (peerlink registry --new-token prints a line with one)"
                                    .formatted(source, i + 1, e.getMessage()));
                }
            } else if (!words[0].isEmpty()) {
                problems.add(
                        "%s, line %d: unknown form%s: a line is 'ID', 'not ID' or 'token TOKEN' (an id has 52 characters of a-z and 2-7, as peerlink id prints it)"
                                .formatted(source, i + 1, shown(String.join(" ", words))));
            }
            if (problems.size() > MAX_PROBLEMS) {
                problems.set(MAX_PROBLEMS, source + ": there may be more lines that make no sense");
                break;
            }
        }
        if (!problems.isEmpty()) {
            throw new AllowListException(problems);
        }
        if (tokens.size() > MAX_TOKENS) {
            throw new IOException(
                    "%s has %d tokens (at most %d): take out those that nobody needs any more"
                            .formatted(source, tokens.size(), MAX_TOKENS));
        }
        return new AllowRules(listed, shutOut, tokens);
    }

    @Override
    public Verdict apply(Applicant applicant) {
        PeerId peer = applicant.peer();
        if (shutOut.contains(peer)) {
            return Verdict.SHUT_OUT;
        }
        boolean isKnown =
                listed.contains(peer)
                        || applicant.proof().isPresent()
                                && tokens.stream().anyMatch(t -> t.isProvenBy(applicant));
        return isKnown ? Verdict.ADMITTED : Verdict.UNKNOWN;
    }

    /** Shortens a line for a message: a token in a wrong line is a secret all the same. */
    private static String shown(String line) {
        return line.length() > SHOWN ? "" : " '" + Printable.excerpt(line) + "'";
    }
}

package peerlink.core;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Answers questions for passphrases one after the other, and fails when there is one too many. */
final class Answers implements PassphraseSource {
    private final Deque<String> answers;

    private Answers(List<String> answers) {
        this.answers = new ArrayDeque<>(answers);
    }

    static Answers of(String... answers) {
        return new Answers(List.of(answers));
    }

    @Override
    public Passphrase ask(String what) {
        return new Passphrase(answers.remove().toCharArray());
    }

    /** Gives a key that is made now the first answer as its passphrase. */
    PassphraseSource alsoForNewKeys() {
        return new PassphraseSource() {
            @Override
            public Passphrase ask(String what) {
                return Answers.this.ask(what);
            }

            @Override
            public Optional<Passphrase> forNewKey() {
                return Optional.of(ask("a new key"));
            }
        };
    }

    int left() {
        return answers.size();
    }
}

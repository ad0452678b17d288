package peerlink.cli.program;

/** Makes the commands in hints, for the same profile as the command that prints them. */
public interface Hints {
    /** Makes commands for the default profile. */
    Hints NONE =
            new Hints() {
                @Override
                public String call(String words) {
                    return ProgramName.call(words);
                }

                @Override
                public String callOnline(String words) {
                    return ProgramName.call(words);
                }

                @Override
                public String callOther(String profile) {
                    return ProgramName.call("--profile " + profile);
                }

                @Override
                public String callAgain(String words) {
                    return ProgramName.call(words);
                }
            };

    /**
     * Returns a command line with the options that name the profile, so that it works as it stands.
     */
    String call(String words);

    /** Returns a command line that asks the same registries too, and has the same token. */
    String callOnline(String words);

    /** Returns a command line that starts the chat of another profile in the same place. */
    String callOther(String profile);

    /**
     * Returns a command line that starts the chat as it was started, but with these options in
     * place of its own ones for the same.
     *
     * @param words {@code --listen} with an address, perhaps with {@code --announce} too
     */
    String callAgain(String words);
}

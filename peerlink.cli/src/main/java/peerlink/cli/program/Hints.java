package peerlink.cli.program;

/** Makes the commands of hints, for the same profile as the command that prints them. */
public interface Hints {
    /** Commands of the profile that is taken where none is named. */
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
            };

    /**
     * Returns a command line with the options that say whose profile is meant, so that it works as
     * it stands.
     */
    String call(String words);

    /**
     * Returns a command line that asks the same registries too, and is admitted where this one is.
     */
    String callOnline(String words);
}

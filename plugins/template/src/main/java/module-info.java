/** Rolls dice for everybody who asks. */
module org.example.dice {
    requires peerlink.api;

    provides peerlink.api.Plugin with
            org.example.dice.DicePlugin;
}

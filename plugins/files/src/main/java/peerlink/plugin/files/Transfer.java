package peerlink.plugin.files;

import peerlink.api.Peer;

/** A file that is offered or on its way. Safe for use by several threads. */
sealed interface Transfer permits IncomingTransfer, OutgoingTransfer {
    /** Returns the number by which the user names it. */
    int number();

    /** Returns the other side. */
    Peer peer();

    /** Returns how it stands, one line for the user. */
    String describe();

    /** Ends it since the user wants it so, and tells the other side. */
    void stop();

    /** Ends it at once, since the plugin stops. */
    void abandon();
}

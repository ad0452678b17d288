package peerlink.plugin.files;

import peerlink.api.Peer;

/** A file that is offered or on its way, in either direction. Safe for use by several threads. */
sealed interface Transfer permits IncomingTransfer, OutgoingTransfer {
    /** Returns the number by which the user names the file. */
    int number();

    /** Returns the other side. */
    Peer peer();

    /** Returns the state of the transfer, one line for the user. */
    String describe();

    /** Ends the transfer at the user's wish, and tells the other side. */
    void stop();

    /** Ends the transfer at once, since the plugin stops. */
    void abandon();
}

package peerlink.core;

import peerlink.core.plugin.Providers;

/** Takes providers of plugins into the use of a node that runs, and out of it. */
interface ProviderUse {
    void use(Providers came);

    /** Lets providers go, and closes all that came from them. */
    void dismiss(Providers gone);
}

package peerlink.core.signal;

import java.util.Optional;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.PeerId;

/** A way for signals that takes none anywhere. */
record FakeRoute(Address address, boolean isLink) implements SignalRoute {
    @Override
    public Optional<Address> reached() {
        return Optional.empty();
    }

    @Override
    public void send(PeerId peer, Bytes signal) {}
}

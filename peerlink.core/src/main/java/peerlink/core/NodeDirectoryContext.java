package peerlink.core;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import peerlink.api.DirectoryContext;
import peerlink.api.Network;
import peerlink.api.PeerId;
import peerlink.core.contact.ContactBook;
import peerlink.core.model.Contact;
import peerlink.core.model.Trust;

/**
 * Gives a directory of this node the contacts as they are at the moment. A plugin's directory gets
 * its settings by its plugin.
 */
record NodeDirectoryContext(Network network, ContactBook book) implements DirectoryContext {
    @Override
    public Map<String, String> settings() {
        return Map.of();
    }

    @Override
    public Set<PeerId> contacts() {
        return book.all().stream()
                .filter(contact -> contact.trust() != Trust.BLOCKED)
                .map(Contact::id)
                .collect(Collectors.toUnmodifiableSet());
    }
}

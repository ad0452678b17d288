package peerlink.core;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import peerlink.api.Peer;
import peerlink.core.contact.ContactBook;
import peerlink.core.model.LastKnown;
import peerlink.core.peer.LastKnownTable;
import peerlink.core.profile.JsonFile;

/**
 * Reads and adds to what directories told last to the nodes of a profile, without a node. May be used while one of them runs, and by several
 * threads.
 */
public final class ProfileLastKnown {
    private ProfileLastKnown() {}

    /**
     * Reads what the nodes of a profile were told last, the latest first.
     *
     * @param profile its folder
     * @throws IOException if it can't be read; the message says why
     */
    public static List<LastKnown> read(Path profile) throws IOException {
        LastKnownTable all = new LastKnownTable(profile, _ -> false, InstantSource.system());
        all.load();
        return all.all();
    }

    /**
     * Adds to what is kept of a profile what directories tell now.
     *
     * @param profile its folder
     * @throws IOException if it can't be written, or not be read before, also if it was begun anew for that
     */
    public static void keep(Path profile, Collection<Peer> told) throws IOException {
        ContactBook contacts = ContactBook.open(profile);
        LastKnownTable all =
                new LastKnownTable(
                        profile, id -> contacts.byId(id) != null, InstantSource.system());
        JsonFile.DamagedException damage = null;
        try {
            all.load();
        } catch (JsonFile.DamagedException e) {
            damage = e;
        }
        told.forEach(all::told);
        all.save();
        if (damage != null) {
            throw damage;
        }
    }
}

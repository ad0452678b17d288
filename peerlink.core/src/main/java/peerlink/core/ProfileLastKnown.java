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
 * Reads a profile's last known peers, and adds to them, without a node. May be used while a node of
 * the profile runs, and by several threads.
 */
public final class ProfileLastKnown {
    private ProfileLastKnown() {}

    /**
     * Reads the profile's last known peers, the latest first.
     *
     * @param profile the profile's folder
     * @throws IOException if they can't be read; the message says why
     */
    public static List<LastKnown> read(Path profile) throws IOException {
        LastKnownTable all = new LastKnownTable(profile, _ -> false, InstantSource.system());
        all.load();
        return all.all();
    }

    /**
     * Adds peers that directories tell of now to the profile's last known peers.
     *
     * @param profile the profile's folder
     * @throws IOException if they can't be written, or not be read before, even if the file was
     *     begun anew for that
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

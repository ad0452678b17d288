package peerlink.plugin.files;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import peerlink.api.Bytes;
import peerlink.api.PeerId;
import peerlink.plugin.files.basis.SafeName;
import peerlink.plugin.files.parts.PartRecord;
import peerlink.plugin.files.wire.TransferFrame;

/**
 * An offer of files and folders, as this side keeps it.
 *
 * @param digest the digest of the manifest
 * @param title names what is offered, safe to show
 * @param files the number of files
 * @param size the bytes of all files
 * @param hasMarks whether the sender tells dates and executable bits, about which the user has yet
 *     to decide
 */
record TreeOffer(Bytes digest, String title, int files, long size, boolean hasMarks) {
    /** Takes what a sender says. */
    static TreeOffer of(TransferFrame.Offer offer) {
        String first = SafeName.of(offer.names().getFirst());
        int more = offer.names().size() - 1;
        return new TreeOffer(
                offer.digest(),
                more == 0 ? first : first + " and %d more".formatted(more),
                offer.files(),
                offer.bytes(),
                offer.hasMarks());
    }

    /** Takes what an earlier process has noted, in which the user has decided. */
    static TreeOffer of(PartRecord record) {
        return new TreeOffer(
                record.digest(), record.title(), record.files(), record.bytes(), false);
    }

    /**
     * Returns the record of the offer once it is accepted.
     *
     * @param as the name for it, or null for the offered one
     */
    PartRecord accepted(PeerId from, Path folder, @Nullable String as, boolean preserves) {
        return new PartRecord(
                from,
                digest,
                folder,
                as == null ? "" : as,
                title,
                files,
                size,
                preserves,
                PartRecord.State.ACCEPTED);
    }
}

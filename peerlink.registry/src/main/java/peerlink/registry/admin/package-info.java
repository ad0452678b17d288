/**
 * Shows the operator of a registry its figures, its health, and a page for people, over HTTP.
 *
 * <pre>
 *   counted   RegistryMetrics ← Count, Histogram, LastMinute, LeaseHistory      by the registry, while it works
 *   told      AdminServer → AdminHandler → MetricsPage, StatusPage, Health      from a Snapshot of the above
 * </pre>
 *
 * <p>Nothing here knows a peer: neither names, ids nor addresses get in, so none can get out. The
 * package knows nothing of the registry either, which counts in it.
 */
@NullMarked
package peerlink.registry.admin;

import org.jspecify.annotations.NullMarked;

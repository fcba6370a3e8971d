package dev.muster.events.read;

import java.util.List;

/** A task that was lost and is offered again. */
final class LostTask implements Piece {
    private final Lease lease;
    private final Leases leases;
    private boolean given;

    /** A task that this hub claimed. */
    LostTask(Lease lease, Leases leases) {
        this.lease = lease;
        this.leases = leases;
    }

    Lease lease() {
        return lease;
    }

    /** It has a new lease; this one is over. */
    void givenAgain() {
        given = true;
    }

    @Override
    public byte[] value() {
        return lease.event();
    }

    @Override
    public String origin() {
        return "task " + lease.id();
    }

    @Override
    public boolean again() {
        return true;
    }

    @Override
    public void done() {
        if (!given) {
            leases.drop(List.of(lease.id()));
        }
    }

    @Override
    public void giveBack() {
        leases.release(List.of(lease.id()));
    }
}

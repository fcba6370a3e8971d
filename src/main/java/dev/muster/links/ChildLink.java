package dev.muster.links;

import java.time.Duration;

/** The parent's end of a connection to a child, whatever carries it. */
interface ChildLink {
    /** Calls go here. */
    Link link();

    /** Tells the child something about membership or files; ignored by carriers that cannot. */
    void tell(Frame frame);

    Duration silence();

    int inbound();

    long queued();

    /** Closes the connection for that reason. */
    void end(String reason);
}

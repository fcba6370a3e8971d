package dev.muster;

/** The composition of one capability, as the life of the program goes through it. Each step is called at most once. */
interface Part {
    /** All routes run. What was added before is open already; throws when the program must not start. */
    default void opened() {}

    /** The program is about to stop: takes nothing new, while what runs may end. */
    default void closing() {}

    /** All routes have ended. What was added before is still there. */
    default void closed() {}
}

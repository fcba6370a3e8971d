package dev.muster.events.read;

/** Who takes tasks: a task that was lost is offered to the same name and version again, whatever else it asks for. */
record Plugin(String name, String version) {}

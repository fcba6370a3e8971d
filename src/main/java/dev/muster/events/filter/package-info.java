/**
 * What a consumer of events asks for and which events it gets: the request of a fetch, the stages that drop events and why, and the
 * simulation of both. Pure functions over the generated event classes; knows neither Kafka nor HTTP.
 */
@NullMarked
package dev.muster.events.filter;

import org.jspecify.annotations.NullMarked;

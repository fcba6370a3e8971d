/** A Kafka broker for a machine that has none. One process is broker and controller at once; nothing but loopback reaches it. */
package dev.muster.engine.kafka;

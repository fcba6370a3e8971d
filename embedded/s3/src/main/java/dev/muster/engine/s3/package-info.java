/** An S3 server for a machine that has none. Objects are plain files; nothing but loopback reaches it. */
package dev.muster.engine.s3;

/** The hashes of a blob, made in one pass while it arrives. Two of them, ssdeep and TLSH, find similar content rather than equal content. */
@NullMarked
package dev.muster.streams.hash;

import org.jspecify.annotations.NullMarked;

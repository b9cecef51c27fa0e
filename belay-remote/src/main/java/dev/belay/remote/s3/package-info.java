/**
 * S3-compatible storage through the AWS SDK. A file is one object, written by one request with its
 * MD5 sum, so that it is there whole or not at all; {@code If-None-Match} keeps what exists.
 */
@NullMarked
package dev.belay.remote.s3;

import org.jspecify.annotations.NullMarked;

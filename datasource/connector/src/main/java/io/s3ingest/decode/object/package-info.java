/** Objects as they are: bytes and metadata, nothing decoded. */
package io.s3ingest.decode.object;

/** Opens objects as the bytes that were compressed, checked to the last one. */
package io.s3ingest.decode.compress;

/** Framing: from bytes to lines, and what text formats share about bytes. */
package io.s3ingest.decode.text;

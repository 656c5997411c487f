/** JSON: lines, one array or one object, told by content. */
package io.s3ingest.decode.json;

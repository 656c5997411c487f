/** From a folder to a table: its name, format, schema and partition columns. */
package io.s3ingest.discovery;

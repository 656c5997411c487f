/** What users name in a configuration. */
package io.s3ingest;

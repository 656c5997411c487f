/** The sample lake of the examples, and jobs that read it. */
package io.s3ingest.examples;
